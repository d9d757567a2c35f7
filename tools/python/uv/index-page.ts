/** A file of a project on a package index. `url` is absolute and has no fragment. */
export type IndexFile = { filename: string; url: string };

/** What an index may send: JSON (PEP 691), or the older HTML (PEP 503), which every index has. */
export const ACCEPTED =
  "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";

/** The files that a project's page of an index lists. Links on the page are relative to the page. */
export const filesOn = (page: { url: string; contentType: string; text: string }): IndexFile[] =>
  page.contentType.includes("json") ? filesInJson(page.text, page.url) : filesInHtml(page.text, page.url);

/** A proxy or a login page may send anything under an index's address: what is no page of an index has no files. */
const filesInJson = (text: string, base: string): IndexFile[] => {
  try {
    const { files } = JSON.parse(text) as { files: IndexFile[] };
    return files.flatMap(({ filename, url }) => linked(filename, url, base));
  } catch {
    return [];
  }
};

const filesInHtml = (text: string, base: string): IndexFile[] =>
  [...text.matchAll(/<a\s[^>]*?href\s*=\s*["']([^"']+)["'][^>]*>([^<]*)<\/a>/gi)].flatMap(
    ([, href = "", name = ""]) => linked(name.trim(), href.replaceAll("&amp;", "&"), base),
  );

const linked = (filename: string, href: string, base: string): IndexFile[] => {
  const url = URL.parse(href, base);
  if (!url) return [];
  url.hash = "";
  return [{ filename, url: url.href }];
};

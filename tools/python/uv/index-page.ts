/** A file of a project on a package index. `url` is absolute and has no fragment. */
export type IndexFile = { filename: string; url: string };

/** What an index may send: JSON (PEP 691), or the older HTML (PEP 503), which every index has. */
export const ACCEPTED =
  "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";

/** The files that a project's page of an index lists. Links on the page are relative to the page. */
export const filesOn = (page: { url: string; contentType: string; text: string }): IndexFile[] =>
  page.contentType.includes("json") ? filesInJson(page.text, page.url) : filesInHtml(page.text, page.url);

const filesInJson = (text: string, base: string): IndexFile[] => {
  const { files = [] } = JSON.parse(text) as { files?: { filename: string; url: string }[] };
  return files.map(({ filename, url }) => ({ filename, url: absolute(url, base) }));
};

const filesInHtml = (text: string, base: string): IndexFile[] =>
  [...text.matchAll(/<a\s[^>]*?href\s*=\s*["']([^"']+)["'][^>]*>([^<]*)<\/a>/gi)].map(
    ([, href = "", name = ""]) => ({
      filename: name.trim(),
      url: absolute(href.replaceAll("&amp;", "&"), base),
    }),
  );

const absolute = (href: string, base: string): string => {
  const url = new URL(href, base);
  url.hash = "";
  return url.href;
};

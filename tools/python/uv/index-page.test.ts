import { expect, test } from "vitest";
import { filesOn } from "./index-page.ts";

const url = "https://mirror.example/simple/uv/";
const wheel = "uv-0.13.9-py3-none-win_amd64.whl";

test("reads JSON", () => {
  const text = JSON.stringify({
    files: [{ filename: wheel, url: "../../files/a.whl", hashes: { sha256: "00" } }],
  });
  expect(filesOn({ url, contentType: "application/vnd.pypi.simple.v1+json", text })).toEqual([
    { filename: wheel, url: "https://mirror.example/files/a.whl" },
  ]);
});

test("reads HTML, with relative and absolute links", () => {
  const text = `<!DOCTYPE html><html><body><h1>Links for uv</h1>
    <a href="../../files/${wheel}#sha256=00" data-requires-python="&gt;=3.8">${wheel}</a><br/>
    <A class='x' HREF='https://files.example/b.whl?a=1&amp;b=2'>
      uv-0.13.9-py3-none-win32.whl
    </A></body></html>`;
  expect(filesOn({ url, contentType: "text/html; charset=utf-8", text })).toEqual([
    { filename: wheel, url: `https://mirror.example/files/${wheel}` },
    { filename: "uv-0.13.9-py3-none-win32.whl", url: "https://files.example/b.whl?a=1&b=2" },
  ]);
});

test("a page without links has no files", () => {
  expect(filesOn({ url, contentType: "text/html", text: "<h1>Sign in</h1>" })).toEqual([]);
});

test.each([
  "{}",
  "<h1>Sign in</h1>",
  "null",
  '{"files":{}}',
])("JSON that is no page of an index has none: %s", (text) => {
  expect(filesOn({ url, contentType: "application/json", text })).toEqual([]);
});

test("a link that leads nowhere is left out", () => {
  const text = `<a href="https://">uv-0.13.9-py3-none-win32.whl</a> <a href="${wheel}">${wheel}</a>`;
  expect(filesOn({ url, contentType: "text/html", text })).toEqual([
    { filename: wheel, url: `https://mirror.example/simple/uv/${wheel}` },
  ]);
});

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Served } from "./served.ts";

const swagger = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
const ours = join(import.meta.dirname, "docs");

/** Every file of the page where the API can be tried. None is loaded from the internet. */
const FILES = new Map<string, [path: string, type: string]>([
  ["/docs/", [join(ours, "index.html"), "text/html; charset=utf-8"]],
  ["/docs/page.css", [join(ours, "page.css"), "text/css; charset=utf-8"]],
  ["/docs/page.js", [join(ours, "page.js"), "text/javascript; charset=utf-8"]],
  ["/docs/swagger-ui.css", [join(swagger, "swagger-ui.css"), "text/css; charset=utf-8"]],
  ["/docs/swagger-ui-bundle.js", [join(swagger, "swagger-ui-bundle.js"), "text/javascript; charset=utf-8"]],
  ["/docs/favicon.png", [join(swagger, "favicon-32x32.png"), "image/png"]],
]);

/** Swagger UI sets inline styles, which needs 'unsafe-inline'. */
const POLICY = {
  "style-src": "'self' 'unsafe-inline'",
  "img-src": "'self' data:",
};

export const docsFile = (path: string): Served | undefined => {
  const [file, type] = FILES.get(path) ?? [];
  return file === undefined || type === undefined ? undefined : { file, type, policy: POLICY };
};

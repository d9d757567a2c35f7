import { extname, join } from "node:path";
import { root } from "../../tools/paths.ts";
import type { Served } from "./served.ts";

const dist = join(root, "web", "dist");

/** The types of the files that Vite writes. */
const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

/** As the headers policy of PageDistribution in template.yaml: what is refused there is refused here. */
const POLICY = {
  "style-src": "'self'",
  "img-src": "'self' blob: data: STACK",
  "media-src": "blob:",
  "worker-src": "'self'",
  "manifest-src": "'self'",
};

/** A file of the built page: `/`, a file beside it, or one of `assets/`. */
export const webFile = (path: string): Served | undefined => {
  const name = path === "/" ? "/index.html" : path;
  const type = TYPES[extname(name)];
  if (type === undefined || !/^\/(?:assets\/)?[\w.-]+$/.test(name)) return undefined;
  return { file: join(dist, name), type, policy: POLICY };
};

import { fileURLToPath } from "node:url";
import { defaultClientConditions, defineConfig } from "vite";

/** Where `npm start` serves the page of the local stack: `npm run dev -w web` passes on what only its server has. */
const local = process.env["MALOTE_PAGE"] ?? "http://127.0.0.1:4567";

export default defineConfig({
  // The page works in any folder of a site.
  base: "./",
  // The buffer package, which amazon-cognito-identity-js uses, expects the name that Node.js has.
  define: { global: "globalThis" },
  resolve: {
    // With this condition, malote resolves to its TypeScript: no build of the SDK is needed first.
    conditions: ["malote-source", ...defaultClientConditions],
    alias: {
      react: "preact/compat",
      "react-dom": "preact/compat",
      "@transloadit/prettier-bytes": fileURLToPath(new URL("source/upload/uppy-sizes.ts", import.meta.url)),
    },
    dedupe: ["preact"],
  },
  build: {
    target: "es2022",
    // A page that is not in the cache has one release, and each file has a hash in its name.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  worker: { format: "es" },
  server: {
    host: "127.0.0.1",
    port: 5173,
    strictPort: true,
    proxy: Object.fromEntries(
      ["/config.json", "/token", "/docs"].map((path) => [
        path,
        { target: local, changeOrigin: true, headers: { Origin: local } },
      ]),
    ),
  },
});

import { build } from "esbuild";
import { expect, test } from "vitest";
import { bundleOptions } from "../../layers/core/bundle-options.mjs";

interface EndpointCache {
  get(key: string): string | undefined;
  getEndpoint(key: string): string | undefined;
  set(key: string, endpoints: { Address: string; CachePeriodInMinutes: number }[]): void;
  has(key: string): boolean;
  delete(key: string): void;
  clear(): void;
}

test("the SDK's endpoint discovery works with the cache that the layer has instead of mnemonist's", async () => {
  const { alias = {} } = bundleOptions("out");
  const { outputFiles = [] } = await build({
    stdin: {
      contents: 'export { EndpointCache } from "@aws-sdk/endpoint-cache";',
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: "esm",
    write: false,
    alias,
  });
  const code = outputFiles[0]?.text ?? "";
  expect(code).not.toContain("mnemonist");
  const { EndpointCache } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
    EndpointCache: new (capacity: number) => EndpointCache;
  };
  const cache = new EndpointCache(1000);

  cache.set("account", [{ Address: "a.example", CachePeriodInMinutes: 5 }]);
  expect(cache.has("account")).toBe(true);
  expect(cache.getEndpoint("account")).toBe("a.example");
  cache.delete("account");
  expect(cache.getEndpoint("account")).toBeUndefined();
  cache.clear();
  expect(cache.has("account")).toBe(false);
});

import { beforeAll, describe, expect, test } from "vitest";
import { forgottenHandlers, lambdaFunctions } from "../../bench/bundles/functions.ts";
import { bundleLayer, type Loaded, loadedBy } from "../../bench/bundles/loaded.ts";

// Loading code is most of a cold start (npm run bench -- cold-start measures it), and it grows unnoticed: with one
// import too many, every function loads the S3 client. The sizes come from esbuild's metafile.

/** In bytes: the function's own bundle, and the layer's files that it loads. About 5 % above the measured sizes. */
const CEILINGS: Record<string, { own: number; layer: number }> = {
  confirm: { own: 1_500, layer: 539_000 },
  consult: { own: 900, layer: 344_000 },
  download: { own: 800, layer: 509_000 },
  list: { own: 900, layer: 344_000 },
  mover: { own: 149_000, layer: 517_000 },
  operations: { own: 1_000, layer: 344_000 },
  reconciler: { own: 50_000, layer: 517_000 },
  remove: { own: 1_200, layer: 510_000 },
  update: { own: 1_500, layer: 539_000 },
  upload: { own: 2_500, layer: 556_000 },
};

const S3 = "@aws-sdk/client-s3";
const SQS = "@aws-sdk/client-sqs";

/** Packages that not every function needs, and the functions that load them. */
const LOADED_BY: Record<string, string[]> = {
  [S3]: ["confirm", "download", "mover", "reconciler", "remove", "update", "upload"],
  [SQS]: ["confirm", "mover", "reconciler", "update"],
  "file-type": ["mover"],
  mime: ["upload"],
};

const loaded = new Map<string, Loaded>();

beforeAll(async () => {
  const layer = await bundleLayer();
  for (const lambda of lambdaFunctions()) loaded.set(lambda.name, await loadedBy(lambda, layer));
}, 30_000);

test("every handler is deployed and has a ceiling", () => {
  expect(forgottenHandlers()).toEqual([]);
  expect([...loaded.keys()]).toEqual(Object.keys(CEILINGS).sort());
});

describe.each(Object.entries(CEILINGS))("%s", (name, ceiling) => {
  test(`its own bundle is at most ${ceiling.own} bytes`, () => {
    expect(loaded.get(name)?.own).toBeLessThanOrEqual(ceiling.own);
  });

  test(`it loads at most ${ceiling.layer} bytes of the layer`, () => {
    expect(loaded.get(name)?.layer).toBeLessThanOrEqual(ceiling.layer);
  });
});

test.each(Object.entries(LOADED_BY))("%s is loaded by %j only", (name, expected) => {
  const found = [...loaded].filter(([, { packages }]) => packages.includes(name)).map(([lambda]) => lambda);
  expect(found).toEqual(expected);
});

import { basename } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { forgottenHandlers, lambdaFunctions } from "../../bench/bundles/functions.ts";
import { bundleLayer, type Loaded, loadedBy } from "../../bench/bundles/loaded.ts";
import { functions, property } from "./template.ts";

// Loading code is most of a cold start (npm run bench -- cold-start measures it), and it grows unnoticed: with one
// import too many, every function loads the S3 client. The sizes come from esbuild's metafile.

const S3 = "@aws-sdk/client-s3";
const SQS = "@aws-sdk/client-sqs";
const EVENTS = "@aws-sdk/client-eventbridge";
const KMS = "@aws-sdk/client-kms";

/** Bytes of a function's own bundle, at most, about 5 % above what they were. A route has a few lines of its own. */
const OWN: Record<string, number> = {
  // 5 KB of it judge texts, and the signatures that file-type gives up on (kinds/).
  mover: 109_000,
  // It looks at the parts of plans before they end, too.
  reconciler: 7_650,
  // 11 KB of it are the library for batches, which the mover has, too.
  inbox: 17_200,
  "upload-parts": 2_700,
  // Plans are confirmed with their parts and the checksum of the whole. Files in error are queued again.
  confirm: 4_400,
  // Eight routes.
  webhooks: 4_900,
  // 15 KB of it sign (standardwebhooks), and 7 KB report the messages that failed.
  "webhook-deliver": 27_200,
};
const OWN_OF_A_ROUTE = 2_300;

/**
 * Bytes of the layer's files that every function loads, and of those that come with a package. With mime come the rules of
 * uploads, the kinds of types, and the steps of /upload, which /uploads shares. A list and a claim cost fewer write units with
 * 3 KB more (aws/list-files.ts, domain/claimable.ts), and log lines are shorter with 0.5 KB (log.ts). 1 KB of S3 are the copies
 * out of inbox/.
 */
const LAYER = 340_000;
const LAYER_WITH: Record<string, number> = {
  [S3]: 159_000,
  [SQS]: 28_000,
  [EVENTS]: 28_000,
  [KMS]: 42_500,
  mime: 55_000,
  // With it comes all of webhooks.
  "ipaddr.js": 11_000,
};

/** Packages that only these functions load. */
const LOADED_BY: Record<string, string[]> = {
  "file-type": ["mover"],
  mime: ["inbox", "upload", "upload-many"],
  "ipaddr.js": ["webhook-deliver", "webhook-fanout", "webhook-sweep", "webhooks"],
  standardwebhooks: ["webhook-deliver"],
};

/** Packages that these functions load with import(), for the requests that need them. No cold start pays for them. */
const LOADED_LATER_BY: Record<string, string[]> = {
  "@aws-sdk/client-cognito-identity-provider": ["inbox", "upload", "upload-many"],
  "@aws-sdk/client-ssm": ["download"],
  "@aws-sdk/cloudfront-signer": ["download"],
};

/** The clients of services that only some functions call: loaded by those whose role allows a call. */
const CLIENTS = { [S3]: "s3:", [SQS]: "sqs:", [EVENTS]: "events:", [KMS]: "kms:" };

const loaded = new Map<string, Loaded>();

beforeAll(async () => {
  const layer = await bundleLayer();
  for (const lambda of lambdaFunctions()) loaded.set(lambda.name, await loadedBy(lambda, layer));
}, 30_000);

test("every handler is deployed", () => {
  expect(forgottenHandlers()).toEqual([]);
  expect(loaded.size).toBe(functions.length);
});

describe.each(functions.map(({ folder }) => basename(folder)))("%s", (name) => {
  test("has a small bundle of its own", () => {
    expect(loaded.get(name)?.own).toBeLessThanOrEqual(OWN[name] ?? OWN_OF_A_ROUTE);
  });

  test("loads little of the layer", () => {
    const { layer, packages } = loaded.get(name) ?? { layer: Number.NaN, packages: [] as string[] };
    const allowed = Object.entries(LAYER_WITH).filter(([name]) => packages.includes(name));
    expect(layer).toBeLessThanOrEqual(allowed.reduce((sum, [, bytes]) => sum + bytes, LAYER));
  });
});

const loaders = (name: string): string[] =>
  [...loaded]
    .filter(([, { packages }]) => packages.includes(name))
    .map(([lambda]) => lambda)
    .sort();

test.each(
  Object.entries(CLIENTS),
)("%s is loaded by the functions whose role allows a call of %s", (name, service) => {
  const callers = functions.filter(({ id }) =>
    actionsOf(`${id}Role`).some((action) => action.startsWith(service)),
  );
  expect(loaders(name).sort()).toEqual(callers.map(({ folder }) => basename(folder)).sort());
});

test.each(Object.entries(LOADED_BY))("%s is loaded by %j alone", (name, expected) => {
  expect(loaders(name)).toEqual(expected);
});

test.each(Object.entries(LOADED_LATER_BY))("%s is loaded with import(), by %j alone", (name, expected) => {
  expect(loaders(name)).toEqual([]);
  expect(
    [...loaded]
      .filter(([, { later }]) => later.includes(name))
      .map(([lambda]) => lambda)
      .sort(),
  ).toEqual(expected);
});

type Statement = { Action: string | string[]; Resource: unknown };
/** A statement in an !If is its condition, the statement and no value. */
type Policy = { PolicyDocument: { Statement: (Statement | [string, Statement, string])[] } };

const actionsOf = (role: string): string[] =>
  property<Policy[]>(role, "Policies").flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.map((statement) => (Array.isArray(statement) ? statement[1] : statement))
      // Lambda itself writes there, with the function's role.
      .filter(({ Resource }) => !JSON.stringify(Resource).includes("UnpublishedChanges"))
      .flatMap(({ Action }) => Action),
  );

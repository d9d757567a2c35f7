import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { TAG, TYPES } from "./source/completed-image.ts";

const HERE = "samples/thumbnails";

type Statement = { Action: string | string[]; Resource: string };

let properties: {
  Environment: { Variables: Record<string, string> };
  Events: { CompletedImage: { Properties: { Pattern: { detail: Record<string, unknown> } } } };
};
let bundling: { EntryPoints: string[]; Format: "cjs"; Target: string; MainFields: string; Minify: boolean };
let statements: Statement[];
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "malote-thumbnails-"));
  // CloudFormation's tags (!Ref, !Sub …) are ignored: the parser returns the value after the tag.
  const { Resources } = parse(await readFile(`${HERE}/template.yaml`, "utf8"), { logLevel: "error" });
  properties = Resources.Thumbnails.Properties;
  bundling = Resources.Thumbnails.Metadata.BuildProperties;
  statements = Resources.ThumbnailsRole.Properties.Policies[0].PolicyDocument.Statement;
});
afterAll(() => rm(home, { recursive: true }));

test("the rule selects the types that the function can read, and no thumbnails", () => {
  const { detail } = properties.Events.CompletedImage.Properties.Pattern;
  expect(detail).toEqual({
    status: ["completed"],
    type: [...TYPES],
    tags: { [TAG]: [{ exists: false }] },
  });
});

test("the role may read finished files and one secret, and write nothing but logs and dead letters", () => {
  const may = new Map(
    statements.flatMap(({ Action, Resource }) => [Action].flat().map((one) => [one, Resource])),
  );
  expect(Object.fromEntries(may)).toEqual({
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's
    "s3:GetObject": "arn:${AWS::Partition}:s3:::${Bucket}/dest/*",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's
    "s3:ListBucket": "arn:${AWS::Partition}:s3:::${Bucket}",
    "secretsmanager:GetSecretValue": "RelaySecretArn",
    "sqs:SendMessage": "DeadLetters.Arn",
    "logs:CreateLogStream": "ThumbnailsLogs.Arn",
    "logs:PutLogEvents": "ThumbnailsLogs.Arn",
  });
});

test("the bundle, built as the template says, loads with the template's environment and judges an event", async () => {
  const outfile = join(home, "handler.cjs");
  await build({
    entryPoints: bundling.EntryPoints.map((path) => join(HERE, path)),
    bundle: true,
    platform: "node",
    format: bundling.Format,
    target: bundling.Target,
    mainFields: bundling.MainFields.split(","),
    minify: bundling.Minify,
    // sam build takes client/dist, which is built from these files.
    // "module" is one of esbuild's own, which a list replaces.
    conditions: ["malote-source", "module"],
    outfile,
  });
  // README.md has the size.
  expect((await readFile(outfile)).byteLength).toBeLessThan(1_600_000);

  const names = Object.keys(properties.Environment.Variables).filter((name) => name !== "NODE_OPTIONS");
  const load = createRequire(import.meta.url);
  expect(() => load(outfile)).toThrow(/environment variable \w+ is missing/);
  for (const name of names) process.env[name] = name === "API_URL" ? "https://api.example.com/v1" : "value";
  try {
    const { handler } = load(outfile) as { handler(event: unknown): Promise<void> };
    // Neither S3 nor the service is called.
    await expect(handler({ detail: { status: "deleted" } })).rejects.toThrow(/"completed"/);
  } finally {
    for (const name of names) delete process.env[name];
  }
});

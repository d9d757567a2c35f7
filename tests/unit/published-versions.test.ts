import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { type TransformedTemplate, transformed } from "../../tools/sam/transformed.ts";
import { functions } from "./template.ts";

// A version of a function is a snapshot of its code and its settings, and the routes and the queue call the version behind
// the alias "live". So a changed parameter reaches nobody unless SAM publishes a version. The emulator cannot show it: its
// SAM gets only the defaults of the parameters. So these tests transform the template, as CloudFormation does.

const UPLOADS = ["Upload", "UploadMany"];

/** With every function that a parameter turns on. */
const ON = { PublishStatusEvents: "true", Webhooks: "true", Inbox: "true" };
const ALL = functions.map(({ id }) => id).toSorted();

const CHANGES: [name: string, value: string, newVersions: string[]][] = [
  ["MaxFileBytes", "1000", ["InboxReceiver", ...UPLOADS, "WellKnown"]],
  ["AllowedTypes", "image/*,application/pdf", ["InboxReceiver", ...UPLOADS, "WellKnown"]],
  ["DeniedExtensions", "exe", ["InboxReceiver", "Mover", ...UPLOADS, "WellKnown"]],
  ["UploadExpirySeconds", "60", [...UPLOADS, "UploadParts"]],
  ["CheckOwners", "false", UPLOADS],
  ["DownloadKeyId", "K1EXAMPLE", ["Download"]],
  ["DownloadPrivateKey", "/malote/key", ["Download"]],
  ["MoverReservedConcurrency", "5", ["Mover"]],
  ["SystemLogLevel", "INFO", ALL],
  ["Tracing", "true", ALL],
  ["StatusEventsBus", "malote", ["StatusEvents"]],
  ["LogRetentionDays", "7", []],
  ["ApiRateLimit", "40", []],
];

/** The version of each function: its logical id, which changes when a new version is published. */
const versionsIn = ({ Resources }: TransformedTemplate): Map<string, string> =>
  new Map(
    Object.entries(Resources).flatMap(([id, { Type, Properties }]) =>
      Type === "AWS::Lambda::Version" ? [[(Properties["FunctionName"] as { Ref: string }).Ref, id]] : [],
    ),
  );

/** What a version keeps of its function. Lambda publishes no version if none of it has changed, and then the deploy fails. */
const keptIn = ({ Resources }: TransformedTemplate, name: string): string => {
  const { ReservedConcurrentExecutions, RecursiveLoop, Tags, ...kept } = Resources[name]?.Properties ?? {};
  return JSON.stringify(kept);
};

const newVersions = (before: TransformedTemplate, after: TransformedTemplate): string[] => {
  const versions = versionsIn(after);
  return [...versionsIn(before)]
    .flatMap(([name, id]) => (versions.get(name) === id ? [] : [name]))
    .toSorted();
};

let before: TransformedTemplate;
let same: TransformedTemplate;
let withoutWebhooks: TransformedTemplate;
let changed: TransformedTemplate[];
beforeAll(async () => {
  const sets = CHANGES.map(([name, value]) => ({ ...ON, [name]: value }));
  const off = { ...ON, Webhooks: "false" };
  [before, same, withoutWebhooks, ...changed] = (await transformed([ON, ON, off, ...sets])) as [
    TransformedTemplate,
    TransformedTemplate,
    TransformedTemplate,
    ...TransformedTemplate[],
  ];
}, 240_000);

test.each(
  CHANGES,
)("another %s is a new version of the functions that read it, and of no other", (...change) => {
  const [, , expected] = change;
  const after = changed[CHANGES.findIndex(([name]) => name === change[0])] as TransformedTemplate;

  expect(newVersions(before, after)).toEqual(expected);
  for (const name of expected) expect(keptIn(after, name)).not.toBe(keptIn(before, name));
});

test("the same parameters are the same versions", () => {
  expect(versionsIn(before).size).toBe(functions.length);
  expect(newVersions(before, same)).toEqual([]);
});

test("webhooks that are turned on or off are another deployment of the API, without which the stage keeps its routes", () => {
  const deploymentOf = ({ Resources }: TransformedTemplate) =>
    Object.entries(Resources).flatMap(([id, { Type, Condition }]) =>
      Type === "AWS::ApiGateway::Deployment" && Condition === undefined ? [id] : [],
    );
  expect(deploymentOf(before)).toEqual([expect.stringMatching(/^ApiDeployment/)]);
  expect(deploymentOf(same)).toEqual(deploymentOf(before));
  expect(deploymentOf(withoutWebhooks)).toHaveLength(1);
  expect(deploymentOf(withoutWebhooks)).not.toEqual(deploymentOf(before));
});

test("without LanguageExtensions, SAM publishes no version for another parameter", async () => {
  const folder = await mkdtemp(join(tmpdir(), "malote-versions-"));
  const path = join(folder, "template.yaml");
  const text = await readFile("template.yaml", "utf8");
  await writeFile(path, text.replace(/^Transform: .*$/m, "Transform: AWS::Serverless-2016-10-31"));
  const sets = [ON, ...CHANGES.map(([name, value]) => ({ ...ON, [name]: value }))];
  const [first, ...others] = await transformed(sets, path);
  await rm(folder, { recursive: true });

  for (const other of others) expect(versionsIn(other)).toEqual(versionsIn(first as TransformedTemplate));
}, 120_000);

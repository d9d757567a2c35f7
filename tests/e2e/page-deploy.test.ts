import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { DeleteObjectsCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { config } from "./cloud.ts";
import { until } from "./service.ts";

// npm run page:deploy as an operator runs it. The emulator has no distribution, so a small stack stands for one with Page=true.

const stack = inject("stack");
const STACK = "page-of-e2e";
const API = "https://a1b2c3.execute-api.us-east-1.amazonaws.com/dev";

const s3 = new S3Client({ ...config, forcePathStyle: true });
const cloudformation = new CloudFormationClient(config);
let folder: string;
let Bucket: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "malote-page-"));
  const output = (Value: unknown) => ({ Value });
  const TemplateBody = JSON.stringify({
    Resources: { PageBucket: { Type: "AWS::S3::Bucket" } },
    Outputs: {
      ApiUrl: output(API),
      BucketName: output("files"),
      PageUrl: output("https://d1.cloudfront.net"),
      PageBucketName: output({ Ref: "PageBucket" }),
    },
  });
  await cloudformation.send(new CreateStackCommand({ StackName: STACK, TemplateBody }));
  const outputs = async () => {
    const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: STACK }));
    const found = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === "PageBucketName");
    return found?.OutputValue ?? "";
  };
  Bucket = await until(outputs, (name) => name !== "");
});

afterAll(async () => {
  const Objects = (await keys()).map((Key) => ({ Key }));
  await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  await cloudformation.send(new DeleteStackCommand({ StackName: STACK }));
  await rm(folder, { recursive: true });
});

const keys = async () =>
  ((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map(({ Key = "" }) => Key);

const read = async (Key: string) => {
  const { Body, ContentType, CacheControl } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return { text: (await Body?.transformToString()) ?? "", ContentType, CacheControl };
};

const build = async (hash: string) => {
  const assets = join(folder, "assets");
  await rm(assets, { recursive: true, force: true });
  await mkdir(assets);
  await writeFile(join(assets, `index-${hash}.js`), `console.log("${hash}")`);
  await writeFile(
    join(folder, "index.html"),
    `<html><head><script src="/assets/index-${hash}.js"></script></head></html>`,
  );
};

const deploy = async (...more: string[]) => {
  const child = spawn(process.execPath, ["operate/page-deploy.ts", "--folder", folder, ...more], {
    env: {
      PATH: process.env["PATH"],
      AWS_ENDPOINT_URL: stack.endpoint_url,
      AWS_REGION: stack.region,
      AWS_ACCESS_KEY_ID: stack.access_key_id,
      AWS_SECRET_ACCESS_KEY: stack.secret_access_key,
    },
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, output, errors };
};

test("a release is in the bucket, and the next one deletes what no page needs any more", async () => {
  const outcomes = [];
  for (const hash of ["a", "b", "c"]) {
    await build(hash);
    outcomes.push(await deploy("--stack-name", STACK, "--keep-days", "0"));
  }

  expect(outcomes.map(({ code, errors }) => [code, errors])).toEqual(Array(3).fill([0, ""]));
  expect(outcomes.at(-1)?.output).toBe(
    "Files uploaded: 1\nLive: https://d1.cloudfront.net\nFiles of earlier releases deleted: 1\n",
  );
  expect((await keys()).toSorted()).toEqual([
    "assets/index-b.js",
    "assets/index-c.js",
    "config.json",
    "index.html",
    "releases.json",
  ]);
  await expect(read("assets/index-c.js")).resolves.toEqual({
    text: 'console.log("c")',
    ContentType: "text/javascript; charset=utf-8",
    CacheControl: "public, max-age=31536000, immutable",
  });
  const config = await read("config.json");
  expect([JSON.parse(config.text), config.CacheControl]).toEqual([{ api_url: API }, "no-cache"]);
  const index = await read("index.html");
  expect(index).toMatchObject({ ContentType: "text/html; charset=utf-8", CacheControl: "no-cache" });
  expect(index.text).toContain("https://files.s3.us-east-1.amazonaws.com");
});

test("a stack without a page is refused, and so is a command without a stack", async () => {
  await expect(deploy("--stack-name", stack.stack_name)).resolves.toMatchObject({
    code: 1,
    errors: expect.stringContaining("Page=true"),
  });
  await expect(deploy("--stack-name", "unknown")).resolves.toMatchObject({ code: 1 });
  await expect(deploy()).resolves.toMatchObject({ code: 2, errors: expect.stringContaining("--stack-name") });
  await expect(deploy("--stack-name", STACK, "--keep-days", "week")).resolves.toMatchObject({ code: 2 });
});

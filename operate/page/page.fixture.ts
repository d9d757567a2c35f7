import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { aBody, anSdkError, callsOf, SDK_CONFIG } from "#testing/sdk.ts";
import type { Build } from "./build.ts";
import type { Deployment } from "./deployment.ts";
import { publish } from "./publish.ts";

export const DEPLOYMENT: Deployment = {
  apiUrl: "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod",
  bucket: "malote-bucket-1a2b",
  downloadDomain: undefined,
  pageBucket: "malote-pagebucket-3c4d",
  pageUrl: "https://d1.cloudfront.net",
};

const client = new S3Client(SDK_CONFIG);
export const s3 = mockClient(client);
export const lines: string[] = [];

const bytes = (text: string) => Buffer.from(text);

/** A build whose one script has the hash `hash`. */
export const aBuild = (hash: string, more: Partial<Build> = {}): Build => ({
  assets: [
    { key: `assets/index-${hash}.js`, bytes: bytes(`"${hash}"`), type: "text/javascript; charset=utf-8" },
  ],
  others: [],
  index: {
    key: "index.html",
    bytes: bytes(`<!doctype html>\n<head>\n<script src="/assets/index-${hash}.js"></script>`),
    type: "text/html; charset=utf-8",
  },
  ...more,
});

export const run = (build: Build, at = "2026-11-27T12:00:00.000Z", keepDays = 7) =>
  publish({
    s3: client,
    deployment: DEPLOYMENT,
    build,
    keepDays,
    print: (line) => lines.push(line),
    now: () => new Date(at),
  });

/** Makes S3 a bucket in memory, with conditional writes. `beforeCall` runs before each call has its effect. */
export const aBucket = (beforeCall: (command: string) => void = () => {}) => {
  s3.reset();
  lines.length = 0;
  const objects = new Map<string, string>();
  s3.on(PutObjectCommand).callsFake(({ Key, Body, IfMatch, IfNoneMatch }) => {
    beforeCall("put");
    const stored = objects.get(Key);
    const isRefused = IfNoneMatch ? stored !== undefined : IfMatch && IfMatch !== stored;
    if (isRefused) throw anSdkError("PreconditionFailed", 412);
    objects.set(Key, Body.toString());
    return {};
  });
  s3.on(GetObjectCommand).callsFake(({ Key }) => {
    beforeCall("get");
    const stored = objects.get(Key);
    if (stored === undefined) throw new NoSuchKey({ message: "not there", $metadata: {} });
    return { Body: aBody(bytes(stored)), ETag: stored };
  });
  s3.on(ListObjectsV2Command).callsFake(() => {
    beforeCall("list");
    return { Contents: [...objects.keys()].map((Key) => ({ Key })) };
  });
  s3.on(DeleteObjectsCommand).callsFake(({ Delete }) => {
    beforeCall("delete");
    for (const { Key } of Delete.Objects) objects.delete(Key);
    return {};
  });
  return {
    objects,
    keys: () => [...objects.keys()].toSorted(),
    /** The scripts that the page in the bucket loads. */
    loaded: () =>
      [...(objects.get("index.html") ?? "").matchAll(/src="\/([^"]+)"/g)].map(([, key = ""]) => key),
  };
};

/** The calls that were made: name and key. */
export const calls = () =>
  callsOf(s3).map(([name, input]) => [name.replace("Command", ""), (input as { Key?: string }).Key]);

/** The inputs of the PUTs, by key. */
export const putsByKey = () =>
  Object.fromEntries(
    callsOf(s3)
      .filter(([name]) => name === "PutObjectCommand")
      .map(([, input]) => {
        const { Key, Body, ...more } = input as { Key: string; Body: Uint8Array };
        return [Key, { ...more, text: Buffer.from(Body).toString() }];
      }),
  );

import {
  DeleteObjectsCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type PutObjectCommandInput,
  paginateListObjectsV2,
  type S3Client,
} from "@aws-sdk/client-s3";
import { Trouble } from "../../tools/command/trouble.ts";
import { type Build, type BuiltFile, CONFIG, RELEASES } from "./build.ts";
import type { Deployment } from "./deployment.ts";
import { exactPolicy, withPolicy } from "./exact-policy.ts";
import { formatReleases, parseReleases, type Release, releasesToKeep } from "./releases.ts";

export interface Publication {
  s3: S3Client;
  deployment: Deployment;
  build: Build;
  keepDays: number;
  print: (line: string) => void;
  now?: () => Date;
}

/** The names have the hash of the content, so a browser never needs to ask again. */
const FOREVER = "public, max-age=31536000, immutable";
/** A browser asks each time, and gets a 304 if nothing has changed. */
const EACH_TIME = "no-cache";

/**
 * Uploads a build. index.html comes last: until then, everybody gets the release before, and from then on everything that
 * it names is there. Nothing is deleted that the live page or the one before it needs, so an interruption at any point
 * leaves a page that works.
 * @throws Trouble if another deployment was faster
 */
export const publish = async ({
  s3,
  deployment,
  build,
  keepDays,
  print,
  now = () => new Date(),
}: Publication): Promise<void> => {
  const Bucket = deployment.pageBucket;
  const put = async (
    { key, bytes, type }: BuiltFile,
    CacheControl: string,
    condition: Pick<PutObjectCommandInput, "IfMatch" | "IfNoneMatch"> = {},
  ): Promise<void> => {
    const object = { Bucket, Key: key, Body: bytes, ContentType: type, CacheControl };
    await s3.send(new PutObjectCommand({ ...object, ...condition }));
  };

  const html = new TextDecoder().decode(build.index.bytes);
  const index = { ...build.index, bytes: Buffer.from(withPolicy(html, exactPolicy(deployment))) };
  const before = await readReleases(s3, Bucket);

  await Promise.all(build.assets.map((file) => put(file, FOREVER)));
  await Promise.all(build.others.map((file) => put(file, EACH_TIME)));
  print(`Files uploaded: ${build.assets.length + build.others.length}`);
  await put(json(CONFIG, JSON.stringify({ api_url: deployment.apiUrl })), EACH_TIME);

  const release = { at: now().toISOString(), files: keysOf(build) };
  const kept = releasesToKeep(release, before.releases, keepDays);
  // Before index.html: the next deployment must find what the live page needs, also if this one is interrupted.
  await put(json(RELEASES, formatReleases(kept)), EACH_TIME, before.unchanged).catch(refuseSecond);
  await put(index, EACH_TIME);
  print(`Live: ${deployment.pageUrl}`);

  // Files of releases that nobody wrote down are left alone.
  if (!before.isFirst) await removeOthers(s3, Bucket, kept, print);
};

const keysOf = ({ assets, others, index }: Build): string[] =>
  [...assets, ...others, index].map(({ key }) => key);

const json = (key: string, text: string): BuiltFile => ({
  key,
  bytes: Buffer.from(text),
  type: "application/json; charset=utf-8",
});

/** The releases of the bucket, and the condition that nobody has written them since. */
const readReleases = async (s3: S3Client, Bucket: string) => {
  try {
    const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket, Key: RELEASES }));
    const releases = parseReleases((await Body?.transformToString()) ?? "");
    return { releases, isFirst: false, unchanged: { IfMatch: ETag } };
  } catch (error) {
    if (!(error instanceof NoSuchKey)) throw error;
    return { releases: [], isFirst: true, unchanged: { IfNoneMatch: "*" } };
  }
};

const refuseSecond = (error: Error): never => {
  if (error.name !== "PreconditionFailed" && error.name !== "ConditionalRequestConflict") throw error;
  throw new Trouble("Another deployment of the page was faster. Start this one again.");
};

const removeOthers = async (
  s3: S3Client,
  Bucket: string,
  kept: readonly Release[],
  print: (line: string) => void,
): Promise<void> => {
  const needed = new Set([...kept.flatMap(({ files }) => files), CONFIG, RELEASES]);
  let removed = 0;
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket })) {
    const Objects = Contents.filter(({ Key = "" }) => !needed.has(Key)).map(({ Key }) => ({ Key }));
    if (Objects.length === 0) continue;
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    );
    if (Errors[0])
      throw new Trouble(`The page is live, but ${Errors[0].Key} could not be deleted: ${Errors[0].Message}`);
    removed += Objects.length;
  }
  if (removed > 0) print(`Files of earlier releases deleted: ${removed}`);
};

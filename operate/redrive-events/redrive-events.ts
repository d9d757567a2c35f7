import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from "@aws-sdk/client-s3";
import { Trouble } from "../../tools/command/trouble.ts";
import type { Publisher } from "./publisher.ts";

export interface Clients {
  s3: S3Client;
  lambda: LambdaClient;
}

export interface Options {
  dryRun: boolean;
  print: (line: string) => void;
}

/**
 * Publishes what Lambda gave up: it calls the function again with the event of each object, oldest first, and deletes the
 * object when all of its records were published. A record that is published twice makes events with the same ids.
 * @throws Trouble if a record is still not published. That object and the later ones stay.
 */
export const redriveEvents = async (
  { s3, lambda }: Clients,
  { bucket, functionNames }: Publisher,
  { dryRun, print }: Options,
): Promise<void> => {
  const keys = await keysIn(s3, bucket);
  if (dryRun) {
    print(`${countOf(keys.length, "object")} in ${bucket}. None was published, because this was a dry run.`);
    return;
  }
  let published = 0;
  for (const key of keys) {
    const { event, failedIn } = await eventOf(s3, bucket, key);
    const functionName = functionNames.find((name) => name === failedIn);
    if (functionName === undefined)
      throw new Trouble(
        `${key} is of the function ${failedIn}, which the stack does not have. Turn on what it belongs to, or delete the object. ${countOf(published, "record")} published before it.`,
      );
    const failed = await invoke(lambda, functionName, event);
    if (failed !== undefined)
      throw new Trouble(
        `${key} was not published: ${failed}. ${countOf(published, "record")} published before it.`,
      );
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    published += event.Records.length;
  }
  print(
    keys.length === 0
      ? "Nothing was published: the bucket is empty."
      : `${countOf(published, "record")} published, of ${countOf(keys.length, "object")}.`,
  );
};

type StreamEvent = { Records: unknown[] };

/** The oldest first. The last part of a key has the time at which Lambda wrote it. */
const keysIn = async (s3: S3Client, bucket: string): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket }))
    keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
  const nameOf = (key: string) => key.slice(key.lastIndexOf("/") + 1);
  return keys.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
};

/** Lambda writes the event as a string, and the ARN of the function that failed, with a version or an alias. */
const eventOf = async (
  s3: S3Client,
  bucket: string,
  key: string,
): Promise<{ event: StreamEvent; failedIn: string }> => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  try {
    const { payload, requestContext } = JSON.parse((await Body?.transformToString()) ?? "");
    const event: StreamEvent = typeof payload === "string" ? JSON.parse(payload) : payload;
    const failedIn = String(requestContext?.functionArn).split(":")[6] ?? "";
    if (Array.isArray(event.Records)) return { event, failedIn };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  throw new Trouble(`${key} in ${bucket} has no records of a stream. Move it away, then start again.`);
};

/** Why some of the records were not published; undefined if all of them were. */
const invoke = async (
  lambda: LambdaClient,
  functionName: string,
  event: StreamEvent,
): Promise<string | undefined> => {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: functionName, Qualifier: "live", Payload: JSON.stringify(event) }),
  );
  if (FunctionError !== undefined) return `the function failed (${FunctionError})`;
  const { batchItemFailures } = JSON.parse(Buffer.from(Payload ?? []).toString() || "{}");
  if (!Array.isArray(batchItemFailures)) return "the function returned no list of failures";
  if (batchItemFailures.length === 0) return undefined;
  return `${batchItemFailures.length} of ${countOf(event.Records.length, "record")} failed, see the function's log`;
};

const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

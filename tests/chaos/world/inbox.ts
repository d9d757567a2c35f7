import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { TimeLeft } from "../../../functions/mover/ports.ts";
import { unquoted } from "../../../layers/core/src/domain/etag.ts";
import { fileIdFor } from "../../../layers/core/src/domain/idempotency.ts";
import { INBOX } from "../../../layers/core/src/domain/inbox.ts";
import { newFile } from "../../../layers/core/src/domain/new-file.ts";
import { aFunction, type TestFunction } from "./crash.ts";
import { deliver } from "./deliver.ts";
import type { TestFile } from "./files.ts";
import { keysUnder } from "./look.ts";
import { send } from "./messages.ts";
import type { World } from "./types.ts";

/** The owner of every object of a world. A label of it makes the names of calls the same in each world. */
export const INBOX_OWNER = "5f0e8a52-70c1-7051-3a4b-9c8d7e6f5a4b";

/** The world with the queue of inbox/ in the place of the move queue. */
const atInbox = (world: World): World => ({ ...world, queueUrl: world.inboxUrl });

type Written = {
  /** The file that the object becomes. */
  file: TestFile;
  key: string;
  /** S3's notification. */
  event: string;
};

/** Writes an object as a system does. `nth` is the number of the write of this key. */
export const writeToInbox = async (
  world: World,
  label: string,
  bytes: Uint8Array,
  { name = "a folder/report + 1.bin", nth = 1 }: { name?: string; nth?: number } = {},
): Promise<Written> => {
  const key = `inbox/${INBOX_OWNER}/${name}`;
  const ETag = await (bytes.length > world.parts.thresholdBytes ? putInParts : putWhole)(world, key, bytes);
  const sequencer = `0055AED6DCD90281E${nth}`;
  const record = newFile(
    {
      file_id: fileIdFor(INBOX, key, `${ETag}:${sequencer}`),
      owner: INBOX_OWNER,
      uploaded_by: INBOX,
      file_name: name.slice(name.lastIndexOf("/") + 1),
      extension: name.slice(name.lastIndexOf(".")),
      content_type: "application/octet-stream",
      len: bytes.length,
    },
    world.clock().toISOString(),
    0,
  );
  world.labels.set(INBOX_OWNER, "the owner");
  world.labels.set(record.file_id, label);
  // S3's clock, and not that of the world: S3 also dates the object.
  const event = eventOf(world, key, ETag, sequencer, new Date().toISOString());
  return { file: { record, bytes }, key, event };
};

const putWhole = async ({ s3, bucket }: World, Key: string, Body: Uint8Array): Promise<string> =>
  (await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))).ETag ?? "";

/**
 * In parts with SHA-256, so that there is no checksum of the whole. If there is one, versitygw returns it as the checksum of
 * each part that is copied.
 */
const putInParts = async (
  { s3, bucket, parts: { partBytes } }: World,
  key: string,
  bytes: Uint8Array,
): Promise<string> => {
  const target = { Bucket: bucket, Key: key };
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ ...target, ChecksumAlgorithm: "SHA256" }),
  );
  const Parts: CompletedPart[] = [];
  for (let first = 0; first < bytes.length; first += partBytes) {
    const part = { PartNumber: Parts.length + 1, Body: bytes.subarray(first, first + partBytes) };
    const { ETag, ChecksumSHA256 } = await s3.send(
      new UploadPartCommand({ ...target, UploadId, ...part, ChecksumAlgorithm: "SHA256" }),
    );
    Parts.push({ PartNumber: part.PartNumber, ETag, ChecksumSHA256 });
  }
  const { ETag = "" } = await s3.send(
    new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }),
  );
  return ETag;
};

const eventOf = (world: World, key: string, etag: string, sequencer: string, eventTime: string): string =>
  JSON.stringify({
    Records: [
      {
        eventName: "ObjectCreated:Put",
        eventTime,
        s3: {
          bucket: { name: world.bucket },
          object: {
            key: key.split("/").map(encodeURIComponent).join("/").replaceAll("%20", "+"),
            eTag: unquoted(etag),
            sequencer,
          },
        },
      },
    ],
  });

export const sendToInbox = (world: World, ...events: string[]): Promise<void> =>
  send(atInbox(world), ...events);

/** Delivers the events of inbox/ until none is left. */
const deliverInbox = (world: World, invoked: TestFunction, timeOfFirst?: TimeLeft): Promise<void> => {
  let first = timeOfFirst;
  return deliver(atInbox(world), () => {
    const [process, time] = [invoked.current(), first];
    first = undefined;
    return {
      process: {
        receive: (record, left) => process.receiveInbox(record, left),
        isDead: () => process.isDead(),
      },
      ...(time && { time }),
    };
  });
};

/** Sends S3's notification of each object in temp/, because versitygw sends none. */
const announceCopies = async (world: World): Promise<void> => {
  for (const Key of await keysUnder(world, "temp/")) {
    const { ETag = "" } = await world.s3.send(new HeadObjectCommand({ Bucket: world.bucket, Key }));
    await send(world, eventOf(world, Key, ETag, "0055AED6DCD90281E1", new Date().toISOString()));
  }
};

/** Everything that happens after an object was written: the inbox, S3's notification of the copies, and the mover. */
export const handleInbox = async (
  world: World,
  invoked: TestFunction = aFunction(world),
  timeOfFirst?: TimeLeft,
): Promise<void> => {
  await deliverInbox(world, invoked, timeOfFirst);
  await announceCopies(world);
  await deliver(world, () => ({ process: invoked.current() }));
};

import { createHash, randomBytes, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { Trouble } from "../tools/command/trouble.ts";
import { PICTURE } from "./fixed-picture.ts";
import type { Api } from "./one-file.ts";
import { describeResponse, request } from "./request.ts";
import { subOf } from "./token.ts";

/** Writes an object, as another system does. */
export type Put = (key: string, bytes: Uint8Array) => Promise<unknown>;

/** With the credentials and the region of the environment. */
export const putInto = (bucket: string): Put => {
  const s3 = new S3Client({});
  return (Key, Body) => s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
};

type Listed = { file_id: string; status: string; details?: string };

/** Milliseconds: two messages, two copies and their events. */
const WITHIN = 120_000;

/**
 * Writes a picture to inbox/ for the account, waits until it is completed, compares the bytes and deletes the file.
 * @throws Trouble at the first step that fails
 */
export const throughInbox = async (
  { url, token }: Api,
  put: Put,
  { within = WITHIN, everyMs = 1000 }: { within?: number; everyMs?: number } = {},
): Promise<void> => {
  const get = async (path: string, method = "GET") => {
    const response = await request(`${url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}` },
    });
    if (response.status >= 300)
      throw new Trouble(`${method} ${path} responded with ${describeResponse(response)}`);
    return response.text === "" ? undefined : JSON.parse(response.text);
  };
  const name = `smoke-${randomUUID()}.png`;
  const bytes = Buffer.concat([PICTURE, randomBytes(16)]);
  const key = `inbox/${subOf(token)}/smoke/${name}`;
  await put(key, bytes).catch(({ message }: Error) => {
    throw new Trouble(`S3 refused ${key}: ${message}. The environment needs s3:PutObject on it.`);
  });
  const deadline = Date.now() + within;
  const settled = async (): Promise<Listed> => {
    for (;;) {
      const { files } = (await get(`/files?name=${name}`)) as { files: Listed[] };
      const [file] = files;
      if (file?.status === "completed" || file?.status === "error") return file;
      if (Date.now() > deadline)
        throw new Trouble(
          file
            ? `The file is still ${file.status}: see docs/operations.md, "The inbox".`
            : `No file was made of ${key}: is Inbox=true, and does S3's event reach the queue of the inbox?`,
        );
      await pause(everyMs);
    }
  };
  const { file_id, status, details = "" } = await settled();
  try {
    if (status !== "completed") throw new Trouble(`The file is in error. ${details}`);
    const { download } = (await get(`/files/${file_id}`)) as { download: { url: string } };
    const received = Buffer.from(await (await fetch(download.url)).arrayBuffer());
    const [sent, got] = [bytes, received].map((some) => createHash("sha256").update(some).digest("hex"));
    if (sent !== got) throw new Trouble(`The downloaded bytes differ: their SHA-256 is ${got}, not ${sent}.`);
  } finally {
    await get(`/files/${file_id}`, "DELETE");
  }
};

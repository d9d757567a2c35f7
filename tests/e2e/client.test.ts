import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  connect,
  download,
  folderStore,
  get,
  list,
  remove,
  status,
  type UploadedFile,
  upload,
  uploadAll,
  waitFor,
} from "malote/node";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { hasUpload } from "./client-uploads.ts";
import { createUser, subOf } from "./people.ts";
import { crcOf, PART, textOf, withSmallParts } from "./plans.ts";
import { malote } from "./sdk.ts";
import { tokenOf } from "./service.ts";

// The package `malote` against the deployed template, as an app uses it.

const url = inject("stack").api_url;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "malote-client-"));
});
afterAll(() => rm(folder, { recursive: true }));

const aFile = async (bytes: Uint8Array, name = "notes.txt") => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};

const expectStored = async ({ file_id }: UploadedFile, bytes: Buffer) => {
  await waitFor(malote, file_id, { timeout: 30_000 });
  const blob = await download(malote, file_id).blob();
  expect(Buffer.from(await blob.arrayBuffer()).equals(bytes)).toBe(true);
};

test.each([
  0, 1, 100_000,
])("a file of %d bytes is uploaded in one POST, and downloaded again", async (length) => {
  const bytes = textOf(length);
  const file = await upload(malote, await aFile(bytes));

  expect(file).toMatchObject({ file_name: "notes.txt", len: length, checksum: { value: crcOf(bytes) } });
  await expectStored(file, bytes);
  await download(malote, file.file_id).toFile(join(folder, "back.txt"));
  expect((await readFile(join(folder, "back.txt"))).equals(bytes)).toBe(true);
});

test("a file of 0 bytes, 1 byte, a part more or less, and many parts is uploaded in parts", () =>
  withSmallParts(async () => {
    for (const length of [0, 1, PART - 1, PART, PART + 1, 130 * PART + 7]) {
      const bytes = textOf(length);
      const file = await upload(malote, await aFile(bytes), { multipartFrom: 0 });
      expect(file.checksum.value).toBe(crcOf(bytes));
      await expectStored(file, bytes);
    }
  }));

describe("an upload in parts that was interrupted", () => {
  const store = () => folderStore(join(folder, "uploads"));

  test("continues with the parts that are missing", () =>
    withSmallParts(async () => {
      // Progress is reported every 100 ms at most, so the parts take longer than that.
      const bytes = textOf(200 * PART + 5);
      const path = await aFile(bytes, "long.txt");
      const first = new AbortController();
      await expect(
        upload(malote, path, {
          multipartFrom: 0,
          connections: 1,
          store: store(),
          onAbort: "keep",
          signal: first.signal,
          onProgress: ({ parts }) => parts >= 1 && first.abort(),
        }),
      ).rejects.toMatchObject({ name: "AbortError", removed: false });

      const file = await upload(malote, path, { multipartFrom: 0, store: store() });

      expect(file.resumed).toBe(true);
      await expectStored(file, bytes);
    }));

  test("leaves no parts after an abort", () =>
    withSmallParts(async () => {
      const abort = new AbortController();
      const task = upload(malote, await aFile(textOf(200 * PART)), {
        multipartFrom: 0,
        connections: 1,
        signal: abort.signal,
        onProgress: ({ parts }) => parts >= 1 && abort.abort(),
      });
      const aborted = await task.catch((error) => error);
      expect(aborted).toMatchObject({ name: "AbortError", removed: true });
      await expect(get(malote, aborted.file_id)).rejects.toMatchObject({ code: "file-not-found" });
      await expect.poll(() => hasUpload(`temp/${aborted.file_id}.txt`), { timeout: 20_000 }).toBe(false);
    }));
});

test("many files are announced together, listed by their path, and removed", async () => {
  const path = `client/${Date.now()}`;
  const files = Array.from({ length: 60 }, (_, i) => new File([textOf(i)], `${i}.txt`));

  const outcomes = await uploadAll(malote, files, { path, tags: { album: "a b" } });

  const ids = outcomes.map((outcome) => (outcome.status === "fulfilled" ? outcome.value.file_id : ""));
  expect(outcomes.filter((outcome) => outcome.status === "rejected")).toEqual([]);
  for (const file of await status(malote, ids)) expect(file).not.toHaveProperty("problem");
  const listed: string[] = [];
  for await (const file of list(malote, { path, tags: { album: "a b" }, limit: 25 }))
    listed.push(file.file_name);
  expect(listed.sort()).toEqual(files.map(({ name }) => name).sort());
  await waitFor(malote, ids[0] ?? "");
  await remove(malote, ids[0] ?? "");
  await expect(status(malote, ids[0] ?? "")).rejects.toMatchObject({ code: "file-not-found" });
});

test("a relay uploads a stream of unknown length", () =>
  withSmallParts(async () => {
    const token = await createUser("relay-with-client", "relays");
    const relay = connect({ url, token });
    const bytes = textOf(5 * PART + 77);
    const stream = Readable.from(
      (function* () {
        for (let at = 0; at < bytes.length; at += 700) yield bytes.subarray(at, at + 700);
      })(),
    );

    const file = await upload(relay, stream, {
      name: "stream.txt",
      maxSize: 20 * PART,
      onBehalfOf: subOf(await tokenOf("demo")),
    });

    expect(file.len).toBe(bytes.length);
    await expectStored(file, bytes);
  }));

test("the service's refusals arrive with their codes", async () => {
  await expect(upload(malote, await aFile(textOf(10), "a.mp4"))).rejects.toMatchObject({
    name: "ServiceError",
    code: "type-not-allowed",
    status: 415,
  });
  const outsider = connect({ url, token: "not-a-token", retries: 0 });
  await expect(status(outsider, "x")).rejects.toMatchObject({ code: "unauthenticated", status: 401 });
});

import { expect, test } from "vitest";
import { aFile } from "#testing/builders.ts";
import { deleteBytes } from "./delete-bytes.ts";

const FILE = aFile({ upload_id: "client-1", copy_upload_id: "copy-1" });

/** A bucket that records its calls. The calls that `failing` names fail. */
const aBucket = (...failing: string[]) => {
  const calls: string[] = [];
  const call = async (name: string) => {
    calls.push(name);
    if (failing.includes(name)) throw new Error(name);
  };
  const abortUpload = (key: string, id: string) => call(`abort ${id} of ${key}`);
  return { calls, storage: { abortUpload, delete: (key: string) => call(`delete ${key}`) } };
};

const ABORTS = [`abort client-1 of ${FILE.key_path}`, `abort copy-1 of ${FILE.dest_path}`] as const;
const DELETES = [`delete ${FILE.key_path}`, `delete ${FILE.dest_path}`] as const;

test("uploads are aborted before both keys are deleted", async () => {
  const { calls, storage } = aBucket();

  await deleteBytes(storage, FILE);

  expect(calls).toEqual([...ABORTS, ...DELETES]);
});

test("a record without uploads costs two deletes", async () => {
  const { calls, storage } = aBucket();

  await deleteBytes(storage, aFile());

  expect(calls).toEqual(DELETES);
});

test("a file that was quarantined has a third key", async () => {
  const { calls, storage } = aBucket();

  await deleteBytes(storage, aFile({ quarantine_path: "quarantine/one.jpg" }));

  expect(calls).toEqual([...DELETES, "delete quarantine/one.jpg"]);
});

test("every call is made, and the first fault is thrown", async () => {
  const { calls, storage } = aBucket(ABORTS[1], DELETES[0]);

  await expect(deleteBytes(storage, FILE)).rejects.toThrow(ABORTS[1]);
  expect(calls).toEqual([...ABORTS, ...DELETES]);
});

test("a caller that handles faults receives each of them", async () => {
  const { storage } = aBucket(ABORTS[0], DELETES[1]);
  const faults: unknown[] = [];

  await deleteBytes(storage, FILE, (cause) => faults.push((cause as Error).message));

  expect(faults).toEqual([ABORTS[0], DELETES[1]]);
});

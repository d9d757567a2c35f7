import { ChangedMeanwhile, entomb, FileNotFound, type FileRecord, STATUSES } from "@malote/core";
import { describe, expect, it } from "vitest";
import { aCaller, aClock, aFile, anOperator, aRelay, FILE_ID, NOW } from "#testing/builders.ts";
import { fakeFiles } from "#testing/fake-files.ts";
import { type RemovePorts, removeFile } from "./remove-file.ts";

const KEYS = [`temp/${FILE_ID}.jpg`, `dest/${FILE_ID}.jpg`];
const AFTER = "2026-11-21T12:00:00.001Z";
const BEFORE = "2026-11-21T11:59:59.999Z";

/** One file, and notes of each call in order; `happens` right before each save. */
const prepare = (
  file: FileRecord | undefined,
  { happens = () => {}, ...ports }: Partial<RemovePorts> & { happens?: (save: number) => void } = {},
) => {
  const files = fakeFiles(...(file ? [file] : []));
  const calls: string[] = [];
  const left: [fileId: string, cause: unknown][] = [];
  let saves = 0;
  const remove = removeFile({
    files: {
      get: (id) => {
        calls.push("get");
        return files.get(id);
      },
      save: (before, after) => {
        calls.push("save");
        happens(++saves);
        return files.save(before, after);
      },
    },
    storage: {
      delete: async (key) => {
        calls.push(`delete ${key}`);
      },
      abortUpload: async (key, uploadId) => {
        calls.push(`abort ${uploadId} at ${key}`);
      },
    },
    leftBehind: ({ file_id }, cause) => left.push([file_id, cause]),
    clock: aClock(),
    ...ports,
  });
  /** Somebody else writes: the file as it was then, with these changes. */
  const becomes = (changes: Partial<FileRecord>) => {
    const current = files.table.get(FILE_ID);
    if (current) files.table.set(FILE_ID, { ...current, version: current.version + 1, ...changes });
  };
  return {
    remove: (caller = aCaller()) => remove({ file_id: FILE_ID }, caller),
    record: () => files.table.get(FILE_ID),
    calls,
    left,
    becomes,
  };
};

const HELD = { status: "processing", lease_owner: "message-1", lease_until: AFTER } as const;

describe("DELETE /files/{file_id}", () => {
  it.each(
    STATUSES.filter((status) => status !== "deleted"),
  )("of a file that is %s: the tombstone first, then the bytes", async (status) => {
    const file = aFile({ status, version: 3 });
    const { remove, record, calls, left } = prepare(file);

    await expect(remove()).resolves.toBeUndefined();

    expect(record()).toEqual(entomb(file, NOW));
    expect(calls).toEqual(["get", "save", ...KEYS.map((key) => `delete ${key}`)]);
    expect(left).toEqual([]);
  });

  it("twice is a 404 the second time, like a file that never was", async () => {
    const { remove, calls } = prepare(aFile());
    await remove();
    calls.length = 0;

    await expect(remove()).rejects.toThrow(FileNotFound);
    expect(calls).toEqual(["get"]);
  });

  it.each([
    ["somebody else's", aFile(), aCaller({ sub: "somebody-else" })],
    ["a user's, for an operator", aFile(), anOperator()],
    ["a user's, for the relay that uploads it", aFile({ uploaded_by: aRelay().sub }), aRelay()],
    ["deleted", aFile({ status: "deleted" }), aCaller()],
    ["unknown", undefined, aCaller()],
  ])("of a file that is %s is a 404 after one read", async (_, file, caller) => {
    const { remove, record, calls } = prepare(file);

    const answer = await remove(caller).catch((thrown: unknown) => thrown);

    expect(answer).toEqual(new FileNotFound());
    expect(record()).toEqual(file);
    expect(calls).toEqual(["get"]);
  });
});

describe("parts of a multipart upload", () => {
  it.each([
    ["the client's", { upload_id: "u" }, [`abort u at ${KEYS[0]}`]],
    ["a copy's", { copy_upload_id: "c" }, [`abort c at ${KEYS[1]}`]],
    ["both", { upload_id: "u", copy_upload_id: "c" }, [`abort u at ${KEYS[0]}`, `abort c at ${KEYS[1]}`]],
  ])("go with the bytes: %s", async (_, uploads, aborts) => {
    const { remove, record, calls } = prepare(aFile(uploads));

    await remove();

    expect(calls).toEqual(["get", "save", ...aborts, ...KEYS.map((key) => `delete ${key}`)]);
    // Parts that are on their way may land yet: the reconciler aborts once more.
    expect(record()).toMatchObject(uploads);
  });

  it("are the mover's to abort where it holds the file", async () => {
    const { remove, calls } = prepare(aFile({ ...HELD, upload_id: "u", copy_upload_id: "c" }));

    await remove();

    expect(calls).toEqual(["get", "save"]);
  });
});

describe("a mover at work", () => {
  it.each([
    AFTER,
    NOW,
  ])("whose lease lasts until %s takes the bytes along: nothing is deleted here", async (lease_until) => {
    const { remove, record, calls } = prepare(aFile({ ...HELD, lease_until }));

    await remove();

    expect(calls).toEqual(["get", "save"]);
    expect(record()).toMatchObject({ status: "deleted", lease_owner: "message-1", lease_until });
  });

  it.each<Partial<FileRecord>>([
    { ...HELD, lease_until: BEFORE },
    { status: "processing" },
    { ...HELD, status: "uploaded" },
  ])("is none where the file is %j: the bytes go now", async (file) => {
    const { remove, record, calls } = prepare(aFile(file));

    await remove();

    expect(calls).toHaveLength(4);
    for (const name of ["lease_owner", "lease_until"]) expect(record()).not.toHaveProperty(name);
  });
});

describe("a race", () => {
  it("that is lost is run again from the record that stood in the way, without another read", async () => {
    const { remove, record, calls, becomes } = prepare(aFile(), {
      happens: (save) => {
        if (save === 1) becomes({ status: "uploaded" });
        if (save === 2) becomes(HELD);
        if (save === 3) becomes({ status: "completed" });
      },
    });

    await remove();

    expect(calls).toEqual(["get", "save", "save", "save", "save", ...KEYS.map((key) => `delete ${key}`)]);
    expect(record()).toMatchObject({ status: "deleted", version: 5 });
    expect(record()?.history.at(-1)).toEqual({ status: "deleted", at: NOW, by: "owner" });
  });

  it("lost to a mover's claim leaves the bytes to that mover", async () => {
    const { remove, record, calls, becomes } = prepare(aFile(), {
      happens: (save) => {
        if (save === 1) becomes(HELD);
      },
    });

    await remove();

    expect(calls).toEqual(["get", "save", "save"]);
    expect(record()).toMatchObject({ status: "deleted", lease_owner: "message-1" });
  });

  it("lost to another delete is a 404", async () => {
    const { remove, calls, becomes } = prepare(aFile(), { happens: () => becomes({ status: "deleted" }) });

    await expect(remove()).rejects.toThrow(FileNotFound);
    expect(calls).toEqual(["get", "save"]);
  });

  it("for a record that is gone is a 404", async () => {
    const { remove } = prepare(undefined, {
      files: { get: async () => aFile(), save: async () => ({ ok: false, current: undefined }) },
    });

    await expect(remove()).rejects.toThrow(FileNotFound);
  });

  it("lost four times is a 409 to be called again, and no byte is touched", async () => {
    const { remove, record, calls, becomes } = prepare(aFile(), {
      happens: () => becomes({ status: "uploaded" }),
    });

    await expect(remove()).rejects.toThrow(ChangedMeanwhile);
    expect(calls).toEqual(["get", "save", "save", "save", "save"]);
    expect(record()?.status).toBe("uploaded");
  });
});

describe("a fault", () => {
  const down = new Error("S3 is away");

  it.each([
    0, 1,
  ])("of the delete of key %i is told, the other key goes, and the file is deleted", async (failing) => {
    const deleted: string[] = [];
    const { remove, record, left } = prepare(aFile({ status: "completed" }), {
      storage: {
        delete: async (key) => {
          if (key === KEYS[failing]) throw down;
          deleted.push(key);
        },
        abortUpload: async () => {},
      },
    });

    await expect(remove()).resolves.toBeUndefined();

    expect(left).toEqual([[FILE_ID, down]]);
    expect(deleted).toEqual(KEYS.filter((_, i) => i !== failing));
    expect(record()?.status).toBe("deleted");
  });

  it("of every delete and every abort is told", async () => {
    const fails = () => Promise.reject(down);
    const { remove, left } = prepare(aFile({ upload_id: "u", copy_upload_id: "c" }), {
      storage: { delete: fails, abortUpload: fails },
    });

    await remove();

    expect(left).toHaveLength(4);
  });

  it.each([
    "get",
    "save",
  ] as const)("of the table's %s is the caller's to try again, and no byte is touched", async (name) => {
    const { remove, calls } = prepare(aFile(), {
      files: { ...fakeFiles(aFile()), [name]: () => Promise.reject(down) },
    });

    await expect(remove()).rejects.toBe(down);
    expect(calls).toEqual([]);
  });
});

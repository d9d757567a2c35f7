import {
  ChangedMeanwhile,
  entomb,
  FileNotFound,
  type FileRecord,
  STATUSES,
  TransitionNotAllowed,
} from "@malote/core";
import { describe, expect, it } from "vitest";
import { aCaller, aClock, aFile, anOperator, aRelay, FILE_ID, NOW } from "#testing/builders.ts";
import { fakeFiles } from "#testing/fake-files.ts";
import { type RemovePorts, removeFile } from "./remove-file.ts";

const KEYS = [`temp/${FILE_ID}.jpg`, `dest/${FILE_ID}.jpg`];
const AFTER = "2026-11-21T12:00:00.001Z";
const BEFORE = "2026-11-21T11:59:59.999Z";

/** One file, and ports that record their calls in order. `beforeSave` runs right before each save. */
const prepare = (
  file: FileRecord | undefined,
  { beforeSave = () => {}, ...ports }: Partial<RemovePorts> & { beforeSave?: (save: number) => void } = {},
) => {
  const files = fakeFiles(...(file ? [file] : []));
  const calls: string[] = [];
  const leftBehind: [fileId: string, cause: unknown][] = [];
  let saves = 0;
  const remove = removeFile({
    files: {
      get: (id) => {
        calls.push("get");
        return files.get(id);
      },
      save: (before, after) => {
        calls.push("save");
        beforeSave(++saves);
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
    leftBehind: ({ file_id }, cause) => leftBehind.push([file_id, cause]),
    clock: aClock(),
    ...ports,
  });
  /** Another process writes these changes to the current record. */
  const changeRecord = (changes: Partial<FileRecord>) => {
    const current = files.table.get(FILE_ID);
    if (current) files.table.set(FILE_ID, { ...current, version: current.version + 1, ...changes });
  };
  return {
    remove: (caller = aCaller(), reason?: string) => remove({ file_id: FILE_ID, reason }, caller),
    record: () => files.table.get(FILE_ID),
    calls,
    leftBehind,
    changeRecord,
  };
};

const HELD = { status: "processing", lease_owner: "message-1", lease_until: AFTER } as const;

describe("DELETE /files/{file_id}", () => {
  it.each(
    STATUSES.filter((status) => status !== "deleted" && status !== "quarantined"),
  )("of a file that is %s writes the tombstone, then deletes the bytes", async (status) => {
    const file = aFile({ status, version: 3 });
    const { remove, record, calls, leftBehind } = prepare(file);

    await expect(remove()).resolves.toBeUndefined();

    expect(record()).toEqual(entomb(file, NOW));
    expect(calls).toEqual(["get", "save", ...KEYS.map((key) => `delete ${key}`)]);
    expect(leftBehind).toEqual([]);
  });

  it.each(
    STATUSES.filter((status) => status !== "deleted"),
  )("by an operator deletes the %s file of a user who does not exist, with the reason", async (status) => {
    const { remove, record, calls } = prepare(aFile({ status, owner: "nobody" }));

    await remove(anOperator(), "Reported by the police.");

    const change = { status: "deleted", at: NOW, by: "operator", details: "Reported by the police." };
    expect(record()?.history.at(-1)).toEqual(change);
    expect(record()).toMatchObject({ status: "deleted", details: change.details });
    expect(calls).toEqual(["get", "save", ...KEYS.map((key) => `delete ${key}`)]);
  });

  it("of a quarantined file is refused to its owner, and nothing changes", async () => {
    const { remove, record, calls } = prepare(aFile({ status: "quarantined" }));

    await expect(remove()).rejects.toThrow(TransitionNotAllowed);
    expect(record()).toEqual(aFile({ status: "quarantined" }));
    expect(calls).toEqual(["get"]);
  });

  it.each([
    ["an operator", anOperator()],
    ["an operator who owns it", aCaller({ groups: ["operators"] })],
  ])("of a quarantined file by %s deletes the bytes in quarantine/ too", async (_, caller) => {
    const quarantine_path = `quarantine/${FILE_ID}.jpg`;
    const { remove, record, calls } = prepare(aFile({ status: "quarantined", quarantine_path }));

    await remove(caller);

    expect(calls).toEqual(["get", "save", ...[...KEYS, quarantine_path].map((key) => `delete ${key}`)]);
    expect(record()?.history.at(-1)).toMatchObject({ status: "deleted", by: "operator" });
  });

  it("by an operator leaves the bytes to the mover that holds the file", async () => {
    const { remove, record, calls } = prepare(aFile(HELD));

    await remove(anOperator());

    expect(calls).toEqual(["get", "save"]);
    expect(record()).toMatchObject({ status: "deleted", lease_owner: "message-1" });
    expect(record()).not.toHaveProperty("details");
  });

  it("throws FileNotFound the second time, as for an unknown file", async () => {
    const { remove, calls } = prepare(aFile());
    await remove();
    calls.length = 0;

    await expect(remove()).rejects.toThrow(FileNotFound);
    expect(calls).toEqual(["get"]);
  });

  it.each([
    ["of another owner", aFile(), aCaller({ sub: "somebody-else" })],
    [
      "of a user, for a member of a group with a similar name",
      aFile(),
      anOperator({ groups: ["Operators"] }),
    ],
    ["deleted, for an operator", aFile({ status: "deleted" }), anOperator()],
    [
      "confirmed, for the relay that uploaded it",
      aFile({ uploaded_by: aRelay().sub, status: "uploaded" }),
      aRelay(),
    ],
    ["of a user, for another relay", aFile({ uploaded_by: "another-relay" }), aRelay()],
    [
      "of a user, for a relay that left the group",
      aFile({ uploaded_by: aRelay().sub }),
      aRelay({ groups: [] }),
    ],
    ["deleted", aFile({ status: "deleted" }), aCaller()],
    ["unknown", undefined, aCaller()],
  ])("of a file that is %s throws FileNotFound after one read", async (_, file, caller) => {
    const { remove, record, calls } = prepare(file);

    const thrownError = await remove(caller).catch((thrown: unknown) => thrown);

    expect(thrownError).toEqual(new FileNotFound());
    expect(record()).toEqual(file);
    expect(calls).toEqual(["get"]);
  });
});

describe("a relay that gives an upload up", () => {
  const pending = (changes: Partial<FileRecord> = {}) =>
    aFile({ status: "pending", uploaded_by: aRelay().sub, upload_id: "u", ...changes });

  it("leaves neither the plan nor its parts, and the history says who it was", async () => {
    const { remove, record, calls } = prepare(pending());

    await remove(aRelay());

    expect(calls).toEqual(["get", "save", `abort u at ${KEYS[0]}`, ...KEYS.map((key) => `delete ${key}`)]);
    expect(record()?.history.at(-1)).toEqual({ status: "deleted", at: NOW, by: "relay" });
  });

  it("too late, because the file was confirmed meanwhile, gets FileNotFound, and no bytes are deleted", async () => {
    const { remove, record, calls, changeRecord } = prepare(pending(), {
      beforeSave: () => changeRecord({ status: "uploaded" }),
    });

    await expect(remove(aRelay())).rejects.toThrow(FileNotFound);
    expect(calls).toEqual(["get", "save"]);
    expect(record()?.status).toBe("uploaded");
  });
});

describe("parts of a multipart upload", () => {
  it.each([
    ["the client's", { upload_id: "u" }, [`abort u at ${KEYS[0]}`]],
    ["a copy's", { copy_upload_id: "c" }, [`abort c at ${KEYS[1]}`]],
    ["both", { upload_id: "u", copy_upload_id: "c" }, [`abort u at ${KEYS[0]}`, `abort c at ${KEYS[1]}`]],
  ])("are aborted before the bytes are deleted: %s", async (_, uploads, aborts) => {
    const { remove, record, calls } = prepare(aFile(uploads));

    await remove();

    expect(calls).toEqual(["get", "save", ...aborts, ...KEYS.map((key) => `delete ${key}`)]);
    // Parts in flight may still arrive: the reconciler aborts once more.
    expect(record()).toMatchObject(uploads);
  });

  it("are left to the mover that holds the file", async () => {
    const { remove, calls } = prepare(aFile({ ...HELD, upload_id: "u", copy_upload_id: "c" }));

    await remove();

    expect(calls).toEqual(["get", "save"]);
  });
});

describe("a mover at work", () => {
  it.each([
    AFTER,
    NOW,
  ])("whose lease lasts until %s deletes the bytes, so DELETE does not", async (lease_until) => {
    const { remove, record, calls } = prepare(aFile({ ...HELD, lease_until }));

    await remove();

    expect(calls).toEqual(["get", "save"]);
    expect(record()).toMatchObject({ status: "deleted", lease_owner: "message-1", lease_until });
  });

  it.each<Partial<FileRecord>>([
    { ...HELD, lease_until: BEFORE },
    { status: "processing" },
    { ...HELD, status: "uploaded" },
  ])("does not hold a file that is %j, so its bytes are deleted at once", async (file) => {
    const { remove, record, calls } = prepare(aFile(file));

    await remove();

    expect(calls).toHaveLength(4);
    for (const name of ["lease_owner", "lease_until"]) expect(record()).not.toHaveProperty(name);
  });
});

describe("a race", () => {
  it("that is lost is repeated from the record of the refused write, without another read", async () => {
    const { remove, record, calls, changeRecord } = prepare(aFile(), {
      beforeSave: (save) => {
        if (save === 1) changeRecord({ status: "uploaded" });
        if (save === 2) changeRecord(HELD);
        if (save === 3) changeRecord({ status: "completed" });
      },
    });

    await remove();

    expect(calls).toEqual(["get", "save", "save", "save", "save", ...KEYS.map((key) => `delete ${key}`)]);
    expect(record()).toMatchObject({ status: "deleted", version: 5 });
    expect(record()?.history.at(-1)).toEqual({ status: "deleted", at: NOW, by: "owner" });
  });

  it("lost to a mover's claim leaves the bytes to that mover", async () => {
    const { remove, record, calls, changeRecord } = prepare(aFile(), {
      beforeSave: (save) => {
        if (save === 1) changeRecord(HELD);
      },
    });

    await remove();

    expect(calls).toEqual(["get", "save", "save"]);
    expect(record()).toMatchObject({ status: "deleted", lease_owner: "message-1" });
  });

  it("lost to another delete throws FileNotFound", async () => {
    const { remove, calls, changeRecord } = prepare(aFile(), {
      beforeSave: () => changeRecord({ status: "deleted" }),
    });

    await expect(remove()).rejects.toThrow(FileNotFound);
    expect(calls).toEqual(["get", "save"]);
  });

  it("for a record that is gone throws FileNotFound", async () => {
    const { remove } = prepare(undefined, {
      files: { get: async () => aFile(), save: async () => ({ ok: false, current: undefined }) },
    });

    await expect(remove()).rejects.toThrow(FileNotFound);
  });

  it("lost four times throws ChangedMeanwhile, and no bytes are deleted", async () => {
    const { remove, record, calls, changeRecord } = prepare(aFile(), {
      beforeSave: () => changeRecord({ status: "uploaded" }),
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
  ])("of the delete of key %i is reported, the other key is deleted, and the file is deleted", async (failing) => {
    const deleted: string[] = [];
    const { remove, record, leftBehind } = prepare(aFile({ status: "completed" }), {
      storage: {
        delete: async (key) => {
          if (key === KEYS[failing]) throw down;
          deleted.push(key);
        },
        abortUpload: async () => {},
      },
    });

    await expect(remove()).resolves.toBeUndefined();

    expect(leftBehind).toEqual([[FILE_ID, down]]);
    expect(deleted).toEqual(KEYS.filter((_, i) => i !== failing));
    expect(record()?.status).toBe("deleted");
  });

  it("of every delete and every abort is reported", async () => {
    const fail = () => Promise.reject(down);
    const { remove, leftBehind } = prepare(aFile({ upload_id: "u", copy_upload_id: "c" }), {
      storage: { delete: fail, abortUpload: fail },
    });

    await remove();

    expect(leftBehind).toHaveLength(4);
  });

  it.each([
    "get",
    "save",
  ] as const)("of the table's %s is thrown to the caller, and no bytes are deleted", async (name) => {
    const { remove, calls } = prepare(aFile(), {
      files: { ...fakeFiles(aFile()), [name]: () => Promise.reject(down) },
    });

    await expect(remove()).rejects.toBe(down);
    expect(calls).toEqual([]);
  });
});

import {
  FileNotFound,
  type FileRecord,
  Forbidden,
  listedView,
  NotUploadedYet,
  STATUSES,
  UnknownOwner,
} from "@malote/core";
import { describe, expect, it } from "vitest";
import { aCaller, aClock, aFile, anOperator, aRelay, FILE_ID, OWNER } from "#testing/builders.ts";
import { fakeFiles } from "#testing/fake-files.ts";
import { NO_PLANS, PLANS } from "#testing/plans.ts";
import { aRequestedUpload } from "#testing/rules.ts";
import { confirmUpload } from "../../functions/confirm/confirm-upload.ts";
import { consultStatus } from "../../functions/consult/consult-status.ts";
import { downloadFile } from "../../functions/download/download-file.ts";
import { listFiles } from "../../functions/list/list-files.ts";
import { removeFile } from "../../functions/remove/remove-file.ts";
import { requestUpload } from "../../layers/core/src/steps/request-upload.ts";

const prepare = (known: readonly string[] = [OWNER]) => {
  const files = fakeFiles();
  const lookups: string[] = [];
  const request = requestUpload({
    files,
    storage: {
      ...NO_PLANS,
      presignPost: async ({ key_path }) => ({ url: "https://bucket.example/", fields: { key: key_path } }),
    },
    expirySeconds: 900,
    plans: PLANS,
    requireOwner: async (sub) => {
      lookups.push(sub);
      if (!known.includes(sub)) throw new UnknownOwner();
    },
    clock: aClock(),
    newId: () => FILE_ID,
  });
  return {
    lookups,
    upload: (on_behalf_of: string, caller = aRelay()) =>
      request(aRequestedUpload({ on_behalf_of }), caller, {}),
    record: () => files.table.get(FILE_ID),
  };
};

describe("on_behalf_of", () => {
  it("by a relay creates the user's file, and stores the relay's id", async () => {
    const { upload, record } = prepare();

    await expect(upload(OWNER)).resolves.toMatchObject({ form: { file_id: FILE_ID } });

    expect(record()).toMatchObject({
      owner: OWNER,
      uploaded_by: aRelay().sub,
      history: [{ status: "pending", by: "relay" }],
    });
  });

  it.each([
    ["a user", aCaller({ sub: "somebody-else" })],
    ["an operator", anOperator()],
    ["a member of groups with similar names", aCaller({ groups: ["relays-trainees", "Relays"] })],
    ["a user for themselves", aCaller()],
  ])("by %s is forbidden, and nothing is written", async (_, caller) => {
    const { upload, record, lookups } = prepare();

    await expect(upload(OWNER, caller)).rejects.toThrow(Forbidden);
    expect(record()).toBeUndefined();
    // A caller who is no relay does not learn who exists.
    expect(lookups).toEqual([]);
  });

  it("for a user who does not exist is refused, and nothing is written", async () => {
    const { upload, record } = prepare([]);

    await expect(upload(OWNER)).rejects.toThrow(UnknownOwner);
    expect(record()).toBeUndefined();
  });

  it("that names the relay itself creates the relay's own file", async () => {
    const { upload, record, lookups } = prepare([]);

    await upload(aRelay().sub);

    expect(lookups).toEqual([]);
    expect(record()).toMatchObject({ owner: aRelay().sub });
    expect(record()).not.toHaveProperty("uploaded_by");
  });
});

describe("the relay that uploads a file", () => {
  const relayedFile = (overrides: Partial<FileRecord> = {}) =>
    aFile({ uploaded_by: aRelay().sub, ...overrides });
  const HEAD_RESPONSE = { etag: '"e"', size: 482_113, metadata: {}, checksums: {} };

  it("may confirm it", async () => {
    const files = fakeFiles(relayedFile());
    const confirm = confirmUpload({
      files,
      storage: { ...NO_PLANS, head: async () => HEAD_RESPONSE },
      queue: { send: async () => {} },
      clock: aClock(),
    });

    await expect(confirm({ file_id: FILE_ID }, aRelay())).resolves.toMatchObject({ queued: true });
    expect(files.table.get(FILE_ID)?.history.at(-1)).toMatchObject({ status: "uploaded", by: "relay" });
  });

  it("may neither confirm nor consult it any more when it has left the group", async () => {
    const files = fakeFiles(relayedFile());
    const former = aRelay({ groups: [] });
    const calls: string[] = [];
    const confirm = confirmUpload({
      files,
      storage: { ...NO_PLANS, head: async () => HEAD_RESPONSE },
      queue: { send: async () => void calls.push("send") },
      clock: aClock(),
    });

    await expect(confirm({ file_id: FILE_ID }, former)).rejects.toThrow(FileNotFound);
    await expect(consultStatus({ files })({ file_id: FILE_ID }, former, {})).rejects.toThrow(FileNotFound);
    expect(calls).toEqual([]);
    expect(files.table.get(FILE_ID)).toEqual(relayedFile());
  });

  it("gets NotUploadedYet if the bytes are not there yet", async () => {
    const confirm = confirmUpload({
      files: fakeFiles(relayedFile()),
      storage: { ...NO_PLANS, head: async () => undefined },
      queue: { send: async () => {} },
      clock: aClock(),
    });

    await expect(confirm({ file_id: FILE_ID }, aRelay())).rejects.toThrow(NotUploadedYet);
  });

  it("may consult it, and so may its owner", async () => {
    const consult = consultStatus({ files: fakeFiles(relayedFile()) });

    for (const caller of [aRelay(), aCaller()])
      await expect(consult({ file_id: FILE_ID }, caller, {})).resolves.toMatchObject({
        view: { status: "pending" },
      });
  });

  it("is not another relay, which gets FileNotFound", async () => {
    const files = fakeFiles(relayedFile());
    const other = aRelay({ sub: "another-relay" });

    await expect(consultStatus({ files })({ file_id: FILE_ID }, other, {})).rejects.toThrow(FileNotFound);
  });

  it("never downloads it", async () => {
    const download = downloadFile({
      files: fakeFiles(relayedFile({ status: "completed" })),
      downloads: { presignDownload: async () => "https://bucket.example/signed" },
    });

    await expect(download({ file_id: FILE_ID }, aRelay())).rejects.toThrow(FileNotFound);
    await expect(download({ file_id: FILE_ID }, aCaller())).resolves.toMatchObject({
      uploaded_by: aRelay().sub,
      download: { url: "https://bucket.example/signed" },
    });
  });

  const removing = (file: FileRecord) => {
    const files = fakeFiles(file);
    const storage = { delete: async () => {}, abortUpload: async () => {} };
    const remove = removeFile({ files, storage, leftBehind: () => {} });
    return { remove: () => remove({ file_id: FILE_ID }, aRelay()), record: () => files.table.get(FILE_ID) };
  };

  it("deletes it while it is pending", async () => {
    const { remove, record } = removing(relayedFile({ status: "pending" }));

    await remove();

    expect(record()?.history.at(-1)).toMatchObject({ status: "deleted", by: "relay" });
  });

  it.each(
    STATUSES.filter((status) => status !== "pending"),
  )("never deletes it once it is %s", async (status) => {
    const file = relayedFile({ status });
    const { remove, record } = removing(file);

    await expect(remove()).rejects.toThrow(FileNotFound);
    expect(record()).toEqual(file);
  });

  it("never lists it, because only the caller's own files are queried", async () => {
    const queried: string[] = [];
    const list = listFiles({
      indexes: {
        list: async ({ owner }) => {
          queried.push(owner);
          return { files: owner === OWNER ? [relayedFile()] : [] };
        },
      },
    });

    await expect(list({}, aRelay())).resolves.toEqual({ files: [] });
    await expect(list({}, aCaller())).resolves.toEqual({ files: [listedView(relayedFile())] });
    expect(queried).toEqual([aRelay().sub, OWNER]);
  });

  it("gets FileNotFound after the file was deleted", async () => {
    const consult = consultStatus({ files: fakeFiles(relayedFile({ status: "deleted" })) });

    await expect(consult({ file_id: FILE_ID }, aRelay(), {})).rejects.toThrow(FileNotFound);
  });
});

import { FileNotFound, type FileRecord, Forbidden, listedView, NotUploadedYet } from "@malote/core";
import { describe, expect, it } from "vitest";
import { aCaller, aClock, aFile, anOperator, aRelay, FILE_ID, OWNER } from "#testing/builders.ts";
import { fakeFiles } from "#testing/fake-files.ts";
import { aRequestedUpload } from "#testing/rules.ts";
import { confirmUpload } from "../../functions/confirm/confirm-upload.ts";
import { consultStatus } from "../../functions/consult/consult-status.ts";
import { downloadFile } from "../../functions/download/download-file.ts";
import { listFiles } from "../../functions/list/list-files.ts";
import { removeFile } from "../../functions/remove/remove-file.ts";
import { requestUpload } from "../../functions/upload/request-upload.ts";

const prepare = () => {
  const files = fakeFiles();
  const request = requestUpload({
    files,
    storage: {
      presignPost: async ({ key_path }) => ({ url: "https://bucket.example/", fields: { key: key_path } }),
    },
    expirySeconds: 900,
    clock: aClock(),
    newId: () => FILE_ID,
  });
  return {
    upload: (on_behalf_of: string, caller = aRelay()) =>
      request(aRequestedUpload({ on_behalf_of }), caller, {}),
    record: () => files.table.get(FILE_ID),
  };
};

describe("on_behalf_of", () => {
  it("by a relay makes the user's file, and keeps who uploads it", async () => {
    const { upload, record } = prepare();

    await expect(upload(OWNER)).resolves.toMatchObject({ form: { file_id: FILE_ID } });

    expect(record()).toMatchObject({ owner: OWNER, uploaded_by: aRelay().sub });
  });

  it.each([
    ["a user", aCaller({ sub: "somebody-else" })],
    ["an operator", anOperator()],
    ["a member of a group that sounds alike", aCaller({ groups: ["relays-trainees", "Relays"] })],
    ["a user of themselves", aCaller()],
  ])("by %s is forbidden, and nothing is written", async (_, caller) => {
    const { upload, record } = prepare();

    await expect(upload(OWNER, caller)).rejects.toThrow(Forbidden);
    expect(record()).toBeUndefined();
  });

  it("that names the relay itself is the relay's own file", async () => {
    const { upload, record } = prepare();

    await upload(aRelay().sub);

    expect(record()).toMatchObject({ owner: aRelay().sub });
    expect(record()).not.toHaveProperty("uploaded_by");
  });
});

describe("the relay that uploads a file", () => {
  const forAna = (overrides: Partial<FileRecord> = {}) => aFile({ uploaded_by: aRelay().sub, ...overrides });
  const ARRIVED = { etag: '"e"', size: 482_113, metadata: {}, checksums: {} };

  it("may confirm it", async () => {
    const files = fakeFiles(forAna());
    const confirm = confirmUpload({
      files,
      storage: { head: async () => ARRIVED },
      queue: { send: async () => {} },
      clock: aClock(),
    });

    await expect(confirm({ file_id: FILE_ID }, aRelay())).resolves.toMatchObject({ queued: true });
  });

  it("is told when the bytes are not there yet", async () => {
    const confirm = confirmUpload({
      files: fakeFiles(forAna()),
      storage: { head: async () => undefined },
      queue: { send: async () => {} },
      clock: aClock(),
    });

    await expect(confirm({ file_id: FILE_ID }, aRelay())).rejects.toThrow(NotUploadedYet);
  });

  it("may consult it, and so may its owner", async () => {
    const consult = consultStatus({ files: fakeFiles(forAna()) });

    for (const caller of [aRelay(), aCaller()])
      await expect(consult({ file_id: FILE_ID }, caller, {})).resolves.toMatchObject({
        view: { status: "pending" },
      });
  });

  it("is no other relay", async () => {
    const files = fakeFiles(forAna());
    const other = aRelay({ sub: "another-relay" });

    await expect(consultStatus({ files })({ file_id: FILE_ID }, other, {})).rejects.toThrow(FileNotFound);
  });

  it("never downloads it", async () => {
    const show = downloadFile({
      files: fakeFiles(forAna({ status: "completed" })),
      storage: { presignDownload: async () => "https://bucket.example/signed" },
    });

    await expect(show({ file_id: FILE_ID }, aRelay())).rejects.toThrow(FileNotFound);
    await expect(show({ file_id: FILE_ID }, aCaller())).resolves.toHaveProperty("download");
  });

  it("never deletes it", async () => {
    const files = fakeFiles(forAna());
    const storage = { delete: async () => {}, abortUpload: async () => {} };
    const remove = removeFile({ files, storage, leftBehind: () => {} });

    await expect(remove({ file_id: FILE_ID }, aRelay())).rejects.toThrow(FileNotFound);
    expect(files.table.get(FILE_ID)).toEqual(forAna());
  });

  it("never lists it: only the index of one's own files is asked", async () => {
    const asked: string[] = [];
    const list = listFiles({
      indexes: {
        list: async ({ owner }) => {
          asked.push(owner);
          return { files: owner === OWNER ? [forAna()] : [] };
        },
      },
    });

    await expect(list({}, aRelay())).resolves.toEqual({ files: [] });
    await expect(list({}, aCaller())).resolves.toEqual({ files: [listedView(forAna())] });
    expect(asked).toEqual([aRelay().sub, OWNER]);
  });

  it("knows it no more once it is deleted", async () => {
    const consult = consultStatus({ files: fakeFiles(forAna({ status: "deleted" })) });

    await expect(consult({ file_id: FILE_ID }, aRelay(), {})).rejects.toThrow(FileNotFound);
  });
});

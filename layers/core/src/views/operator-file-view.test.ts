import { is } from "valibot";
import { expect, test } from "vitest";
import { aFile, NOW, OWNER } from "#testing/builders.ts";
import { OperatorFileView } from "../contract/responses.ts";
import { fileView } from "./file-views.ts";
import { operatorFileView } from "./operator-file-view.ts";

test("a file for operators has what its owner sees, and the owner, keys and counts", () => {
  const file = aFile({ path: "trips/2026", uploaded_by: "2a3b4c5d-6e7f-7081-9a0b-1c2d3e4f5a6b" });

  const view = operatorFileView(file, ["error"]);

  expect(view).toStrictEqual({
    ...fileView(file),
    owner: OWNER,
    attempts: 0,
    check_at: "2026-11-21T12:15:00.000Z",
    expires_at: "2026-11-21T12:15:00.000Z",
    key_path: file.key_path,
    dest_path: file.dest_path,
    version: 1,
    allowed: ["error"],
  });
  expect(is(OperatorFileView, view)).toBe(true);
});

test("a file for operators has the cause, the lease, the quarantine and both uploads, if the record has them", () => {
  const more = {
    status: "error",
    cause: "SlowDown: Please reduce your request rate",
    attempts: 5,
    lease_owner: "message-1",
    lease_until: NOW,
    quarantine_path: "quarantine/a.jpg",
    quarantine_step: "leaving",
    upload_id: "upload-1",
    copy_upload_id: "copy-1",
  } as const;

  const view = operatorFileView(aFile({ ...more, purge_at: 1_795_262_400 }), []);

  expect(view).toMatchObject({ ...more, purge_at: "2026-11-21T12:00:00.000Z" });
  expect(is(OperatorFileView, view)).toBe(true);
});

test("a file for operators has no download, no key of an index, and no secret of a claim", () => {
  const file = aFile({ status: "completed", lease_id: "claim-1", path_key: "trips", source_etag: "e" });

  const view = operatorFileView(file, []);

  for (const name of ["download", "name_key", "path_key", "open_shard", "lease_id", "source_etag"])
    expect(view).not.toHaveProperty(name);
});

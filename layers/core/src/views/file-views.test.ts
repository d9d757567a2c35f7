import { describe, expect, test } from "vitest";
import { aFile, aRelay, NOW } from "#testing/builders.ts";
import { fileView, listedView, statusView } from "./file-views.ts";

const failed = aFile({
  status: "error",
  details: "The file could not be moved; try again later.",
  error_code: "not-moved",
  cause: "SlowDown: Please reduce your request rate",
  retryable: true,
  attempts: 5,
  lease_owner: "message-1",
  lease_until: NOW,
});

describe("the status", () => {
  test("of a pending file has only the base members", () => {
    expect(statusView(aFile())).toStrictEqual({
      file_id: aFile().file_id,
      file_name: "holiday.jpg",
      status: "pending",
      created_at: NOW,
      updated_at: NOW,
    });
  });

  test("of a file in error has the reason and whether a retry may help, but not the operator's cause", () => {
    expect(statusView(failed)).toStrictEqual({
      file_id: failed.file_id,
      file_name: "holiday.jpg",
      status: "error",
      details: "The file could not be moved; try again later.",
      error_code: "not-moved",
      retryable: true,
      created_at: NOW,
      updated_at: NOW,
    });
  });

  test("of a file in error returns retryable: false too", () => {
    expect(statusView(aFile({ status: "error", retryable: false }))).toMatchObject({ retryable: false });
  });
});

describe("the file", () => {
  test("for its owner has no keys, leases, versions or causes", () => {
    const checksum = { algorithm: "CRC32", value: "yZRlqg==" } as const;

    expect(fileView({ ...failed, checksum })).toStrictEqual({
      ...statusView(failed),
      extension: ".jpg",
      type: "image/jpeg",
      len: 482_113,
      checksum,
      history: [{ status: "pending", at: NOW, by: "owner" }],
    });
  });

  test("has its path and its tags, and so has a list, but not the key of an index", () => {
    const labels = { path: "trips/2026", tags: { album: "summer" } };
    const file = aFile({ ...labels, path_key: "trips" });

    for (const view of [fileView(file), listedView(file)]) {
      expect(view).toMatchObject(labels);
      expect(view).not.toHaveProperty("path_key");
    }
    expect(statusView(file)).not.toHaveProperty("path");
  });

  test("names the relay that uploaded it", () => {
    expect(fileView(aFile({ uploaded_by: aRelay().sub }))).toMatchObject({ uploaded_by: aRelay().sub });
    expect(statusView(aFile({ uploaded_by: aRelay().sub }))).not.toHaveProperty("uploaded_by");
    expect(fileView(aFile())).not.toHaveProperty("uploaded_by");
  });

  test("has a status once that a claim wrote twice", () => {
    const history = [
      { status: "pending", at: NOW, by: "owner" },
      { status: "uploaded", at: NOW, by: "owner" },
      { status: "uploaded", at: NOW, by: "mover" },
      { status: "processing", at: NOW, by: "mover" },
    ] as const;

    expect(fileView(aFile({ history: [...history] })).history).toEqual([history[0], history[1], history[3]]);
  });

  test("has a download if there is one", () => {
    const download = { url: "https://example.com/", expires_at: NOW };

    expect(fileView(aFile({ status: "completed" }), download)).toMatchObject({ download });
    expect(fileView(aFile({ status: "completed" }))).not.toHaveProperty("download");
  });
});

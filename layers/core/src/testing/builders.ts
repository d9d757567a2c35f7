import type { Caller } from "../domain/caller.ts";
import type { FileRecord } from "../domain/file.ts";
import type { Clock } from "../ports.ts";

export const FILE_ID = "0b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b";
export const OWNER = "5f0e8a52-70c1-7051-3a4b-9c8d7e6f5a4b";
/** The time at which the tests' clocks begin, and at which the builders' file was requested. */
export const NOW = "2026-11-21T12:00:00.000Z";

/**
 * A pending file of `aCaller()`, requested at NOW with a presigned POST of 15 minutes.
 * Overrides replace single members only: another id or status changes neither keys nor history nor index.
 */
export const aFile = (overrides: Partial<FileRecord> = {}): FileRecord => ({
  file_id: FILE_ID,
  owner: OWNER,
  file_name: "holiday.jpg",
  name_key: "holiday.jpg",
  extension: ".jpg",
  content_type: "image/jpeg",
  len: 482_113,
  key_path: `temp/${FILE_ID}.jpg`,
  dest_path: `dest/${FILE_ID}.jpg`,
  status: "pending",
  version: 1,
  attempts: 0,
  created_at: NOW,
  updated_at: NOW,
  expires_at: "2026-11-21T12:15:00.000Z",
  history: [{ status: "pending", at: NOW, by: "owner" }],
  open_shard: "3",
  check_at: "2026-11-21T12:15:00.000Z",
  ...overrides,
});

/** The beginning of a JPEG, followed by `content`. */
export const aJpeg = (content = "holiday"): Uint8Array =>
  Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, ...Buffer.from(`JFIF\0${content}`, "latin1")]);

/** A file as `aFile()`, with the length of `bytes`. */
export const aFileOf = (bytes: Uint8Array, overrides: Partial<FileRecord> = {}): FileRecord =>
  aFile({ len: bytes.length, ...overrides });

export const aCaller = (overrides: Partial<Caller> = {}): Caller => ({
  sub: OWNER,
  groups: [],
  ...overrides,
});

/** Another user than `aCaller()`, in the group operators. */
export const anOperator = (overrides: Partial<Caller> = {}): Caller => ({
  sub: "9c1d2e3f-4a5b-7c6d-8e9f-0a1b2c3d4e5f",
  groups: ["operators"],
  ...overrides,
});

/** A third user, in the group relays. */
export const aRelay = (overrides: Partial<Caller> = {}): Caller => ({
  sub: "2a3b4c5d-6e7f-7081-9a0b-1c2d3e4f5a6b",
  groups: ["relays"],
  ...overrides,
});

/** A clock that always returns the same time. */
export const aClock =
  (iso: string = NOW): Clock =>
  () =>
    new Date(iso);

/** A clock that only a test moves. */
export const aSteppingClock = (iso: string = NOW) => {
  let now = Date.parse(iso);
  return {
    clock: () => new Date(now),
    now: () => now,
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
    goTo: (time: number) => {
      now = Math.max(now, time);
    },
  };
};

import { type FileRecord, type MoveMessage, openShard } from "@malote/core";
import { aFileOf, aJpeg, NOW } from "#testing/builders.ts";
import { fakeBucket } from "#testing/fake-bucket.ts";
import { fakeFiles } from "#testing/fake-files.ts";
import type { ReconcilerPorts, Tally } from "../ports.ts";

/** Enough for every test; see pace.ts for the limit. */
export const TIME_LEFT = () => 240_000;

export const BYTES = aJpeg();
export const ID = (n: number): string => `0b0e1f2a-3c4d-4e5f-8a9b-${String(n).padStart(12, "0")}`;
export const minutes = (n: number): string => new Date(Date.parse(NOW) + n * 60_000).toISOString();

/** The nth file, requested an hour ago with a POST of 15 minutes, and due since that POST ended. */
export const aDueFile = (n: number, overrides: Partial<FileRecord> = {}): FileRecord => {
  const file_id = ID(n);
  return aFileOf(BYTES, {
    file_id,
    key_path: `temp/${file_id}.jpg`,
    dest_path: `dest/${file_id}.jpg`,
    created_at: minutes(-60),
    updated_at: minutes(-60),
    expires_at: minutes(-45),
    open_shard: openShard(file_id),
    check_at: minutes(-45),
    ...overrides,
  });
};

/** A table with these records, an empty bucket and an empty queue, at NOW. */
export const aWorld = (...records: FileRecord[]) => {
  const files = fakeFiles(...records);
  const objects = fakeBucket();
  const lastModified = new Map<string, string>();
  const sent: MoveMessage[] = [];
  const saved: string[] = [];
  const reported = {
    files: [] as [string, string][],
    objects: [] as [string, string][],
    failed: [] as [string, unknown][],
    tallies: [] as Tally[],
  };
  let now = Date.parse(NOW);

  const bucket = {
    ...objects,
    put(key: string, { bytes = BYTES, last_modified = minutes(-120) } = {}) {
      objects.put(key, bytes);
      lastModified.set(key, last_modified);
    },
    async list(prefix: string, after: string) {
      const keys = [...objects.objects.keys()].sort().filter((key) => key.startsWith(prefix) && key > after);
      const listed = keys.slice(0, 1000).map((key) => ({
        key,
        etag: objects.objects.get(key)?.etag ?? "",
        last_modified: lastModified.get(key) ?? "",
      }));
      return { objects: listed, more: keys.length > 1000 };
    },
  };
  const open = () => [...files.table.values()].filter(({ open_shard }) => open_shard !== undefined);
  const ports: ReconcilerPorts = {
    files,
    storage: bucket,
    indexes: {
      open: async () => ({ files: open(), complete: true }),
      /** Two files a page, from the table as it is now. */
      async due({ shard, now: at, after }) {
        const due = open()
          .filter(({ open_shard, check_at }) => open_shard === String(shard) && (check_at ?? "") <= at)
          .toSorted((a, b) => `${a.check_at}${a.file_id}`.localeCompare(`${b.check_at}${b.file_id}`))
          .filter((file) => `${file.check_at}${file.file_id}` > String(after?.["position"] ?? ""));
        const page = due.slice(0, 2);
        const last = page.at(-1);
        return {
          files: page,
          ...(due.length > 2 && last && { next: { position: `${last.check_at}${last.file_id}` } }),
        };
      },
    },
    queue: {
      async send({ key_path, file_id, dest_path }) {
        sent.push({ key_path, file_id, dest_path });
      },
    },
    cursor: {
      read: async () => saved.at(-1) ?? "",
      async save(after) {
        saved.push(after);
      },
    },
    maxAttempts: 5,
    leftoverAgeSeconds: 3600,
    clock: () => new Date(now),
    report: {
      file: (fileId, outcome) => reported.files.push([fileId, outcome]),
      object: (key, outcome) => reported.objects.push([key, outcome]),
      failed: (what, cause) => reported.failed.push([what, cause]),
      finished: (tally) => reported.tallies.push(tally),
    },
  };
  return {
    files,
    bucket,
    sent,
    saved,
    reported,
    ports,
    at: () => new Date(now).toISOString(),
    pass: (mins: number) => {
      now += mins * 60_000;
    },
    record: (n: number): FileRecord => {
      const found = files.table.get(ID(n));
      if (!found) throw new Error(`no record ${n}`);
      return found;
    },
    keys: () => [...objects.objects.keys()].sort(),
  };
};

export const messageOf = ({ key_path, file_id, dest_path }: FileRecord): MoveMessage => ({
  key_path,
  file_id,
  dest_path,
});

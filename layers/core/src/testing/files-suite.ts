import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { FileRecord } from "../domain/file.ts";
import { destPath, keyPath } from "../domain/keys.ts";
import { openShard } from "../domain/open-index.ts";
import { CLAIMABLE, STATUSES } from "../domain/status.ts";
import type { Claim, Files } from "../ports.ts";
import { aFile } from "./builders.ts";

const CLAIM_AT = "2026-11-21T12:05:00.000Z";
const BEFORE_CLAIM = "2026-11-21T12:04:59.999Z";
const LEASE_UNTIL = "2026-11-21T12:10:00.000Z";

/**
 * Tests that every implementation of Files must pass. Each test creates records with new ids, so the table may be shared
 * and need not be empty.
 */
export const describeFiles = (implementation: string, files: Files): void => {
  const exists = async (overrides: Partial<FileRecord> = {}): Promise<FileRecord> => {
    const record = aRecord(overrides);
    await files.create(record);
    return record;
  };

  describe(`${implementation}: create`, () => {
    test("writes a new record", async () => {
      const record = aRecord(FULL);

      await expect(files.create(record)).resolves.toEqual({ ok: true, file: record });
      await expect(files.get(record.file_id)).resolves.toEqual(record);
    });

    test("refuses an id that is taken, and returns the record that has it", async () => {
      const record = await exists();

      await expect(files.create({ ...record, len: 7 })).resolves.toEqual({ ok: false, current: record });
      await expect(files.get(record.file_id)).resolves.toEqual(record);
    });

    test("takes the same record for its own write, which the SDK sent twice", async () => {
      const record = await exists();

      await expect(files.create(record)).resolves.toEqual({ ok: true, file: record });
    });
  });

  describe(`${implementation}: get`, () => {
    test("finds nothing under an unknown id", async () => {
      await expect(files.get(randomUUID())).resolves.toBeUndefined();
    });

    test("returns a copy: a change of it changes no record", async () => {
      const record = await exists();

      (await files.get(record.file_id))?.history.push({ status: "error", at: CLAIM_AT, by: "mover" });

      await expect(files.get(record.file_id)).resolves.toEqual(record);
    });
  });

  describe(`${implementation}: save`, () => {
    test("writes what differs and removes what is gone", async () => {
      const before = await exists({ status: "uploaded", error_code: "not-moved", retryable: true });
      const { error_code: _, retryable: __, ...kept } = before;
      const after: FileRecord = { ...kept, ...FULL, status: "processing", version: 2, history: [] };

      await expect(files.save(before, after)).resolves.toEqual({ ok: true, file: after });
      await expect(files.get(before.file_id)).resolves.toEqual(after);
    });

    test.each<[string, Partial<FileRecord>]>([
      ["status", { status: "uploaded" }],
      ["version", { version: 2 }],
    ])("refuses a writer that read another %s, and returns the current record", async (_, changed) => {
      const current = await exists(changed);
      const before = aRecord({ ...current, status: "pending", version: 1 });

      await expect(files.save(before, { ...before, status: "expired", version: 3 })).resolves.toEqual({
        ok: false,
        current,
      });
      await expect(files.get(current.file_id)).resolves.toEqual(current);
    });

    test("takes the record it would write for its own write, which the SDK sent twice", async () => {
      const before = await exists();
      const after = { ...before, status: "expired" as const, version: 2 };
      await files.save(before, after);

      await expect(files.save(before, after)).resolves.toEqual({ ok: true, file: after });
    });

    test("writes no record that is gone", async () => {
      const before = aRecord();

      await expect(files.save(before, { ...before, status: "expired", version: 2 })).resolves.toEqual({
        ok: false,
        current: undefined,
      });
      await expect(files.get(before.file_id)).resolves.toBeUndefined();
    });

    test("lets one of several writers win", async () => {
      const before = await exists();
      const outcomes = await Promise.all(
        [2, 3, 4, 5].map((len) => files.save(before, { ...before, len, version: 2 })),
      );

      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    });
  });

  describe(`${implementation}: claim`, () => {
    test("takes the lease, counts, appends to the history and removes what an earlier failure left", async () => {
      const record = await exists({ status: "uploaded", ...FAILED });

      const claimed = await files.claim(aClaim(record));

      const { details: _, error_code: __, cause: ___, retryable: ____, purge_at: _____, ...kept } = record;
      expect(claimed).toEqual({
        ok: true,
        file: {
          ...kept,
          status: "processing",
          version: 2,
          attempts: 1,
          updated_at: CLAIM_AT,
          lease_owner: "message-1",
          lease_until: LEASE_UNTIL,
          lease_id: expect.any(String),
          check_at: LEASE_UNTIL,
          open_shard: openShard(record.file_id),
          history: [
            ...record.history,
            { status: "uploaded", at: CLAIM_AT, by: "mover" },
            { status: "processing", at: CLAIM_AT, by: "mover" },
          ],
        },
      });
      await expect(files.get(record.file_id)).resolves.toEqual(claimed.ok && claimed.file);
    });

    test.each(STATUSES)("of a file that is %s", async (status) => {
      const record = await exists({
        status,
        ...(status === "processing" && aLease({ lease_until: BEFORE_CLAIM })),
      });

      const { ok } = await files.claim(aClaim(record));

      expect(ok).toBe(CLAIMABLE.includes(status) || status === "processing");
    });

    test.each<[string, Partial<FileRecord>, Partial<Claim>, boolean]>([
      ["with another key", { status: "uploaded" }, { key_path: "temp/another.jpg" }, false],
      ["with another destination", { status: "uploaded" }, { dest_path: "dest/another.jpg" }, false],
      ["with one attempt left", { status: "uploaded", attempts: 4 }, {}, true],
      ["out of attempts", { status: "uploaded", attempts: 5 }, {}, false],
      ["without a lease", { status: "processing" }, {}, true],
      ["whose lease is over", aLease({ lease_until: BEFORE_CLAIM }), {}, true],
      ["whose lease ends at this moment", aLease({ lease_until: CLAIM_AT }), {}, false],
      ["whose lease is held by another message", aLease(), {}, false],
      ["whose lease is held by the same message", aLease({ lease_owner: "message-1" }), {}, true],
      [
        "out of attempts, whose lease is over",
        { ...aLease({ lease_until: BEFORE_CLAIM }), attempts: 5 },
        {},
        false,
      ],
    ])("of a file %s", async (_, state, claim, expected) => {
      const record = await exists(state);

      const outcome = await files.claim(aClaim(record, claim));

      expect(outcome.ok).toBe(expected);
      if (expected) return;
      expect(outcome).toEqual({ ok: false, current: record });
      await expect(files.get(record.file_id)).resolves.toEqual(record);
    });

    test("of a file without a record writes none", async () => {
      const record = aRecord();

      await expect(files.claim(aClaim(record))).resolves.toEqual({ ok: false, current: undefined });
      await expect(files.get(record.file_id)).resolves.toBeUndefined();
    });

    test("each has a lease id of its own", async () => {
      const record = await exists({ status: "uploaded" });
      const claims = [await files.claim(aClaim(record)), await files.claim(aClaim(record))];

      expect(new Set(claims.map((claim) => claim.ok && claim.file.lease_id)).size).toBe(2);
    });

    test("lets one of several messages win", async () => {
      const record = await exists({ status: "uploaded" });
      const outcomes = await Promise.all(
        ["a", "b", "c", "d"].map((lease_owner) => files.claim(aClaim(record, { lease_owner }))),
      );

      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    });
  });
};

/** A record with a new id. */
const aRecord = (overrides: Partial<FileRecord> = {}): FileRecord => {
  const file_id = randomUUID();
  return aFile({
    file_id,
    key_path: keyPath(file_id, ".jpg"),
    dest_path: destPath(file_id, ".jpg"),
    open_shard: openShard(file_id),
    ...overrides,
  });
};

/** Optional members, an empty string, and characters that are not ASCII. */
const FULL: Partial<FileRecord> = {
  uploaded_by: "2a3b4c5d-6e7f-7081-9a0b-1c2d3e4f5a6b",
  file_name: "férias 🏖.jpg",
  extension: "",
  len: 5 * 1024 ** 3,
  checksum: { algorithm: "CRC64NVME", value: "AAAAAAAAAAA=" },
};

const FAILED: Partial<FileRecord> = {
  details: "The file could not be moved; try again later.",
  error_code: "not-moved",
  cause: "SlowDown",
  retryable: true,
  purge_at: 1_800_000_000,
};

const aLease = (overrides: Partial<FileRecord> = {}): Partial<FileRecord> => ({
  status: "processing",
  attempts: 1,
  lease_owner: "message-2",
  lease_until: LEASE_UNTIL,
  lease_id: "5b1c0d4e-0000-4000-8000-000000000000",
  ...overrides,
});

const aClaim = ({ file_id, key_path, dest_path }: FileRecord, overrides: Partial<Claim> = {}): Claim => ({
  file_id,
  key_path,
  dest_path,
  lease_owner: "message-1",
  lease_until: LEASE_UNTIL,
  at: CLAIM_AT,
  max_attempts: 5,
  ...overrides,
});

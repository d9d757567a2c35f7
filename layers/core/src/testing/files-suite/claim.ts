import { describe, expect, test } from "vitest";
import type { FileRecord } from "../../domain/file.ts";
import { openShard } from "../../domain/open-index.ts";
import { STATUSES, type Status } from "../../domain/status.ts";
import type { Claim, Files } from "../../ports.ts";
import { AT, aClaim, aFullFile, aNewFile, BEFORE, LEASE_UNTIL, written } from "./records.ts";

/** Whether a claim takes a file that nobody holds, by its status. */
const TAKEN: Readonly<Record<Status, boolean>> = {
  pending: true,
  uploaded: true,
  processing: true,
  completed: false,
  quarantined: false,
  error: false,
  expired: true,
  deleted: false,
};

export const claimCases = (files: Files): void => {
  /** Asserts that the claim is refused with the record as it is, and that it changes nothing. */
  const expectRefused = async (current: FileRecord, claim: Claim) => {
    await expect(files.claim(claim)).resolves.toStrictEqual({ ok: false, current });
    await expect(files.get(current.file_id)).resolves.toStrictEqual(current);
  };

  describe("claim", () => {
    test.each(
      STATUSES.filter((status) => TAKEN[status]),
    )("takes a file in %s, and counts one attempt", async (status) => {
      const file = await written(files, aNewFile({ status, version: 7, attempts: 2 }));

      await expect(files.claim(aClaim(file))).resolves.toMatchObject({
        ok: true,
        file: { status: "processing", version: 8, attempts: 3 },
      });
    });

    test.each(STATUSES.filter((status) => !TAKEN[status]))("leaves a file in %s", async (status) => {
      const file = await written(files, aFullFile({ status }));

      await expectRefused(file, aClaim(file));
    });

    test("writes its lease and both changes, and removes what an earlier failure left", async () => {
      const file = await written(files, aFullFile({ status: "uploaded", attempts: 1, check_at: AT }));
      const { details, error_code, cause, retryable, purge_at, ...kept } = file;

      const outcome = await files.claim(aClaim(file));

      const claimed: FileRecord = {
        ...kept,
        status: "processing",
        version: 2,
        attempts: 2,
        updated_at: AT,
        lease_owner: "message-1",
        lease_until: LEASE_UNTIL,
        lease_id: expect.not.stringMatching(/^an earlier claim$/),
        history: [
          ...file.history,
          { status: "uploaded", at: AT, by: "mover" },
          { status: "processing", at: AT, by: "mover" },
        ],
      };
      expect(outcome).toStrictEqual({ ok: true, file: claimed });
      await expect(files.get(file.file_id)).resolves.toStrictEqual(outcome.ok && outcome.file);
    });

    test.each([
      ["keeps a check within the hour", "2100-01-01T13:00:00.000Z", "2100-01-01T13:00:00.000Z"],
      ["brings a later check forward to the end of the lease", "2100-01-01T13:00:00.001Z", LEASE_UNTIL],
    ])("%s", async (_, before, after) => {
      const file = await written(files, aNewFile({ check_at: before }));

      await expect(files.claim(aClaim(file))).resolves.toMatchObject({
        ok: true,
        file: { status: "processing", check_at: after, version: 2, attempts: 1, history: { length: 3 } },
      });
    });

    test.each([
      ["that nobody confirmed notes the time", undefined, AT],
      ["that was confirmed keeps the time", BEFORE, BEFORE],
    ])("of a plan %s of its arrival", async (_, before, after) => {
      const arrived = before === undefined ? {} : { arrived_at: before };
      const file = await written(files, aNewFile({ part_bytes: 8_388_608, ...arrived }));

      await expect(files.claim(aClaim(file))).resolves.toMatchObject({
        ok: true,
        file: { status: "processing", arrived_at: after },
      });
    });

    test("removes what the indexes hold of the end of a form", async () => {
      const file = await written(files, aNewFile({ status: "expired", ended: "expired", ended_at: BEFORE }));

      const outcome = await files.claim(aClaim(file));

      expect(outcome).toMatchObject({ ok: true, file: { status: "processing" } });
      expect(outcome.ok && outcome.file).not.toHaveProperty("ended");
      expect(outcome.ok && outcome.file).not.toHaveProperty("ended_at");
    });

    test("brings a record without index back into the index of open files", async () => {
      const { open_shard, check_at, ...retired } = aFullFile({ status: "expired" });
      const file = await written(files, retired);

      await expect(files.claim(aClaim(file))).resolves.toMatchObject({
        ok: true,
        file: { open_shard: openShard(file.file_id), check_at: LEASE_UNTIL },
      });
      await expect(files.get(file.file_id)).resolves.not.toHaveProperty("purge_at");
    });

    test.each<[string, Partial<Claim>]>([
      ["another key_path", { key_path: "temp/another.jpg" }],
      ["another dest_path", { dest_path: "dest/another.jpg" }],
    ])("with %s is refused", async (_, another) => {
      const file = await written(files, aFullFile({ status: "uploaded" }));

      await expectRefused(file, aClaim(file, another));
    });

    test("takes a file for its last attempt", async () => {
      const file = await written(files, aNewFile({ attempts: 4 }));

      await expect(files.claim(aClaim(file, { max_attempts: 5 }))).resolves.toMatchObject({
        ok: true,
        file: { attempts: 5 },
      });
    });

    test.each([5, 6])("leaves a file with %i of 5 attempts", async (attempts) => {
      const file = await written(files, aFullFile({ status: "uploaded", attempts }));

      await expectRefused(file, aClaim(file, { max_attempts: 5 }));
    });

    test("of an id without a record finds nothing, and writes nothing", async () => {
      const file = aNewFile();

      await expect(files.claim(aClaim(file))).resolves.toStrictEqual({ ok: false, current: undefined });
      await expect(files.get(file.file_id)).resolves.toBeUndefined();
    });
  });
};

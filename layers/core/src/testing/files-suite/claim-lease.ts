import { describe, expect, test } from "vitest";
import type { FileRecord } from "../../domain/file.ts";
import type { Claim, Files } from "../../ports.ts";
import { AFTER, AT, aClaim, aNewFile, BEFORE, written } from "./records.ts";

const ANOTHER = { lease_owner: "message-2", lease_id: "claim-2" };
const OWN = { lease_owner: "message-1", lease_id: "claim-1" };

export const claimLeaseCases = (files: Files): void => {
  /** A file in `processing` with this lease. */
  const held = (lease: Partial<FileRecord>) =>
    written(files, aNewFile({ status: "processing", attempts: 1, ...lease }));

  describe("claim at a given time", () => {
    test.each<[string, Partial<FileRecord>]>([
      ["ended", { ...ANOTHER, lease_until: BEFORE }],
      ["is its owner's own and ended", { ...OWN, lease_until: BEFORE }],
      ["is its owner's own and ends now", { ...OWN, lease_until: AT }],
      ["is its owner's own and has not ended", { ...OWN, lease_until: AFTER }],
      ["has no id and is its owner's own", { lease_owner: "message-1", lease_until: AFTER }],
      ["has no end", ANOTHER],
    ])("takes a file whose lease %s", async (_, lease) => {
      const file = await held(lease);

      await expect(files.claim(aClaim(file))).resolves.toMatchObject({
        ok: true,
        file: { status: "processing", attempts: 2, lease_owner: "message-1" },
      });
    });

    test.each<[string, Partial<FileRecord>, Partial<Claim>]>([
      ["another's lease has not ended", { ...ANOTHER, lease_until: AFTER }, {}],
      ["another's lease ends now", { ...ANOTHER, lease_until: AT }, {}],
      ["lease has no owner and has not ended", { lease_until: AFTER }, {}],
      ["own lease has not ended, out of attempts", { ...OWN, lease_until: AFTER }, { max_attempts: 1 }],
      ["another's lease ended, out of attempts", { ...ANOTHER, lease_until: BEFORE }, { max_attempts: 1 }],
      ["own lease has not ended, other paths", { ...OWN, lease_until: AFTER }, { key_path: "temp/other" }],
    ])("leaves a file in processing: %s", async (_, lease, claim) => {
      const current = await held(lease);

      await expect(files.claim(aClaim(current, claim))).resolves.toStrictEqual({ ok: false, current });
      await expect(files.get(current.file_id)).resolves.toStrictEqual(current);
    });

    test("checks the lease only of a file in processing", async () => {
      const uploaded = await held({ ...ANOTHER, status: "uploaded", lease_until: AFTER });
      const deleted = await held({ ...OWN, status: "deleted", lease_until: BEFORE });

      await expect(files.claim(aClaim(uploaded))).resolves.toMatchObject({ ok: true });
      await expect(files.claim(aClaim(deleted))).resolves.toStrictEqual({ ok: false, current: deleted });
    });

    test("gives each claim of the same message an id of its own", async () => {
      const file = await written(files, aNewFile());
      const first = await files.claim(aClaim(file));
      const second = await files.claim(aClaim(file));

      const ids = [first, second].map((outcome) => outcome.ok && outcome.file.lease_id);
      expect(ids).toEqual([expect.any(String), expect.any(String)]);
      expect(ids[0]).not.toBe(ids[1]);
      expect(second).toMatchObject({ ok: true, file: { version: 3, attempts: 2 } });
    });

    test.each<[string, Partial<FileRecord>]>([
      ["uploaded", { status: "uploaded" }],
      ["held by a lease that ended", { status: "processing", ...ANOTHER, lease_until: BEFORE }],
    ])("lets one of two concurrent messages have a file that is %s", async (_, state) => {
      const file = await written(files, aNewFile(state));
      const outcomes = await Promise.all(
        ["message-3", "message-4"].map((lease_owner) => files.claim(aClaim(file, { lease_owner }))),
      );

      const winner = await files.get(file.file_id);
      expect(winner).toMatchObject({ version: 2, attempts: 1, history: { length: 3 } });
      expect(outcomes).toContainEqual({ ok: true, file: winner });
      expect(outcomes).toContainEqual({ ok: false, current: winner });
    });
  });
};

import { describe, expect, test } from "vitest";
import { aFile, FILE_ID, NOW } from "#testing/builders.ts";
import { TransitionNotAllowed } from "./errors.ts";
import type { FileRecord } from "./file.ts";
import {
  heldInQuarantine,
  leaseQuarantined,
  quarantine,
  redirectQuarantine,
  releasedFromQuarantine,
} from "./quarantine.ts";
import { STATUSES } from "./status.ts";
import { entomb } from "./tombstone.ts";

const COMPLETED = aFile({ status: "completed", version: 4, expires_at: NOW });
const PATH = `quarantine/${FILE_ID}.jpg`;
/** When the reconciler checks a step that nobody did. */
const CHECK_AT = "2026-11-21T12:15:00.000Z";
const LEASE = { lease_owner: "message-1", lease_until: "2026-11-21T12:02:10.000Z" };
const entering = () => quarantine(COMPLETED, NOW, "Malware.");

/** The names of the record's members that are set. */
const namesOf = (file: FileRecord) => Object.keys(file);

describe("a quarantine", () => {
  test("begins with the bytes in dest/: the record has the reason, the key in quarantine/, and a check", () => {
    expect(entering()).toMatchObject({
      status: "quarantined",
      details: "Malware.",
      quarantine_step: "entering",
      quarantine_path: PATH,
      open_shard: "3",
      check_at: CHECK_AT,
      version: 5,
    });
    expect(entering().history.at(-1)).toEqual({
      status: "quarantined",
      at: NOW,
      by: "operator",
      details: "Malware.",
    });
  });

  test.each(
    STATUSES.filter((status) => status !== "completed"),
  )("of a file that is %s is not allowed", (status) => {
    expect(() => quarantine(aFile({ status }), NOW, "Malware.")).toThrow(TransitionNotAllowed);
  });

  test("under a lease is checked when it was to be checked, and not before the lease ends", () => {
    expect(leaseQuarantined(entering(), LEASE)).toMatchObject({
      ...LEASE,
      check_at: CHECK_AT,
      quarantine_step: "entering",
      version: 6,
    });
    const overdue = { ...entering(), check_at: NOW };
    expect(leaseQuarantined(overdue, LEASE)).toMatchObject({ check_at: LEASE.lease_until });
  });

  test("that holds the bytes leaves the index, and keeps the reason and the key", () => {
    const held = heldInQuarantine(leaseQuarantined(entering(), LEASE));

    expect(held).toMatchObject({
      status: "quarantined",
      details: "Malware.",
      quarantine_step: "held",
      quarantine_path: PATH,
      version: 7,
    });
    for (const name of ["open_shard", "check_at", "lease_owner", "lease_until"])
      expect(namesOf(held)).not.toContain(name);
  });

  test("is released in two steps, and the operator's sentence is in the history with the second", () => {
    const leaving = redirectQuarantine(heldInQuarantine(entering()), "leaving", NOW, "False alarm.");
    expect(leaving).toMatchObject({
      status: "quarantined",
      details: "Malware.",
      quarantine_step: "leaving",
      release_reason: "False alarm.",
      check_at: CHECK_AT,
    });

    const released = releasedFromQuarantine(leaving, NOW);
    expect(released).toMatchObject({ status: "completed", details: "False alarm.", quarantine_path: PATH });
    expect(released.history.at(-1)).toMatchObject({ status: "completed", by: "operator" });
    for (const name of ["quarantine_step", "release_reason", "open_shard", "check_at"])
      expect(namesOf(released)).not.toContain(name);
  });

  test("whose release is revoked has the new reason, and no sentence of the release", () => {
    const leaving = redirectQuarantine(heldInQuarantine(entering()), "leaving", NOW, "False alarm.");
    const again = redirectQuarantine(leaving, "entering", NOW, "Malware after all.");

    expect(again).toMatchObject({ quarantine_step: "entering", details: "Malware after all." });
    expect(namesOf(again)).not.toContain("release_reason");
    expect(redirectQuarantine(leaving, "entering", NOW, undefined)).toMatchObject({ details: "Malware." });
  });

  test("ends with a tombstone that keeps the key, and the lease of a mover at work", () => {
    const tombstone = entomb(leaseQuarantined(entering(), LEASE), NOW, { by: "operator" });

    expect(tombstone).toMatchObject({ status: "deleted", quarantine_path: PATH, ...LEASE });
    // An hour after the lease: S3 may still work on a copy in parts.
    expect(tombstone.check_at).toBe("2026-11-21T13:02:10.000Z");
    expect(namesOf(tombstone)).not.toContain("quarantine_step");
  });

  test("is not ended by the owner", () => {
    expect(() => entomb(entering(), NOW, { by: "owner" })).toThrow(TransitionNotAllowed);
  });
});

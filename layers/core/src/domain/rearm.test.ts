import { describe, expect, it } from "vitest";
import { aFile, NOW } from "#testing/builders.ts";
import { TransitionNotAllowed } from "./errors.ts";
import type { FileRecord } from "./file.ts";
import { HISTORY_LENGTH } from "./history.ts";
import { postponeCheck } from "./open-index.ts";
import { rearm, secondsOfForm, waitsForBytes, wasFound } from "./rearm.ts";
import { STATUSES } from "./status.ts";

const LATER = "2026-11-22T12:00:00.000Z";
const ENDS = "2026-11-22T12:15:00.000Z";

describe("rearm", () => {
  it("gives a pending file another time, and its history stays", () => {
    const file = aFile();

    expect(rearm(file, "owner", LATER, 900)).toEqual({
      ...file,
      version: 2,
      updated_at: LATER,
      requested_at: LATER,
      expires_at: ENDS,
      check_at: ENDS,
    });
  });

  it("makes an expired file pending, puts it into the index open, and removes purge_at", () => {
    const history = [...aFile().history, { status: "expired", at: NOW, by: "reconciler" } as const];
    const { open_shard, check_at, ...kept } = aFile({ status: "expired", version: 3, purge_at: 1, history });

    const armed = rearm(kept, "relay", LATER, 900);

    expect(armed).toMatchObject({
      status: "pending",
      version: 4,
      open_shard,
      check_at: ENDS,
      expires_at: ENDS,
    });
    expect(armed.history.at(-1)).toEqual({ status: "pending", at: LATER, by: "relay" });
    expect(armed).not.toHaveProperty("purge_at");
  });

  it("keeps the last 20 changes of a file that expires again and again", () => {
    let file: FileRecord = aFile();
    for (let i = 0; i < 50; i++) {
      const history = [...file.history, { status: "expired", at: NOW, by: "reconciler" } as const];
      file = rearm({ ...file, status: "expired", history }, "owner", LATER, 900);
    }

    expect(file.history).toHaveLength(HISTORY_LENGTH);
    expect(file.history.at(-1)).toMatchObject({ status: "pending" });
    expect(file.version).toBe(51);
  });

  it.each(
    STATUSES.filter((status) => status !== "pending" && status !== "expired"),
  )("throws TransitionNotAllowed for a file that is %s, which does not wait for bytes", (status) => {
    const file = aFile({ status });

    expect(waitsForBytes(file)).toBe(false);
    expect(() => rearm(file, "owner", LATER, 900)).toThrow(TransitionNotAllowed);
  });
});

it("a pending file was found if it is checked after the end of its form", () => {
  const queued = postponeCheck(aFile(), LATER);

  expect(wasFound(queued)).toBe(true);
  expect(wasFound({ ...queued, status: "expired" })).toBe(false);
  expect(wasFound(aFile())).toBe(false);
  expect(wasFound(rearm(queued, "owner", LATER, 900))).toBe(false);
});

it.each([
  ["pending", "2026-11-21T12:00:00.000Z", 900],
  ["pending", "2026-11-21T12:14:59.001Z", 0],
  ["pending", "2026-11-21T12:15:01.000Z", -1],
  // The reconciler's clock may be ahead: what it let expire has no form any more.
  ["expired", "2026-11-21T12:00:00.000Z", 0],
] as const)("the form of a file that is %s has at %s %i seconds left", (status, now, seconds) => {
  expect(secondsOfForm(aFile({ status }), new Date(now))).toBe(seconds);
});

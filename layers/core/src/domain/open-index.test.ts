import { expect, test } from "vitest";
import { aFile, NOW } from "#testing/builders.ts";
import { advance } from "./advance.ts";
import { postponeCheck, retire } from "./open-index.ts";

const LATER = "2026-11-21T13:00:00.000Z";

test("postponing a check changes nothing but the version and the time of the check", () => {
  const file = aFile({ status: "uploaded", version: 7 });
  expect(postponeCheck(file, LATER)).toEqual({ ...file, version: 8, check_at: LATER });
});

test("a retired record is outside the index, has no lease, and is purged after thirty days", () => {
  const file = aFile({ status: "deleted", version: 7, lease_owner: "m", lease_until: NOW });
  const { open_shard, check_at, lease_owner, lease_until, ...kept } = file;
  expect(retire(file, NOW)).toEqual({
    ...kept,
    version: 8,
    purge_at: Date.parse("2026-12-21T12:00:00Z") / 1000,
  });
});

test("a file that is claimed after it was retired is not purged", () => {
  const retired = retire(aFile({ status: "expired" }), NOW);
  expect(advance(retired, { to: "uploaded", by: "owner", at: LATER })).not.toHaveProperty("purge_at");
});

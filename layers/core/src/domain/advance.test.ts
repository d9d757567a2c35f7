import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aFile, FILE_ID, NOW } from "#testing/builders.ts";
import { advance } from "./advance.ts";
import { TransitionNotAllowed } from "./errors.ts";
import type { FileRecord } from "./file.ts";
import { HISTORY_LENGTH } from "./history.ts";
import { rearm } from "./rearm.ts";
import { ACTORS, reachable, type Status } from "./status.ts";
import { secondsAfter } from "./time.ts";

const LATER = "2026-11-21T12:05:00.000Z";

describe("a step", () => {
  test("adds one to the version and one change to the history", () => {
    const after = advance(aFile({ version: 7 }), { to: "uploaded", by: "owner", at: LATER });

    expect(after).toStrictEqual({
      ...aFile(),
      status: "uploaded",
      version: 8,
      updated_at: LATER,
      history: [
        { status: "pending", at: NOW, by: "owner" },
        { status: "uploaded", at: LATER, by: "owner" },
      ],
      open_shard: "3",
      check_at: "2026-11-21T12:20:00.000Z",
    });
  });

  test("does not change the record it is given", () => {
    const before = aFile({ details: "waiting" });

    advance(before, { to: "uploaded", by: "owner", at: LATER });

    expect(before).toStrictEqual(aFile({ details: "waiting" }));
  });

  test("writes its details to the record and to the history", () => {
    const after = advance(aFile(), { to: "error", by: "operator", at: LATER, details: "Unreadable." });

    expect(after.details).toBe("Unreadable.");
    expect(after.history.at(-1)).toStrictEqual({
      status: "error",
      at: LATER,
      by: "operator",
      details: "Unreadable.",
    });
  });

  test("removes the attributes of the status before", () => {
    const held = aFile({
      status: "processing",
      details: "Being moved.",
      error_code: "not-moved",
      cause: "SlowDown",
      retryable: true,
      lease_owner: "message-1",
      lease_until: LATER,
    });

    const after = advance(held, { to: "completed", by: "mover", at: LATER });

    for (const name of [
      "details",
      "error_code",
      "cause",
      "retryable",
      "lease_owner",
      "lease_until",
      "open_shard",
      "check_at",
    ])
      expect(after, name).not.toHaveProperty(name);
  });

  test("keeps the attempts, the moved ETag and the request", () => {
    const checksum = { algorithm: "CRC32", value: "yZRlqg==" } as const;
    const held = aFile({ status: "processing", attempts: 3, source_etag: '"e1"', sequencer: "0A", checksum });

    const after = advance(held, { to: "error", by: "mover", at: LATER });

    expect(after).toMatchObject({
      attempts: 3,
      source_etag: '"e1"',
      sequencer: "0A",
      checksum,
      len: 482_113,
    });
  });

  test("writes `set` over its own defaults, and removes attributes that are undefined there", () => {
    const after = advance(aFile({ source_etag: '"e1"' }), {
      to: "uploaded",
      by: "owner",
      at: LATER,
      set: { attempts: 0, check_at: "2026-11-21T13:00:00.000Z", source_etag: undefined },
    });

    expect(after).toMatchObject({ attempts: 0, check_at: "2026-11-21T13:00:00.000Z" });
    expect(after).not.toHaveProperty("source_etag");
  });

  test("keeps the last 20 changes", () => {
    const history = Array.from({ length: 20 }, (_, i) => ({
      status: i % 2 === 0 ? ("error" as const) : ("uploaded" as const),
      at: secondsAfter(NOW, i),
      by: "mover" as const,
    }));

    const after = advance(aFile({ status: "uploaded", history }), {
      to: "processing",
      by: "mover",
      at: LATER,
    });

    expect(after.history).toEqual([...history.slice(1), { status: "processing", at: LATER, by: "mover" }]);
  });
});

describe("the open index", () => {
  test.each([
    ["owner", "pending", "uploaded"],
    ["mover", "uploaded", "processing"],
    ["mover", "processing", "uploaded"],
  ] as const)("the %s's step from %s to %s keeps the file in it", (by, from, to) => {
    const after = advance(aFile({ status: from }), { to, by, at: LATER });

    expect(after).toMatchObject({ open_shard: "3", check_at: "2026-11-21T12:20:00.000Z" });
  });

  test.each([
    ["mover", "processing", "completed"],
    ["mover", "processing", "error"],
    ["reconciler", "pending", "expired"],
    ["owner", "uploaded", "deleted"],
  ] as const)("the %s's step from %s to %s takes the file out of it", (by, from, to) => {
    const after = advance(aFile({ status: from }), { to, by, at: LATER });

    expect(after).not.toHaveProperty("open_shard");
    expect(after).not.toHaveProperty("check_at");
  });
});

describe("a transition that is not in the table", () => {
  test.each([
    ["operator", "completed", "processing"],
    ["mover", "completed", "error"],
    ["owner", "deleted", "uploaded"],
    ["reconciler", "uploaded", "expired"],
    ["mover", "pending", "completed"],
    ["owner", "uploaded", "uploaded"],
  ] as const)("is refused: the %s's from %s to %s", (by, from, to) => {
    const file = aFile({ status: from });

    expect(() => advance(file, { to, by, at: LATER })).toThrow(new TransitionNotAllowed(from, to));
    expect(file).toStrictEqual(aFile({ status: from }));
  });
});

describe("any walk through the table", () => {
  /** Every transition from this status, for all actors. */
  const transitionsFrom = (status: Status) =>
    ACTORS.flatMap((by) => reachable(by, status).map((to) => ({ by, to })));

  const walk = (choices: readonly number[]): FileRecord[] => {
    const path = [aFile()];
    for (const [i, choice] of choices.entries()) {
      const here = path.at(-1) ?? aFile();
      const transitions = transitionsFrom(here.status);
      const last = i === choices.length - 1;
      const choosable = last
        ? transitions
        : transitions.filter(({ to }) => to !== "completed" && to !== "deleted");
      const chosen = choosable[choice % choosable.length];
      if (!chosen) break;
      const at = secondsAfter(NOW, i + 1);
      // A file waits for its bytes again only with another form.
      const next =
        chosen.to === "pending" && (chosen.by === "owner" || chosen.by === "relay")
          ? rearm(here, chosen.by, at, 900)
          : advance(here, { ...chosen, at });
      path.push(next);
    }
    return path;
  };

  const choices = fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 45 });

  test("adds one version for each step, keeps at most 20 changes, and ends in the last status", () => {
    fc.assert(
      fc.property(choices, (taken) => {
        const path = walk(taken);
        const end = path.at(-1) ?? aFile();

        expect(path).toHaveLength(taken.length + 1);
        expect(end.version).toBe(1 + taken.length);
        expect(end.history).toHaveLength(Math.min(HISTORY_LENGTH, 1 + taken.length));
        expect(end.history.at(-1)?.status).toBe(end.status);
        expect(end.history.map(({ status }) => status)).toEqual(
          path.slice(-HISTORY_LENGTH).map(({ status }) => status),
        );
      }),
    );
  });

  test("is in the index `open` exactly while the file is not finished", () => {
    fc.assert(
      fc.property(choices, (taken) => {
        for (const file of walk(taken)) {
          const open = ["pending", "uploaded", "processing"].includes(file.status);
          expect(file.open_shard !== undefined, file.status).toBe(open);
          expect(file.check_at !== undefined, file.status).toBe(open);
        }
      }),
    );
  });

  test("never changes the owner, the object keys, or the request", () => {
    const { owner, key_path, dest_path, len, content_type, created_at } = aFile();
    fc.assert(
      fc.property(choices, (taken) => {
        const kept = {
          file_id: FILE_ID,
          owner,
          key_path,
          dest_path,
          len,
          content_type,
          created_at,
        };
        expect(walk(taken).at(-1)).toMatchObject(kept);
      }),
    );
  });
});

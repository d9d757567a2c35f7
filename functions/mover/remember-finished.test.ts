import type { FileRecord } from "@malote/core";
import { describe, expect, it } from "vitest";
import { aFile, aSteppingClock, NOW } from "#testing/builders.ts";
import { fakeFiles } from "#testing/fake-files.ts";
import { rememberFinished } from "./remember-finished.ts";

const prepare = (file: Partial<FileRecord> = {}) => {
  const table = fakeFiles(aFile(file));
  let claims = 0;
  const counted: typeof table = {
    ...table,
    claim: (claim) => {
      claims += 1;
      return table.claim(claim);
    },
  };
  const time = aSteppingClock();
  const files = rememberFinished(counted, time.clock);
  const claim = ({ file_id, key_path, dest_path } = aFile()) =>
    files.claim({
      ...{ file_id, key_path, dest_path },
      lease_owner: "message-1",
      lease_until: NOW,
      at: NOW,
      max_attempts: 5,
    });
  return { table: table.table, files, claim, time, claims: () => claims };
};

describe("a claim", () => {
  it.each<[string, Partial<FileRecord>]>([
    ["completed, with the sequencer of its bytes", { status: "completed", sequencer: "0A" }],
    ["deleted", { status: "deleted" }],
  ])("of a file that is %s is made once, and refused with the same record after that", async (_, record) => {
    const { claim, claims, time } = prepare(record);

    const first = await claim();
    time.pass(59);

    expect(await claim()).toEqual(first);
    expect(first).toEqual({ ok: false, current: aFile(record) });
    expect(claims()).toBe(1);
  });

  it("is made again after a minute", async () => {
    const { claim, claims, time } = prepare({ status: "deleted" });

    await claim();
    time.pass(60);
    await claim();

    expect(claims()).toBe(2);
  });

  it.each<[string, Partial<FileRecord>]>([
    ["pending", { status: "pending" }],
    ["in error", { status: "error", retryable: false }],
    ["held", { status: "processing", lease_owner: "message-2", lease_until: "2026-11-21T12:02:30.000Z" }],
    [
      "completed without a sequencer, so that the same bytes posted again cannot be told",
      { status: "completed" },
    ],
  ])("of a file that is %s is always made", async (_, record) => {
    const { claim, claims } = prepare(record);

    await claim();
    await claim();

    expect(claims()).toBe(2);
  });

  it("of a file that this mover completed is not made", async () => {
    const { files, claim, claims } = prepare();
    const completed = aFile({ status: "completed", sequencer: "0A", version: 2 });
    await files.save(aFile(), completed);

    await expect(claim()).resolves.toEqual({ ok: false, current: completed });

    expect(claims()).toBe(0);
  });

  it("of a file that was deleted during its move is not made", async () => {
    const { table, files, claim, claims } = prepare();
    table.set(aFile().file_id, aFile({ status: "deleted", version: 2 }));
    await files.save(aFile(), aFile({ status: "completed", version: 2 }));

    await expect(claim()).resolves.toMatchObject({ ok: false, current: { status: "deleted" } });

    expect(claims()).toBe(0);
  });

  it("of the file that was finished longest ago is made again when there are too many", async () => {
    const { table, claim, claims } = prepare({ status: "deleted" });
    const others = Array.from({ length: 1000 }, (_, i) => aFile({ file_id: `file-${i}`, status: "deleted" }));
    for (const other of others) table.set(other.file_id, other);

    await claim();
    for (const other of others) await claim(other);
    await claim(others[999]);
    expect(claims()).toBe(1001);

    await claim();
    expect(claims()).toBe(1002);
  });
});

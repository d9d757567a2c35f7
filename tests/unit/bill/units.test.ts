import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { bytesOf } from "../../../bench/bill/dynamodb/item-size.ts";
import { sumOf } from "../../../bench/bill/dynamodb/units.ts";
import { type Described, type Steps, upload } from "../../../bench/bill/flow.ts";
import { unitRows, unitsTable } from "../../../bench/bill/units-table.ts";
import { SHA256 } from "../../../bench/bill/world.ts";

const writeUnits = (steps: Steps): number =>
  Object.values(steps)
    .flatMap(({ table }) => table)
    .reduce((sum, { write = {} }) => sum + sumOf(write), 0);

describe("the units of one file", () => {
  it("are those of docs/bill.md", async () => {
    expect(readFileSync("docs/bill.md", "utf8")).toContain(`\n\n${unitsTable(await unitRows())}\n\n`);
  });

  it.each([
    ["confirmed", { confirmed: true }, 9],
    ["not confirmed", { confirmed: false }, 7],
  ])("are together, if it is %s", async (_, how, units) => {
    const { steps } = await upload({}, how);

    expect(writeUnits(steps)).toBe(units);
  });

  it("are one more for each write of a file with a path", async () => {
    const rows = await unitRows({ path: "trips/2026" });

    expect(rows.find(({ step }) => step === "`POST /upload`")?.places).toEqual({
      table: 1,
      "by-owner": 1,
      "by-path": 1,
      open: 1,
    });
  });
});

describe("a record with a name of 60 bytes", () => {
  const sizes: Record<string, number[]> = {};
  const FILES: Record<string, Described> = {
    "without a checksum": {},
    "with a SHA-256": { checksum: { algorithm: "SHA256", value: SHA256 } },
  };

  beforeAll(async () => {
    for (const [name, described] of Object.entries(FILES)) {
      const { steps, file } = await upload(described, { confirmed: true });
      expect(Buffer.byteLength(file.record().file_name)).toBe(60);
      sizes[name] = Object.values(steps)
        .flatMap(({ table }) => table)
        .flatMap(({ item }) => (item ? bytesOf(item) : []));
    }
  });

  it.each(Object.keys(FILES))("%s stays under 1 KB after each write", (name) => {
    expect(sizes[name]).toHaveLength(4);
    expect(Math.max(...(sizes[name] ?? []))).toBeLessThan(1024);
  });
});

import { describe, expect, it } from "vitest";
import { readIndexes } from "./indexes.ts";
import { bytesOf } from "./item-size.ts";
import { unitsOfQuery, unitsOfRead, unitsOfRefusal, unitsOfWrite } from "./units.ts";

const INDEX = { name: "index", keys: ["a", "b"], attributes: ["file_id", "a", "b", "c"] };
const ITEM = { file_id: "1", a: "x", b: "y", c: "z", d: "not in the index" };
const LARGE = "v".repeat(1500);

const units = (before: object | undefined, after: object | undefined) =>
  unitsOfWrite(before as typeof ITEM, after as typeof ITEM, [INDEX]);

describe("a write", () => {
  it.each<[string, object | undefined, object | undefined, object]>([
    ["of a new item writes its entry", undefined, ITEM, { table: 1, index: 1 }],
    ["of an item without all keys has no entry", undefined, { file_id: "1", a: "x" }, { table: 1 }],
    ["of an attribute that the index does not hold", ITEM, { ...ITEM, d: "other" }, { table: 1 }],
    ["of an attribute that the index holds", ITEM, { ...ITEM, c: "other" }, { table: 1, index: 1 }],
    ["of a key deletes an entry and puts one", ITEM, { ...ITEM, b: "other" }, { table: 1, index: 2 }],
    ["that removes a key deletes the entry", ITEM, { ...ITEM, b: undefined }, { table: 1, index: 1 }],
    ["counts each KB of the larger item", { ...ITEM, d: LARGE }, ITEM, { table: 2 }],
    ["counts each KB of an entry", ITEM, { ...ITEM, c: LARGE }, { table: 2, index: 2 }],
  ])("%s", (_, before, after, expected) => {
    const clean =
      after && Object.fromEntries(Object.entries(after).filter(([, value]) => value !== undefined));
    expect(units(before, clean)).toEqual(expected);
  });

  it("that is refused uses the units of the item that is there", () => {
    expect(unitsOfRefusal({ ...ITEM, d: LARGE })).toEqual({ table: 2 });
    expect(unitsOfRefusal(undefined)).toEqual({ table: 1 });
  });
});

describe("a read", () => {
  it.each([
    [undefined, true, 1],
    [ITEM, true, 1],
    [ITEM, false, 0.5],
    [{ d: "v".repeat(4096) }, true, 2],
  ])("of %j, consistent: %j", (item, consistent, expected) => {
    expect(unitsOfRead(item, { consistent })).toBe(expected);
  });

  it("of a query adds the bytes of its entries up, and then rounds", () => {
    expect(unitsOfQuery([])).toBe(0.5);
    expect(unitsOfQuery(Array(4).fill({ c: "v".repeat(1000) }))).toBe(0.5);
    expect(unitsOfQuery(Array(5).fill({ c: "v".repeat(1000) }))).toBe(1);
  });
});

it("an item has the bytes of its names and values", () => {
  expect(bytesOf({ text: "é", yes: true, small: 7, large: 482_113 })).toBe(4 + 2 + 3 + 1 + 5 + 2 + 5 + 4);
  expect(bytesOf({ list: [{ at: "x" }] })).toBe(4 + 3 + 1 + (3 + 1 + 2 + 1));
});

it("the indexes are those of the template", () => {
  expect(readIndexes().map(({ name, keys }) => [name, ...keys])).toEqual([
    ["by-owner", "owner", "created_at"],
    ["by-path", "owner", "path_key"],
    ["open", "open_shard", "check_at"],
  ]);
});

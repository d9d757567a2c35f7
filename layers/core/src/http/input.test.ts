import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test, vi } from "vitest";
import { InvalidRequest } from "../domain/errors.ts";
import { type InputRule, readInput } from "./input.ts";

const Box = v.strictObject({
  width: v.number("width must be a number."),
  depth: v.optional(v.strictObject({ at: v.string("depth.at must be a string.") })),
  tags: v.optional(v.array(v.string("a tag must be a string."))),
});
type Box = v.InferOutput<typeof Box>;

const faultsOf = (raw: unknown, rules: readonly InputRule<Box>[] = []) => {
  try {
    readInput({ input: Box, rules }, raw);
  } catch (error) {
    if (error instanceof InvalidRequest) return error.faults;
    throw error;
  }
  return [];
};

test("valid input is returned unchanged", () => {
  const raw = { width: 2, depth: { at: "top" }, tags: ["a"] };

  expect(readInput({ input: Box }, raw)).toStrictEqual(raw);
});

test.each([[null], [undefined], ["{}"], [5], [true]])("%j is not an object", (raw) => {
  expect(faultsOf(raw)).toEqual([{ pointer: "#", detail: "The body must be one JSON object." }]);
});

test.each([[[]], [[{ width: 2 }]], [[[]]]])("an array such as %j is not an object", (raw) => {
  expect(faultsOf(raw)).toEqual([{ pointer: "#", detail: "The body must be one JSON object." }]);
});

test.each([
  [[]],
  [["at"]],
  [[{ at: "top" }]],
])("a member that is an array such as %j is not an object", (depth) => {
  expect(faultsOf({ width: 2, depth })).not.toEqual([]);
});

describe("unknown members", () => {
  const detail = (name: string) => `${name} is not known here; leave it out.`;

  test("are all named", () => {
    expect(faultsOf({ width: 2, a: 1, b: null, c: { width: 2 } })).toEqual([
      { pointer: "#/a", detail: detail("a") },
      { pointer: "#/b", detail: detail("b") },
      { pointer: "#/c", detail: detail("c") },
    ]);
  });

  test("are named also in nested objects", () => {
    expect(faultsOf({ width: 2, depth: { at: "top", a: 1, b: 2 }, c: 3 })).toEqual([
      { pointer: "#/depth/a", detail: detail("depth.a") },
      { pointer: "#/depth/b", detail: detail("depth.b") },
      { pointer: "#/c", detail: detail("c") },
    ]);
  });

  test("are named together with faulty and missing members", () => {
    expect(faultsOf({ depth: { at: 5, a: 1 }, b: 2 })).toEqual([
      { pointer: "#/width", detail: "width is missing." },
      { pointer: "#/depth/at", detail: "depth.at must be a string." },
      { pointer: "#/depth/a", detail: detail("depth.a") },
      { pointer: "#/b", detail: detail("b") },
    ]);
  });

  test.each(["constructor", "toString", "hasOwnProperty", "valueOf"])("may have the name %s", (name) => {
    expect(faultsOf({ width: 2, [name]: 1 })).toEqual([{ pointer: `#/${name}`, detail: detail(name) }]);
  });

  test("may have the empty name", () => {
    expect(faultsOf({ width: 2, "": 1 })).toEqual([{ pointer: "#/", detail: detail('""') }]);
  });

  test("are named up to fifty in all", () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`m${i}`, i]));

    const faults = faultsOf({ ...many });

    expect(faults).toHaveLength(50);
    expect(faults[0]).toEqual({ pointer: "#/width", detail: "width is missing." });
    expect(faultsOf({ width: 2, ...Object.fromEntries(Object.entries(many).slice(0, 50)) })).toHaveLength(50);
    expect(faultsOf({ width: 2, ...Object.fromEntries(Object.entries(many).slice(0, 49)) })).toHaveLength(49);
  });

  test("beyond fifty are not even described", () => {
    const described = vi.spyOn(globalThis, "encodeURIComponent");
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`m${i}`, i]));

    expect(faultsOf({ width: 2, ...many })).toHaveLength(50);

    expect(described).toHaveBeenCalledTimes(50);
    described.mockRestore();
  });

  test("with half a surrogate pair as a name are named in well-formed text", () => {
    expect(faultsOf({ width: 2, "\ud83d": 1 })).toEqual([
      { pointer: "#/%EF%BF%BD", detail: detail("\ufffd") },
    ]);
  });

  test("with long names have their names clipped between code points", () => {
    const [fault] = faultsOf({ width: 2, ["😀".repeat(100)]: 1 });

    expect(fault?.detail).toBe(detail(`${"😀".repeat(64)}…`));
    expect(decodeURIComponent(fault?.pointer ?? "")).toBe(`#/${"😀".repeat(64)}…`);
  });

  test("with any names have pointers that are ASCII and point to them", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 32 }), (name) => {
        fc.pre(!["width", "depth", "tags", "__proto__"].includes(name));
        const [fault] = faultsOf({ width: 2, [name]: 1 });
        expect(fault?.pointer).toMatch(/^#\/[\x21-\x7e]*$/);
        const led = decodeURIComponent((fault?.pointer ?? "").slice(2))
          .replaceAll("~1", "/")
          .replaceAll("~0", "~");
        expect(led).toBe(name.toWellFormed());
        expect(fault?.detail.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe("a pointer", () => {
  test("has the names and indexes of nested members", () => {
    expect(faultsOf({ width: 2, depth: { at: 5 }, tags: ["a", 5] })).toEqual([
      { pointer: "#/depth/at", detail: "depth.at must be a string." },
      { pointer: "#/tags/1", detail: "a tag must be a string." },
    ]);
  });

  test.each([
    ["a/b", "#/a~1b"],
    ["a~b", "#/a~0b"],
    ["a~1b", "#/a~01b"],
    ["a b%", "#/a%20b%25"],
    ["ä", "#/%C3%A4"],
    ["a.b", "#/a.b"],
    ['"<script>', "#/%22%3Cscript%3E"],
  ])("to %j is %s", (name, pointer) => {
    expect(faultsOf({ width: 2, [name]: 1 })).toEqual([
      { pointer, detail: `${name} is not known here; leave it out.` },
    ]);
  });

  test("and its sentence have only the beginning of a huge name", () => {
    const clipped = `${"x".repeat(64)}…`;

    expect(faultsOf({ width: 2, ["x".repeat(1_000_000)]: 1 })).toEqual([
      { pointer: `#/${encodeURIComponent(clipped)}`, detail: `${clipped} is not known here; leave it out.` },
    ]);
  });
});

describe("a rule", () => {
  const onWidth = (check: InputRule<Box>["check"], on: InputRule<Box>["on"] = ["width"]) => [
    { on, pointer: "#/width", check },
  ];

  test("runs on input with the right types", () => {
    expect(
      faultsOf(
        { width: 2 },
        onWidth(({ width }) => `${width} is even.`),
      ),
    ).toEqual([{ pointer: "#/width", detail: "2 is even." }]);
  });

  test("that returns nothing accepts the input", () => {
    expect(
      faultsOf(
        { width: 2 },
        onWidth(() => undefined),
      ),
    ).toEqual([]);
  });

  test.each([
    ["faulty", { width: "2" }],
    ["missing", {}],
    ["null", { width: null }],
  ])("does not run on a member that is %s", (_, raw) => {
    const check = vi.fn(() => "never returned");

    const faults = faultsOf(raw, onWidth(check));

    expect(check).not.toHaveBeenCalled();
    expect(faults.map(({ pointer }) => pointer)).toEqual(["#/width"]);
  });

  test("does not run beside fifty faults, because a fault that was not collected may be of its member", () => {
    const Late = v.strictObject({
      tags: v.array(v.string("a tag must be a string.")),
      width: v.number("No."),
    });
    const check = vi.fn(() => "never returned");
    const rules = [{ on: ["width" as const], pointer: "#/width", check }];

    expect(() => readInput({ input: Late, rules }, { tags: Array(50).fill(5), width: "2" })).toThrow(
      InvalidRequest,
    );

    expect(check).not.toHaveBeenCalled();
  });

  test("does not run if a nested member of its member is faulty", () => {
    const check = vi.fn(() => "never returned");

    faultsOf({ width: 2, depth: { at: 5 } }, onWidth(check, ["width", "depth"]));

    expect(check).not.toHaveBeenCalled();
  });

  test("does not run if an earlier rule found a fault in its member", () => {
    const check = vi.fn(() => "never returned");

    const faults = faultsOf({ width: 2 }, [...onWidth(() => "first fault"), ...onWidth(check)]);

    expect(check).not.toHaveBeenCalled();
    expect(faults).toEqual([{ pointer: "#/width", detail: "first fault" }]);
  });

  test("runs if another member is faulty, also one with a similar name", () => {
    const rules = onWidth(() => "first fault");

    expect(faultsOf({ width: 2, depth: "no" }, rules)).toHaveLength(2);
    expect(faultsOf({ width: 2, widthness: 1 }, rules)).toHaveLength(2);
  });

  test.each([[null], ["x"], [[]]])("does not run on %j", (raw) => {
    const check = vi.fn(() => "never returned");

    faultsOf(raw, onWidth(check, []));

    expect(check).not.toHaveBeenCalled();
  });
});

describe("an entry of a request", () => {
  const faultsOfEntry = (raw: unknown) => {
    try {
      readInput({ input: Box }, raw, { name: "entry", maxFaults: 3 });
    } catch (error) {
      if (error instanceof InvalidRequest) return error.faults;
      throw error;
    }
    return [];
  };

  test("is named as an entry if it is no object", () => {
    expect(faultsOfEntry("x")).toEqual([{ pointer: "#", detail: "The entry must be one JSON object." }]);
  });

  test("has as many faults as its route allows, those of known members first", () => {
    const pointers = faultsOfEntry({ a: 1, b: 1, c: 1, width: "2" }).map(({ pointer }) => pointer);
    expect(pointers).toEqual(["#/width", "#/a", "#/b"]);
  });
});

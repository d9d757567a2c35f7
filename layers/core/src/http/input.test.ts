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

test("input that is right comes back as it is", () => {
  const raw = { width: 2, depth: { at: "top" }, tags: ["a"] };

  expect(readInput({ input: Box }, raw)).toStrictEqual(raw);
});

test.each([[null], [undefined], ["{}"], [5], [true]])("%j is not an object", (raw) => {
  expect(faultsOf(raw)).toEqual([{ pointer: "#", detail: "The body must be one JSON object." }]);
});

test.each([[[]], [[{ width: 2 }]], [[[]]]])("an array such as %j is no object", (raw) => {
  expect(faultsOf(raw)).toEqual([{ pointer: "#", detail: "The body must be one JSON object." }]);
});

test.each([
  [[]],
  [["at"]],
  [[{ at: "top" }]],
])("a member that is an array such as %j is no object", (depth) => {
  expect(faultsOf({ width: 2, depth })).not.toEqual([]);
});

describe("unknown members", () => {
  const detail = (name: string) => `${name} is not known here; leave it out.`;

  test("are named, each of them", () => {
    expect(faultsOf({ width: 2, a: 1, b: null, c: { width: 2 } })).toEqual([
      { pointer: "#/a", detail: detail("a") },
      { pointer: "#/b", detail: detail("b") },
      { pointer: "#/c", detail: detail("c") },
    ]);
  });

  test("are named inside of what is nested, too", () => {
    expect(faultsOf({ width: 2, depth: { at: "top", a: 1, b: 2 }, c: 3 })).toEqual([
      { pointer: "#/depth/a", detail: detail("depth.a") },
      { pointer: "#/depth/b", detail: detail("depth.b") },
      { pointer: "#/c", detail: detail("c") },
    ]);
  });

  test("are named beside what is faulty or missing", () => {
    expect(faultsOf({ depth: { at: 5, a: 1 }, b: 2 })).toEqual([
      { pointer: "#/width", detail: "width is missing." },
      { pointer: "#/depth/at", detail: "depth.at must be a string." },
      { pointer: "#/depth/a", detail: detail("depth.a") },
      { pointer: "#/b", detail: detail("b") },
    ]);
  });

  test.each(["constructor", "toString", "hasOwnProperty", "valueOf"])("may be called %s", (name) => {
    expect(faultsOf({ width: 2, [name]: 1 })).toEqual([{ pointer: `#/${name}`, detail: detail(name) }]);
  });

  test("may have the empty name", () => {
    expect(faultsOf({ width: 2, "": 1 })).toEqual([{ pointer: "#/", detail: detail('""') }]);
  });

  test("are told up to fifty in all", () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`m${i}`, i]));

    const faults = faultsOf({ ...many });

    expect(faults).toHaveLength(50);
    expect(faults[0]).toEqual({ pointer: "#/width", detail: "width is missing." });
    expect(faultsOf({ width: 2, ...Object.fromEntries(Object.entries(many).slice(0, 50)) })).toHaveLength(50);
    expect(faultsOf({ width: 2, ...Object.fromEntries(Object.entries(many).slice(0, 49)) })).toHaveLength(49);
  });

  test("whose names are half a surrogate pair are told as well-formed text", () => {
    expect(faultsOf({ width: 2, "\ud83d": 1 })).toEqual([
      { pointer: "#/%EF%BF%BD", detail: detail("\ufffd") },
    ]);
  });

  test("whose names are long are clipped between code points", () => {
    const [fault] = faultsOf({ width: 2, ["😀".repeat(100)]: 1 });

    expect(fault?.detail).toBe(detail(`${"😀".repeat(64)}…`));
    expect(decodeURIComponent(fault?.pointer ?? "")).toBe(`#/${"😀".repeat(64)}…`);
  });

  test("of any names give pointers that are ASCII and lead to them", () => {
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
  test("leads into what is nested, by name and by index", () => {
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

  test("and the sentence tell a huge name only in part", () => {
    const told = `${"x".repeat(64)}…`;

    expect(faultsOf({ width: 2, ["x".repeat(1_000_000)]: 1 })).toEqual([
      { pointer: `#/${encodeURIComponent(told)}`, detail: `${told} is not known here; leave it out.` },
    ]);
  });
});

describe("a rule", () => {
  const onWidth = (check: InputRule<Box>["check"], on: InputRule<Box>["on"] = ["width"]) => [
    { on, pointer: "#/width", check },
  ];

  test("speaks of input that is right in shape", () => {
    expect(
      faultsOf(
        { width: 2 },
        onWidth(({ width }) => `${width} is even.`),
      ),
    ).toEqual([{ pointer: "#/width", detail: "2 is even." }]);
  });

  test("that has nothing to say lets the input pass", () => {
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
    const check = vi.fn(() => "never said");

    const faults = faultsOf(raw, onWidth(check));

    expect(check).not.toHaveBeenCalled();
    expect(faults.map(({ pointer }) => pointer)).toEqual(["#/width"]);
  });

  test("does not run where something inside of its member is faulty", () => {
    const check = vi.fn(() => "never said");

    faultsOf({ width: 2, depth: { at: 5 } }, onWidth(check, ["width", "depth"]));

    expect(check).not.toHaveBeenCalled();
  });

  test("does not run where a rule before it found its member wrong", () => {
    const check = vi.fn(() => "never said");

    const faults = faultsOf({ width: 2 }, [...onWidth(() => "is said"), ...onWidth(check)]);

    expect(check).not.toHaveBeenCalled();
    expect(faults).toEqual([{ pointer: "#/width", detail: "is said" }]);
  });

  test("runs while another member is faulty, of whatever name", () => {
    const rules = onWidth(() => "is said");

    expect(faultsOf({ width: 2, depth: "no" }, rules)).toHaveLength(2);
    expect(faultsOf({ width: 2, widthness: 1 }, rules)).toHaveLength(2);
  });

  test.each([[null], ["x"], [[]]])("does not run on %j", (raw) => {
    const check = vi.fn(() => "never said");

    faultsOf(raw, onWidth(check, []));

    expect(check).not.toHaveBeenCalled();
  });
});

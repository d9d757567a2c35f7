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
    readInput(Box, raw, rules);
  } catch (error) {
    if (error instanceof InvalidRequest) return error.faults;
    throw error;
  }
  return [];
};

test("input that is right comes back as it is", () => {
  const raw = { width: 2, depth: { at: "top" }, tags: ["a"] };

  expect(readInput(Box, raw)).toStrictEqual(raw);
});

test.each([[null], [undefined], ["{}"], [5], [true]])("%j is not an object", (raw) => {
  expect(faultsOf(raw)).toEqual([{ pointer: "#", detail: "The body must be one JSON object." }]);
});

test.each([[[]], [[{ width: 2 }]]])("an array such as %j is refused", (raw) => {
  expect(faultsOf(raw)).not.toEqual([]);
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

import { describe, expect, test } from "vitest";
import { aCaller, aFile, anOperator } from "../testing/builders.ts";
import { owns, requireOperator } from "./caller.ts";
import { Forbidden } from "./errors.ts";

describe("owns", () => {
  test("one's own file", () => {
    expect(owns(aCaller(), aFile())).toBe(true);
  });

  test("not somebody else's, be it an operator who asks", () => {
    expect(owns(aCaller({ sub: "somebody-else" }), aFile())).toBe(false);
    expect(owns(anOperator(), aFile())).toBe(false);
  });

  test("not one that is deleted, nor one that never was", () => {
    expect(owns(aCaller(), aFile({ status: "deleted" }))).toBe(false);
    expect(owns(aCaller(), undefined)).toBe(false);
  });
});

describe("requireOperator", () => {
  test("lets operators pass", () => {
    expect(() => requireOperator(anOperator({ groups: ["staff", "operators"] }))).not.toThrow();
  });

  test.each([[[]], [["Operators"]], [["operators-trainees"]], [["relays"]]])("refuses %j", (groups) => {
    expect(() => requireOperator(aCaller({ groups }))).toThrow(Forbidden);
  });
});

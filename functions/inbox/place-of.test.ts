import { describe, expect, test } from "vitest";
import { OWNER } from "#testing/builders.ts";
import { placeOf } from "./place-of.ts";

describe("a key of inbox/", () => {
  test("has the owner, the folders and the name", () => {
    expect(placeOf(`inbox/${OWNER}/reports/2026/May 1+2.txt`)).toEqual({
      owner: OWNER,
      path: "reports/2026",
      file_name: "May 1+2.txt",
    });
  });

  test("may have no folders", () => {
    expect(placeOf(`inbox/${OWNER}/a.txt`)).toStrictEqual({ owner: OWNER, file_name: "a.txt" });
  });

  test("keeps empty folders, which are refused as part of the path", () => {
    expect(placeOf(`inbox/${OWNER}/a//b.txt`)).toMatchObject({ path: "a/", file_name: "b.txt" });
  });

  test("may have the owner in upper case", () => {
    expect(placeOf(`inbox/${OWNER.toUpperCase()}/a.txt`)).toMatchObject({ owner: OWNER });
  });

  test.each([
    "inbox/a.txt",
    "inbox/ana/a.txt",
    `inbox/${OWNER}`,
    `inbox/x${OWNER}/a.txt`,
    "inbox//a.txt",
  ])("%s names no owner", (key) => {
    expect(placeOf(key)).toBe("unknown-owner");
  });

  test.each(["inbox/", `inbox/${OWNER}/`, `inbox/${OWNER}/reports/`])("%s is a folder", (key) => {
    expect(placeOf(key)).toBe("folder");
  });
});

import { expect, it } from "vitest";
import { EVERYTHING, isFiltered, queryOf, readQuery, requestOf } from "./query.ts";

it.each([
  ["", EVERYTHING],
  ["name=+photo+&status=error&path=/trips/2026/", { name: "photo", status: "error", path: "trips/2026" }],
  ["status=deleted", EVERYTHING],
  ["status=nonsense&other=1", EVERYTHING],
])("reads the filters of %s", (text, expected) => {
  expect(readQuery(new URLSearchParams(text))).toEqual(expected);
});

it("writes what it reads, and leaves empty filters out", () => {
  const text = "name=a%26b&status=completed&path=trips%2Fjo%C3%A3o";
  expect(String(queryOf(readQuery(new URLSearchParams(text))))).toBe(text);
  expect(String(queryOf(EVERYTHING))).toBe("");
});

it("asks the service only for what is chosen", () => {
  expect(requestOf(EVERYTHING)).toEqual({ limit: 100 });
  expect(requestOf({ name: "a", status: "error", path: "b" })).toEqual({
    limit: 100,
    name: "a",
    status: "error",
    path: "b",
  });
});

it("knows whether something is chosen", () => {
  expect([EVERYTHING, { ...EVERYTHING, path: "a" }].map(isFiltered)).toEqual([false, true]);
});

it("never asks for a longer name than the service accepts", () => {
  expect(readQuery(new URLSearchParams({ name: "x".repeat(300) })).name).toHaveLength(255);
});

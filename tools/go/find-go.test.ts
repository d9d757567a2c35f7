import { expect, test } from "vitest";
import { findGo } from "./find-go.ts";

test("accepts a Go that is new enough", async () => {
  await expect(findGo("go", async () => "go version go1.26.8 linux/amd64\n")).resolves.toBe("go");
});

test.each([
  ["no Go", () => Promise.reject(new Error("ENOENT")), /no go was found on PATH\. Install Go/],
  ["another program of that name", async () => "the game of go", /no go was found on PATH\. Install Go/],
  [
    "an old one",
    async () => "go version go1.19.8 linux/amd64",
    /1\.21 or newer, but the go on PATH is 1\.19\. Install/,
  ],
])("with %s the error has what to install", async (_, probe, sentence) => {
  await expect(findGo("go", probe)).rejects.toThrow(sentence);
});

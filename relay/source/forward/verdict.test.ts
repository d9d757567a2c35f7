import { readFile } from "node:fs/promises";
import { upload } from "malote/node";
import { expect, test } from "vitest";
import { connected } from "../../../client/testing/connected.ts";
import { verdictOf } from "./verdict.ts";

const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

test("a copy that cannot be opened is no outage, whether the relay or the SDK opens it", async () => {
  const { malote } = connected();
  for (const work of [readFile("/not/there"), upload(malote, "/not/there")]) {
    expect(verdictOf(await thrownBy(work))).toMatchObject({ kind: "again", limited: false, reached: false });
  }
});

test("an error of the network that the SDK has not seen is an outage", () => {
  const cause = Object.assign(new Error("connect ECONNREFUSED"), { errno: -111, code: "ECONNREFUSED" });
  expect(verdictOf(new TypeError("fetch failed", { cause }))).toMatchObject({ kind: "line" });
});

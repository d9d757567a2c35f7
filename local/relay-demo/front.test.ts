import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { nodeBinary } from "../../tools/paths.ts";
import { claimPort } from "../../tools/processes/port.ts";

const FRONT = fileURLToPath(new URL("front.ts", import.meta.url));

test("a relay that cannot be reached is a line with the code, and no stack trace", async () => {
  const input = { relay: `http://127.0.0.1:${await claimPort(0)}`, token: "t", name: "a", size: 10 };
  const { stdout, stderr } = await promisify(execFile)(nodeBinary, [FRONT, JSON.stringify(input)]);
  expect(JSON.parse(stdout)).toEqual({ lost: "ECONNREFUSED" });
  expect(stderr).toBe("");
});

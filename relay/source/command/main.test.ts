import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { aFile, aFolder, aSpool, bodyOf } from "../spool/testing/a-spool.ts";

const main = fileURLToPath(new URL("./main.ts", import.meta.url));

const run = (folder: string, ...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const program = ["--conditions=malote-source", main, ...args];
    const env = { PATH: process.env["PATH"], MALOTE_RELAY_FOLDER: folder, NODE_NO_WARNINGS: "1" };
    execFile(process.execPath, program, { env }, (error, out, err) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err });
    });
  });

test("malote-relay is a program with exit codes, beside a relay that runs", async () => {
  const folder = await aFolder();
  const spool = await aSpool({ folder });
  const { id } = await spool.accept(aFile({ name: "a.txt" }), bodyOf("bytes"));
  await spool.journal.park(id, { code: "file-too-large", message: "It is too large." });

  const status = await run(folder, "status", "--json");
  expect(status).toMatchObject({ code: 0, err: "" });
  expect(JSON.parse(status.out)).toMatchObject({ parked_by_reason: { "file-too-large": 1 } });

  expect(await run(folder, "retry", "nothing")).toMatchObject({
    code: 1,
    err: "nothing is not parked: unknown.\n",
  });
  expect(await run(folder, "list", "--limit", "none")).toMatchObject({ code: 2 });
  expect(await run(folder, "retry", id)).toEqual({ code: 0, out: "1 file will be sent again.\n", err: "" });
  expect((await spool.get(id))?.state).toBe("waiting");
});

test("a reader that ends early, such as head, is no error", async () => {
  const folder = await aFolder();
  const spool = await aSpool({ folder });
  for (const name of ["a", "b", "c"]) await spool.accept(aFile({ name }), bodyOf("x"));
  const env = { PATH: process.env["PATH"], MALOTE_RELAY_FOLDER: folder, NODE_NO_WARNINGS: "1" };
  const child = spawn(process.execPath, ["--conditions=malote-source", main, "list"], { env });
  child.stdout.destroy();
  let err = "";
  child.stderr.on("data", (data) => {
    err += data;
  });
  const [code] = await once(child, "close");
  expect({ code, err }).toEqual({ code: 0, err: "" });
});

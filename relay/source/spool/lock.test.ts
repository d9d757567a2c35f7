import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { lockFolder } from "./lock.ts";
import { aFolder, aSpool } from "./testing/a-spool.ts";

test("a second spool in the same folder does not open, and the first is not disturbed", async () => {
  const folder = await aFolder();
  const first = await aSpool({ folder });
  await expect(aSpool({ folder })).rejects.toThrow(
    `Another relay uses the folder ${folder}. Stop that relay`,
  );
  await first.close();
  await aSpool({ folder });
});

test("the lock of another process ends when that process is killed", async () => {
  const folder = await aFolder();
  const script = `
    const { lockFolder } = await import(${JSON.stringify(fileURLToPath(new URL("./lock.ts", import.meta.url)))});
    lockFolder(${JSON.stringify(folder)});
    console.log("locked");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  await once(child.stdout, "data");
  expect(() => lockFolder(folder)).toThrow("Another relay uses the folder");
  child.kill("SIGKILL");
  await once(child, "exit");
  lockFolder(folder)();
});

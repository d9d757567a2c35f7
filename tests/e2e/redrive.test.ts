import { spawn } from "node:child_process";
import { describe, expect, inject, test } from "vitest";
import {
  deadLetters,
  deleteRecord,
  queueDepth,
  restoreRecord,
  sendMessages,
  withoutNotifications,
} from "./cloud.ts";
import { completed, keysOf, textIn, uploadText } from "./sdk.ts";
import { until } from "./service.ts";

const stack = inject("stack");

/** The command as an operator runs it on AWS: with named queues, and credentials and endpoint in the environment. */
const redrive = (...more: string[]) =>
  new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const queues = ["--queue-url", stack.queue_url, "--dlq-url", stack.dlq_url, "--region", stack.region];
    const child = spawn(process.execPath, ["operate/redrive.ts", ...queues, ...more], {
      env: {
        PATH: process.env["PATH"],
        AWS_ENDPOINT_URL: stack.endpoint_url,
        AWS_ACCESS_KEY_ID: stack.access_key_id,
        AWS_SECRET_ACCESS_KEY: stack.secret_access_key,
      },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });

describe("npm run redrive", () => {
  test("completes a file whose record was lost for a while, and a poisoned message returns to the dead-letter queue", async () => {
    const text = "the table was restored";
    let file_id = "";
    await withoutNotifications(async () => {
      ({ file_id } = await uploadText(text, { confirm: false }));
    });
    const { key, dest } = keysOf(file_id);
    const message = JSON.stringify({ key_path: key, file_id, dest_path: dest });
    const poison = `{"poison": "${crypto.randomUUID()}"}`;
    const record = await deleteRecord(file_id);
    await sendMessages([message, poison]);
    await until(deadLetters, (letters) => letters.includes(message) && letters.includes(poison), 60);
    await restoreRecord(record);

    const dry = await redrive("--dry-run");
    expect(dry).toMatchObject({ code: 0, output: expect.stringMatching(/About \d+ messages .* dry run/) });
    expect(await deadLetters()).toContain(message);

    const { code, output } = await redrive();
    expect([code, output]).toEqual([0, expect.stringMatching(/\d+ messages sent back to /)]);

    await completed(file_id);
    expect(await textIn(file_id)).toBe(text);
    await until(queueDepth, (depth) => depth === 0, 60);
    const letters = await until(deadLetters, (found) => found.includes(poison), 90);
    expect(letters).not.toContain(message);
  }, 180_000);

  test("refuses a queue and a dead-letter queue that do not belong together", async () => {
    const { code, output } = await redrive("--dlq-url", stack.queue_url);

    expect([code, output]).toEqual([1, expect.stringContaining("does not send its dead letters")]);
  });
});

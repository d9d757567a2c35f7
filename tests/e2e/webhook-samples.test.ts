import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { afterEach, expect, test } from "vitest";
import { claimPort } from "../../tools/processes/port.ts";
import { programOf } from "../../tools/python/environments.ts";
import { call, postForm, requestTextUpload, settled, tokenOf, until } from "./service.ts";

// The receivers of samples/, each as a process of its own, get webhooks of the deployed stack.

const SAMPLES = {
  Express: [process.execPath, "samples/webhook-receiver-express/receiver.js"],
  Python: [programOf("ministack", "python"), "samples/webhook-receiver-python/receiver.py"],
} as const;

let running: ChildProcess | undefined;

afterEach(async () => {
  if (!running || running.exitCode !== null) return;
  const ended = once(running, "exit");
  running.kill();
  await ended;
});

const start = async (
  [program, file]: (typeof SAMPLES)[keyof typeof SAMPLES],
  port: number,
  secret: string,
) => {
  const child = spawn(program, [file], {
    env: { PATH: process.env["PATH"], PORT: String(port), WEBHOOK_SECRET: secret },
    stdio: ["ignore", "pipe", "inherit"],
  });
  running = child;
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  await until(
    async () => lines,
    ([first]) => first?.startsWith("listening") ?? child.exitCode !== null,
  );
  return lines;
};

const asOperator = async (method: string, path: string, body?: unknown) =>
  call(method, path, { token: await tokenOf("operator"), ...(body !== undefined && { body }) });

/** The first line of the response to a request whose length is no length. fetch sends no such request. */
const statusLineOfNoLength = async (port: number): Promise<string> => {
  const socket = connect(port, "127.0.0.1");
  socket.write("POST /malote HTTP/1.1\r\nHost: receiver\r\nContent-Length: -1\r\n\r\n");
  const [bytes] = await once(socket, "data", { signal: AbortSignal.timeout(5000) });
  socket.destroy();
  return String(bytes).split("\r\n")[0] ?? "";
};

test.each(
  Object.entries(SAMPLES),
)("the receiver in %s handles each webhook once, and refuses forged ones", async (_, sample) => {
  const port = await claimPort(0);
  const url = `http://127.0.0.1:${port}/malote`;
  const { body } = await asOperator("POST", "/webhooks", { url, event_types: ["file.completed"] });
  const webhookId = String(body["webhook_id"]);
  const lines = await start(sample, port, String(body["secret"]));
  type Delivered = { delivery_id: string; state: string; history: { status?: number }[] };
  const deliveries = async (): Promise<Delivered[]> =>
    (await asOperator("GET", `/webhooks/${webhookId}/deliveries`)).body["deliveries"] as Delivered[];

  const upload = await requestTextUpload("for a sample", "sample.txt");
  await postForm(upload, "for a sample");
  await settled(upload.file_id);
  const [first] = await until(deliveries, (found) => found[0]?.state === "delivered");
  await asOperator("POST", `/webhooks/${webhookId}/deliveries/${first?.delivery_id}/redeliver`);
  const [again] = await until(deliveries, (found) => found[0]?.history.length === 2);
  const forged = await fetch(url, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "webhook-id": "msg_1",
      "webhook-timestamp": String(Math.floor(Date.now() / 1000)),
      "webhook-signature": "v1,AAAA",
    },
    body: "{}",
  });
  const noLength = await statusLineOfNoLength(port);
  await asOperator("DELETE", `/webhooks/${webhookId}`);

  expect(again?.history.map(({ status }) => status)).toEqual([204, 204]);
  expect(lines.slice(1)).toEqual([`file.completed ${upload.file_id} sample.txt`]);
  expect(forged.status).toBe(400);
  expect(noLength).toMatch(/^HTTP\/1\.\d 4/);
});

import { readFile, writeFile } from "node:fs/promises";
import { get } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { Problem } from "../problems/problem.ts";
import { nodeDisk } from "../spool/disk/node-disk.ts";
import { inThisThread } from "../spool/journal/transport.ts";
import { aFile, aFolder, aSpool, bodyOf } from "../spool/testing/a-spool.ts";
import { counted } from "./counted-delivery.ts";
import { Metrics } from "./metrics.ts";
import { daySamples, type Sample } from "./samples.ts";
import { createStatusApp, LOOPBACK_HOSTS } from "./status-app.ts";
import { timedDisk, timedTransport } from "./timed-disk.ts";

const DAY = 24 * 3_600_000;

const aRelay = async () => {
  const metrics = new Metrics();
  const folder = await aFolder();
  const spool = await aSpool({
    folder,
    disk: timedDisk(nodeDisk, metrics),
    openJournal: async (options) => timedTransport(inThisThread(options), metrics),
  });
  metrics.watch(spool);
  const samples: Sample[] = [];
  const state = { reasons: [] as string[], lineUp: true, fault: undefined as string | undefined };
  const app = createStatusApp({
    metrics,
    spool,
    samples: () => samples,
    reasons: () => state.reasons,
    lineUp: () => state.lineUp,
    signInFault: () => state.fault,
    hosts: LOOPBACK_HOSTS,
  });
  const server = app.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const read = async (path: string, host = `127.0.0.1:${port}`) =>
    new Promise<{ status: number | undefined; body: string; type: string | undefined }>((resolve, reject) => {
      const request = get({ port, path, host: "127.0.0.1", headers: { Host: host } }, async (response) => {
        const { statusCode: status, headers } = response;
        resolve({ status, body: await text(response), type: headers["content-type"] });
      });
      request.on("error", reject);
    });
  return { metrics, spool, samples, state, read, folder };
};

/** The value of one line of the metrics. */
const sampleOf = (body: string, line: string) =>
  Number(
    body
      .split("\n")
      .find((one) => one.startsWith(`${line} `))
      ?.split(" ")[1],
  );

test("the metrics say what is in the spool, and how long the fsyncs took", async () => {
  const { spool, read } = await aRelay();
  await spool.accept(aFile(), bodyOf("some bytes"));
  const { id } = await spool.accept(aFile(), bodyOf("others"));
  await spool.journal.park(id, { code: "file-too-large", message: "Too large." });
  const { body, type } = await read("/metrics");
  expect(type).toContain("text/plain");
  const service = 'service="malote-relay"';
  expect(sampleOf(body, `malote_relay_spool_files{state="waiting",${service}}`)).toBe(1);
  expect(sampleOf(body, `malote_relay_spool_files{state="parked",${service}}`)).toBe(1);
  expect(sampleOf(body, `malote_relay_spool_bytes{${service}}`)).toBe(16);
  for (const what of ["file", "folder", "journal"]) {
    expect(sampleOf(body, `malote_relay_fsync_seconds_count{${service},what="${what}"}`)).toBeGreaterThan(0);
  }
});

test("bytes are counted while they arrive, also of a body that fails, and outcomes by their code", async () => {
  const { metrics, read } = await aRelay();
  const drain = async (bytes: AsyncIterable<Uint8Array>) => {
    for await (const _ of bytes);
  };
  await counted(metrics, "stream", bodyOf("12345"), drain);
  const refusal = new Problem(507, "disk-full", "Full", "Full.");
  const failing = counted(metrics, "store", bodyOf("123"), async (bytes) => {
    await drain(bytes);
    throw refusal;
  });
  await expect(failing).rejects.toBe(refusal);
  const { body } = await read("/metrics");
  expect(body).toContain('malote_relay_received_bytes_total{way="stream",service="malote-relay"} 5');
  expect(body).toContain('malote_relay_received_bytes_total{way="store",service="malote-relay"} 3');
  expect(body).toContain(
    'malote_relay_received_files_total{way="store",outcome="disk-full",service="malote-relay"} 1',
  );
});

test("the page shows what waits, since when, and why, and nothing in a name becomes HTML", async () => {
  const { spool, read, state } = await aRelay();
  const { id } = await spool.accept(
    aFile({ name: '<img src=x onerror="alert(1)">\u202Egpj.exe' }),
    bodyOf("x"),
  );
  await spool.journal.park(id, { code: "type-not-allowed", message: "This type is <not> allowed." });
  await spool.accept(aFile({ name: "waiting.jpg" }), bodyOf("xyz"));
  const { body } = await read("/");
  expect(body).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;\uFFFDgpj.exe");
  expect(body).not.toContain("<img");
  expect(body).toContain("This type is &lt;not&gt; allowed.");
  expect(body).toContain("waiting.jpg");
  expect(body).toContain("The service can be reached.");
  state.lineUp = false;
  expect((await read("/")).body).toContain("The service cannot be reached.");
  state.reasons = ["The disk has failed."];
  expect((await read("/")).body).toContain("The disk has failed.");
  expect((await read("/readyz")).status).toBe(503);
});

test("the page says why the relay cannot sign in", async () => {
  const { read, state } = await aRelay();
  expect(JSON.parse((await read("/status.json")).body)).not.toHaveProperty("sign_in_fault");
  state.fault = "The password of <office> is wrong.";
  expect((await read("/")).body).toContain("The password of &lt;office&gt; is wrong.");
  expect(JSON.parse((await read("/status.json")).body)).toMatchObject({ sign_in_fault: state.fault });
});

test("the same as JSON, for programs", async () => {
  const { spool, read } = await aRelay();
  const { id } = await spool.accept(aFile(), bodyOf("xyz"));
  const status = JSON.parse((await read("/status.json")).body);
  expect(status).toMatchObject({
    ready: true,
    line_up: true,
    states: { waiting: { files: 1, bytes: 3 } },
    waiting: [{ id, name: "lisbon.jpg", bytes: 3, attempts: 0 }],
  });
});

test("a page of another site that points its own name at this machine is refused", async () => {
  const { read } = await aRelay();
  const refused = await read("/status.json", "evil.example");
  expect([refused.status, JSON.parse(refused.body).code]).toEqual([403, "host-not-allowed"]);
  expect((await read("/metrics", "127.0.0.1.evil.example")).status).toBe(403);
  expect((await read("/healthz", "localhost:1")).status).toBe(200);
});

test("samples are kept for a day, over a restart, and rates are those of the time between two samples", async () => {
  const file = join(await aFolder(), "samples.json");
  let now = 1_800_000_000_000;
  let receivedTotal = 0;
  const options = {
    file,
    now: () => now,
    take: async () => ({
      waitingFiles: 2,
      waitingBytes: 10,
      parkedFiles: 0,
      oldestWaiting: 1,
      receivedTotal,
      forwardedTotal: 0,
    }),
  };
  const first = await daySamples(options);
  await first.sample();
  now += 10_000;
  receivedTotal = 5000;
  await first.sample();
  expect(first.all().map(({ received }) => received)).toEqual([0, 500]);

  receivedTotal = 70;
  const second = await daySamples(options);
  now += 1000;
  await second.sample();
  expect(second.all().map(({ received }) => received)).toEqual([0, 500, 0]);
  now += DAY;
  await second.sample();
  expect(second.all()).toHaveLength(1);
});

test.each(["", "{", "[]"])("a file of samples with %j in it costs the plot only", async (content) => {
  const file = join(await aFolder(), "samples.json");
  await writeFile(file, content);
  const { all, sample } = await daySamples({
    file,
    take: async () => ({
      waitingFiles: 0,
      waitingBytes: 0,
      parkedFiles: 0,
      oldestWaiting: 0,
      receivedTotal: 0,
      forwardedTotal: 0,
    }),
  });
  expect(all()).toEqual([]);
  await sample();
  expect(JSON.parse(await readFile(file, "utf8"))).toHaveLength(1);
});

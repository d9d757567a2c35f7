import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { aFolder } from "../../../testing/command.ts";
import { connect } from "../../node/connect.ts";
import { Board } from "../bars/board.ts";
import type { Entry } from "./entry.ts";
import { sendAll } from "./send-all.ts";
import { walk } from "./walk.ts";

const FILES = 10_000;
const CONCURRENCY = 8;

/** A service that accepts everything and keeps nothing, so that what is counted is the command's. */
const service = () => {
  let sent = 0;
  let requests = 0;
  const json = (status: number, body: object) => new Response(JSON.stringify(body), { status });
  const fetch: typeof globalThis.fetch = async (input, init) => {
    requests++;
    const { pathname } = new URL(String(input));
    if (pathname === "/upload")
      return json(201, {
        file_id: `id-${requests}`,
        file_name: "f",
        method: "POST",
        url: "http://service.test/s3",
        fields: {},
        expires_at: "2099-01-01T00:00:00.000Z",
        expires_in: 900,
      });
    if (pathname === "/s3") {
      sent++;
      return new Response(null, { status: 204 });
    }
    const { file_id } = JSON.parse(String(init?.body));
    return json(202, { file_id, file_name: "f", status: "uploaded" });
  };
  return { fetch, sent: () => sent };
};

/** Open files of this process, where the system lists them. */
const openFiles = async (): Promise<number> => (await readdir("/proc/self/fd").catch(() => [])).length;

test(`of ${FILES} files, a few are listed and open at once`, async () => {
  const cwd = await aFolder();
  await mkdir(join(cwd, "many"));
  for (let at = 0; at < FILES; at += 500)
    await Promise.all(Array.from({ length: 500 }, (_, i) => writeFile(join(cwd, `many/${at + i}`), "x")));
  const { fetch, sent } = service();
  const entries = await walk(["many"], { cwd, exclude: [] });
  const before = await openFiles();
  const most = { listed: 0, open: 0 };
  let listed = 0;
  let ended = 0;
  const counted = async function* (): AsyncGenerator<Entry, void> {
    for await (const entry of entries()) {
      listed++;
      most.listed = Math.max(most.listed, listed - ended);
      if (listed % 100 === 0) most.open = Math.max(most.open, (await openFiles()) - before);
      yield entry;
    }
  };

  await sendAll(counted(), {
    malote: connect({ url: "http://service.test", token: "t", fetch }),
    options: { byContent: false, again: false, signal: new AbortController().signal },
    concurrency: CONCURRENCY,
    board: new Board(undefined, Date.now),
    stopped: new Promise(() => {}),
    isStopped: () => false,
    onSent: () => ended++,
    onFailed: (_, { message }) => expect.fail(message),
    onSkipped: () => expect.fail("skipped"),
  });

  expect([listed, ended, sent()]).toEqual([FILES, FILES, FILES]);
  // One is read ahead of the lanes.
  expect(most.listed).toBeLessThanOrEqual(CONCURRENCY + 1);
  // A file for each lane, the folder, and the folder of open files itself.
  expect(most.open).toBeLessThanOrEqual(CONCURRENCY + 3);
}, 60_000);

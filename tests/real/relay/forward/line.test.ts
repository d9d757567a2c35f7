import { randomUUID } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { type ConnectOptions, connect } from "malote/node";
import { afterEach, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { startForwarder } from "../../../../relay/source/forward/index.ts";
import { ensureGoTool } from "../../../../tools/go/ensure-tool.ts";
import { startToxiproxy, type Toxic, type ToxicProxy } from "../../../../tools/servers/toxiproxy.ts";
import { createWorld, type World } from "../../client/world.ts";
import { faultsOf, openFolder, orphansInS3, type Promised, relayToken, threeFiles } from "./relay-world.ts";
import { startTwoWays } from "./two-ways.ts";

const hostOf = (url: string): string => new URL(url).host;

describe.each(
  inject("s3Servers").filter(({ name }) => name === "versitygw"),
)("a forward through toxiproxy, on $name", (server) => {
  let world: World;
  let api: ToxicProxy;
  let s3: ToxicProxy;
  let files = 0;

  beforeAll(async () => {
    const toxiproxy = await startToxiproxy(await ensureGoTool("toxiproxy", { onLine: () => {} }));
    s3 = await toxiproxy.createProxy("s3", hostOf(server.endpoint));
    // The service reaches S3 as ever: only the relay's line is disturbed.
    const twoWays = await startTwoWays(hostOf(server.endpoint), s3.address);
    world = await createWorld({ ...server, endpoint: twoWays.endpoint });
    api = await toxiproxy.createProxy("api", hostOf(world.url));
    return async () => {
      await world.stop();
      await twoWays.stop();
      await toxiproxy.stop();
    };
  });
  afterEach(async () => {
    await api.setToxics([]);
    await s3.setToxics([]);
  });

  /** A relay that has promised these files, and forwards them. */
  const aRelay = async (promised: readonly Promised[], options: Partial<ConnectOptions> = {}) => {
    const folder = await mkdtemp(join(world.home, "relay-"));
    const spool = await openFolder(folder);
    for (const { owner, name, bytes } of promised)
      await spool.accept(
        { owner, name, type: "" },
        (async function* () {
          yield bytes;
        })(),
      );
    files += promised.length;
    const forwarder = startForwarder({
      spool,
      malote: connect({
        url: `http://${api.address}`,
        token: relayToken(),
        retries: 1,
        retryDelay: 20,
        timeout: 1000,
        stallTimeout: 400,
        ...options,
      }),
      log: { info: () => {}, warn: () => {}, error: () => {} },
      limits: { retryDelay: 50, probeDelay: 50, maxProbeDelay: 400, followDelay: 50, poll: 50 },
    });
    const stop = async () => {
      await forwarder.stop();
      await spool.close();
    };
    onTestFinished(stop);
    const attempts = async () =>
      (await spool.journal.list({ limit: 100 })).reduce((all, { attempts }) => all + attempts, 0);
    return {
      forwarder,
      spool,
      attempts,
      async expectOnce() {
        await expect
          .poll(async () => (await spool.journal.counts()).completed.files, { timeout: 40_000, interval: 50 })
          .toBe(promised.length);
        await stop();
        expect(await faultsOf(world, folder, promised)).toEqual([]);
        expect(await orphansInS3(world, files)).toEqual([]);
      },
    };
  };

  const SILENT: Toxic[] = [{ type: "timeout", stream: "downstream", attributes: { timeout: 0 } }];
  /** S3 gets nothing. If only its responses were lost, the confirmation would show that the bytes are there. */
  const DEAF: Toxic[] = [{ type: "timeout", stream: "upstream", attributes: { timeout: 0 } }];
  const RESET: Toxic[] = [{ type: "reset_peer", stream: "upstream", attributes: { timeout: 0 } }];

  test.each([
    ["the API never responds", { api: SILENT }],
    ["no byte reaches S3", { s3: DEAF }],
    ["nothing responds", { api: SILENT, s3: DEAF }],
    ["the API resets every connection", { api: RESET }],
    ["S3 resets every connection", { s3: RESET }],
  ])(
    "%s for a whole run: everything waits, and is there once when it is over",
    async (_, toxics: { api?: Toxic[]; s3?: Toxic[] }) => {
      await api.setToxics(toxics.api ?? []);
      await s3.setToxics(toxics.s3 ?? []);
      const relay = await aRelay(threeFiles());
      await expect.poll(() => relay.forwarder.line, { timeout: 20_000 }).toBe("down");
      await expect.poll(relay.attempts, { timeout: 20_000 }).toBeGreaterThan(5);
      expect(await relay.spool.journal.counts()).toMatchObject({
        waiting: { files: 3 },
        completed: { files: 0 },
        parked: { files: 0 },
      });

      await api.setToxics([]);
      await s3.setToxics([]);

      await relay.expectOnce();
    },
    120_000,
  );

  test("S3 cuts each connection after 3 MiB for a while: the large file is continued, and there once", async () => {
    await s3.setToxics([{ type: "limit_data", stream: "upstream", attributes: { bytes: 3 * 1024 ** 2 } }]);
    const relay = await aRelay(threeFiles());
    await expect
      .poll(async () => (await relay.spool.journal.counts()).completed.files, { timeout: 20_000 })
      .toBe(2);
    await expect.poll(relay.attempts, { timeout: 20_000 }).toBeGreaterThan(2);

    await s3.setToxics([]);

    await relay.expectOnce();
  }, 120_000);

  test("one connection in five stands still, and many files are sent: each is there once", async () => {
    const toxics: Toxic[] = [{ ...(SILENT[0] as Toxic), toxicity: 0.2 }];
    await api.setToxics(toxics);
    await s3.setToxics(toxics);
    const owners = [randomUUID(), randomUUID(), randomUUID()];
    const promised = Array.from({ length: 40 }, (_, i) => ({
      owner: owners[i % 3] ?? "",
      name: `${i}.bin`,
      bytes: Buffer.from(`file ${i}`),
    }));

    const relay = await aRelay(promised);

    await relay.expectOnce();
  }, 180_000);
});

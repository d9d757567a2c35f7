import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { ensureGoTool } from "../../tools/go/ensure-tool.ts";
import { startVersitygw, type Versitygw } from "../../tools/servers/versitygw.ts";
import { type BenchBucket, BUCKET, createBucket } from "../client/bucket.ts";
import { environmentOf, type Target } from "../client/peers/peer.ts";
import { type Service, startService } from "../service/start.ts";
import { tokenOf } from "../service/token.ts";
import { type Contender, startContender } from "./contenders.ts";
import type { Options } from "./options.ts";
import type { RelayOptions } from "./processes/relay.ts";

const GIB = 1024 ** 3;
/** The smallest part of the service's plans. lib-storage uses it, too. */
const PART_BYTES = 8 * 1024 ** 2;
/** Bytes: what a file of unknown length may have, so that its parts stay at 8 MiB. */
const MAX_FILE_BYTES = 78 * GIB;

export interface World {
  options: Options;
  /** A folder for files and logs. */
  home: string;
  s3: Versitygw["server"];
  bucket: BenchBucket;
  signal: AbortSignal;
  print(line: string): void;
  /** The relay, in a new process. `endpoint`: how the relay reaches S3. */
  startRelay(endpoint?: string): Promise<Contender>;
  startLibStorage(endpoint?: string): Promise<Contender>;
}

/** versitygw, and the service in one process: real handlers, with a table and a queue in memory. */
export const createWorld = async (
  given: Pick<World, "options" | "home" | "signal" | "print">,
): Promise<World & { stop(): Promise<void> }> => {
  const { home, signal, options } = given;
  const program = await ensureGoTool("versitygw", { onLine: (line) => console.error(line), signal });
  const versitygw = await startVersitygw(program, { keepAlive: true });
  const { server } = versitygw;
  const serviceAt = (endpoint: string, folder: string): Promise<Service> =>
    startService({
      home: folder,
      bucket: BUCKET,
      s3: { ...server, endpoint },
      variables: { MAX_FILE_BYTES: String(MAX_FILE_BYTES) },
      moves: "on-demand",
      signal,
    });
  const relayOf = ({ url }: Service) => {
    const sub = "6f1c2b1e-0000-4000-8000-000000000001";
    const token = tokenOf({ sub, groups: ["relays"], lifetime: 24 * 3600 });
    const relay: Omit<RelayOptions, "folder"> = { url, token, connections: options.connections };
    return startContender("relay", { home, flags: ["--max-semi-space-size=2"] }, relay);
  };
  let service: Service | undefined;
  const stop = async () => {
    await service?.stop();
    await versitygw.stop();
  };
  try {
    const bucket = await createBucket(server);
    const common = await serviceAt(server.endpoint, home);
    service = common;
    return {
      ...given,
      s3: server,
      bucket,
      startRelay: async (endpoint) => {
        if (endpoint === undefined) return relayOf(common);
        const own = await serviceAt(endpoint, await mkdtemp(join(home, "service-")));
        const relay = await relayOf(own);
        const stopBoth = async () => {
          await relay.stop();
          await own.stop();
        };
        return { ...relay, stop: stopBoth };
      },
      startLibStorage: (endpoint = server.endpoint) => {
        const target: Target = {
          ...server,
          endpoint,
          bucket: BUCKET,
          connections: options.connections,
          partBytes: PART_BYTES,
          home,
        };
        return startContender("lib-storage", { home, env: environmentOf(target) }, target);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};

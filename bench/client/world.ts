import { ensureGoTool } from "../../tools/go/ensure-tool.ts";
import { startToxiproxy, type Toxiproxy } from "../../tools/servers/toxiproxy.ts";
import { startVersitygw, type Versitygw } from "../../tools/servers/versitygw.ts";
import { startService } from "../service/start.ts";
import { tokenOf } from "../service/token.ts";
import { type BenchBucket, BUCKET, createBucket } from "./bucket.ts";
import type { Options } from "./options.ts";
import { installPeers, type PeerName, type StartPeer } from "./peers/index.ts";
import type { Target } from "./peers/peer.ts";
import { startSdk } from "./peers/sdk.ts";

/** The part size of the peers: the default of boto3, and the smallest part of the service's plans. */
const PART_BYTES = 8 * 1024 ** 2;

/** What every section needs. */
export interface World {
  options: Options;
  /** A folder for files and logs. */
  home: string;
  s3: Versitygw["server"];
  bucket: BenchBucket;
  toxiproxy: Toxiproxy;
  peers: Map<PeerName, StartPeer>;
  signal: AbortSignal;
  print(line: string): void;
}

export const createWorld = async (
  given: Pick<World, "options" | "home" | "signal" | "print">,
): Promise<World & { stop(): Promise<void> }> => {
  const { signal, options } = given;
  const tools = { onLine: (line: string) => console.error(line), signal };
  const programs = [await ensureGoTool("versitygw", tools), await ensureGoTool("toxiproxy", tools)] as const;
  const peers = await installPeers(options.peers, tools);
  const started: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop()));
  };
  try {
    const versitygw = await startVersitygw(programs[0], { keepAlive: true });
    started.push(versitygw);
    const toxiproxy = await startToxiproxy(programs[1]);
    started.push(toxiproxy);
    const bucket = await createBucket(versitygw.server);
    return { ...given, s3: versitygw.server, bucket, toxiproxy, peers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** The target of the peers, which reach S3 at `endpoint`. */
export const targetOf = ({ s3, home, options: { connections } }: World, endpoint: string): Target => ({
  endpoint,
  bucket: BUCKET,
  accessKeyId: s3.accessKeyId,
  secretAccessKey: s3.secretAccessKey,
  connections,
  partBytes: PART_BYTES,
  home,
});

/**
 * Runs `work` with the service, whose clients reach S3 at `endpoint`, and with a way to start the SDK as a peer. The SDK
 * reaches the service at the URL that `apiProxy` returns.
 */
export const withService = async <T>(
  { s3, home, signal }: World,
  endpoint: string,
  work: (startSdkPeer: (options?: { hedging?: boolean }) => StartPeer) => Promise<T>,
  apiProxy: (url: string) => Promise<string> = async (url) => url,
): Promise<T> => {
  const service = await startService({
    home,
    bucket: BUCKET,
    s3: { ...s3, endpoint },
    variables: { MAX_FILE_BYTES: String(100 * 1024 ** 3) },
    moves: "on-demand",
    signal,
  });
  try {
    const url = await apiProxy(service.url);
    // As long as the benchmark may run.
    const token = tokenOf({ sub: "6f1c2b1e-0000-4000-8000-000000000001", lifetime: 24 * 3600 });
    return await work(
      ({ hedging = true } = {}) =>
        (target) =>
          startSdk(target, { url, token, hedging }),
    );
  } finally {
    await service.stop();
  }
};

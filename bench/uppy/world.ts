import { CreateBucketCommand, PutBucketCorsCommand, S3Client } from "@aws-sdk/client-s3";
import { build } from "esbuild";
import { servePage } from "../../tests/real/browser/serve-page.ts";
import { startChromium } from "../../tests/real/browser/start-chromium.ts";
import { startBetween } from "../../tests/real/client/between.ts";
import { ensureGoTool } from "../../tools/go/ensure-tool.ts";
import { startToxiproxy } from "../../tools/servers/toxiproxy.ts";
import { startVersitygw } from "../../tools/servers/versitygw.ts";
import { BUCKET } from "../client/bucket.ts";
import { startService } from "../service/start.ts";
import { tokenOf } from "../service/token.ts";
import type { Options } from "./options.ts";
import { startSigner } from "./signer.ts";

/** The smallest part of the service's plans, and the size of the peer's parts. */
const PART_BYTES = 8 * 1024 ** 2;

/**
 * Chromium reaches versitygw through toxiproxy, which limits each connection, and a proxy that counts. The API and the
 * signer have the same latency.
 */
export const createWorld = async ({
  options: { connectionKb, latencyMs },
  home,
  signal,
}: {
  options: Options;
  home: string;
  signal: AbortSignal;
}) => {
  const tools = { onLine: (line: string) => console.error(line), signal };
  const programs = [await ensureGoTool("versitygw", tools), await ensureGoTool("toxiproxy", tools)] as const;
  const stops: (() => unknown)[] = [];
  const stop = async () => {
    for (const one of stops.toReversed()) await one();
  };
  try {
    const versitygw = await startVersitygw(programs[0], { keepAlive: true });
    stops.push(versitygw.stop);
    const toxiproxy = await startToxiproxy(programs[1]);
    stops.push(toxiproxy.stop);
    const counted = await startBetween(versitygw.server.endpoint);
    stops.push(counted.stop);
    const latency = { type: "latency", stream: "downstream", attributes: { latency: latencyMs } } as const;
    const limit = { type: "bandwidth", stream: "upstream", attributes: { rate: connectionKb } } as const;
    const slow = async (name: string, upstream: string, ...more: (typeof limit)[]) =>
      `http://${(await toxiproxy.createProxy(name, upstream, [latency, ...more])).address}`;
    const endpoint = await slow("s3", new URL(counted.endpoint).host, limit);

    const { accessKeyId, secretAccessKey } = versitygw.server;
    const account = {
      region: "us-east-1",
      credentials: { accessKeyId, secretAccessKey },
      forcePathStyle: true,
    };
    const direct = new S3Client({ ...account, endpoint: versitygw.server.endpoint });
    // Without this, the checksum of an empty body would be signed.
    const s3 = new S3Client({ ...account, endpoint, requestChecksumCalculation: "WHEN_REQUIRED" });
    stops.push(
      () => direct.destroy(),
      () => s3.destroy(),
    );
    await direct.send(new CreateBucketCommand({ Bucket: BUCKET }));

    const service = await startService({
      home,
      bucket: BUCKET,
      s3: { ...versitygw.server, endpoint },
      moves: "on-demand",
      signal,
    });
    stops.push(service.stop);
    const signer = await startSigner(s3, BUCKET);
    stops.push(signer.stop);

    const browser = await startChromium("unused.example");
    stops.push(() => browser.close());
    const { outputFiles } = await build({
      entryPoints: [new URL("page.mjs", import.meta.url).pathname],
      bundle: true,
      format: "esm",
      platform: "browser",
      conditions: ["malote-source"],
      write: false,
    });
    const served = await servePage(0, {
      "/": { type: "text/html", body: '<!doctype html><script type="module" src="/page.js"></script>' },
      "/page.js": { type: "text/javascript", body: outputFiles[0]?.text ?? "" },
    });
    stops.push(served.close);
    const origin = `http://localhost:${served.port}`;
    const rule = {
      AllowedOrigins: [origin],
      AllowedMethods: ["GET", "PUT", "POST", "DELETE"],
      AllowedHeaders: ["*"],
      ExposeHeaders: ["ETag"],
      MaxAgeSeconds: 3600,
    };
    const CORSConfiguration = { CORSRules: [rule] };
    await direct.send(new PutBucketCorsCommand({ Bucket: BUCKET, CORSConfiguration }));
    return {
      browser,
      origin,
      counted,
      setup: {
        url: await slow("api", new URL(service.url).host),
        token: tokenOf({ sub: "6f1c2b1e-0000-4000-8000-000000000001", lifetime: 24 * 3600 }),
        signer: await slow("signer", signer.address),
        partBytes: PART_BYTES,
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};

export type World = Awaited<ReturnType<typeof createWorld>>;

import { rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { readArguments } from "../tools/command/arguments.ts";
import { interruption } from "../tools/command/interruption.ts";
import { runCommand } from "../tools/command/run-command.ts";
import { Trouble } from "../tools/command/trouble.ts";
import { unlessInterrupted } from "../tools/command/unless-interrupted.ts";
import { ensureGoTool } from "../tools/go/ensure-tool.ts";
import { stateHome } from "../tools/paths.ts";
import { startVersitygw } from "../tools/servers/versitygw.ts";
import { newRootKey, type S3Source, type Source } from "./emulator/source.ts";
import { assertRelayResponds } from "./relay-demo/assert-relay-responds.ts";
import { sendThrough } from "./relay-demo/send-through.ts";
import { formatSize, readSize } from "./relay-demo/size.ts";
import { type RelayProcess, startRelay } from "./relay-demo/start-relay.ts";
import { type StackJson, startStack } from "./stack/index.ts";
import { readStackState } from "./stack/running-stack.ts";

const HELP = `npm run relay:demo [-- OPTIONS] [-- FILE]

Starts the local service, the relay and a front end, three processes. The front end sends one file
to the relay as a stream whose length nobody knows. The bytes are shown at each hop: sent by the
front end, received by the relay, stored in S3. Then the file is downloaded and compared.

  --size SIZE  makes up a file of so many bytes: 200MiB (the default), 10GiB
  --store      the relay keeps the file on its disk first (202), and sends it then
  --relay URL  sends to this relay and the stack of npm start, which both run already
  --status URL the status page of that relay (http://127.0.0.1:8081)
  --help       prints this text

The emulator keeps objects in memory. So from 256 MiB on, S3 is versitygw, whose objects are on the
disk. It needs Go, which builds it once, and three times the size in the folder for temporary files.`;

const LARGE = 256 * 1024 ** 2;
/** What the service may accept: a stream is announced with the most that it may have. 78 GiB keep the parts at 8 MiB. */
const MAX_FILE_BYTES = 78 * 1024 ** 3;

const print = (line: string) => console.log(line);

await runCommand(async () => {
  const { values, positionals } = readArguments("npm run relay:demo", {
    options: {
      size: { type: "string" },
      store: { type: "boolean", default: false },
      relay: { type: "string" },
      status: { type: "string", default: "http://127.0.0.1:8081" },
      help: { type: "boolean", default: false },
    },
    allowPositionals: true,
  });
  const [path, ...more] = positionals;
  if (values.help) {
    print(HELP);
    return 0;
  }
  if (more.length > 0 || (path !== undefined && values.size !== undefined)) {
    throw new Trouble(
      "The demo sends one file: FILE, or one of --size. For help: npm run relay:demo -- --help",
      { exitCode: 2 },
    );
  }
  const size = path === undefined ? readSize(values.size ?? "200MiB") : await sizeOf(path);
  const file = {
    name: path === undefined ? "demo.bin" : basename(path),
    size,
    ...(path !== undefined && { path }),
  };

  const signal = interruption(new Trouble("Interrupted.", { exitCode: 130 }));
  const send = ({ stack, relay, s3 }: Three) => {
    print(`The relay listens on ${relay.url}, its status page is ${relay.statusUrl}`);
    print(`The front end sends ${formatSize(size)}.`);
    return unlessInterrupted(signal, sendThrough(stack, relay, s3, { ...file, store: values.store }, print));
  };
  if (values.relay !== undefined) await send(await running(values.relay, values.status));
  else await withThree(size, signal, send);
  return 0;
});

interface Three {
  stack: StackJson;
  relay: Pick<RelayProcess, "url" | "statusUrl">;
  /** Where the objects are. */
  s3: Source;
}

/** @throws Trouble if no relay or no stack runs */
async function running(url: string, statusUrl: string): Promise<Three> {
  await assertRelayResponds({ url, statusUrl });
  const found = await readStackState(stateHome);
  if (found.state !== "running") throw new Trouble("No stack is running. Start it first: npm start");
  return { stack: found.stack, relay: { url, statusUrl }, s3: emulatorOf(found.stack) };
}

/** Starts the service and a relay for one file of this size, and stops them afterwards. */
async function withThree(
  size: number,
  signal: AbortSignal,
  work: (three: Three) => Promise<void>,
): Promise<void> {
  const home = join(stateHome, "relay-demo");
  const stops: (() => Promise<unknown>)[] = [() => rm(join(home, "relay"), { recursive: true, force: true })];
  try {
    const s3 = size < LARGE ? undefined : await startDisk(signal, stops);
    const parameters = { MaxFileBytes: String(MAX_FILE_BYTES) };
    const stack = await startStack({ home, parameters, ...(s3 && { s3 }), onLine: print, signal });
    stops.unshift(() => stack.stop());
    const relay = await startRelay(stack.outputs, join(home, "relay"), ["--keep-free=0"]);
    stops.unshift(() => relay.stop());
    await work({ stack: stack.outputs, relay, s3: { ...emulatorOf(stack.outputs), ...s3 } });
  } finally {
    for (const stop of stops) await stop();
  }
}

/** An S3 server whose objects are on the disk. */
async function startDisk(signal: AbortSignal, stops: (() => Promise<unknown>)[]): Promise<S3Source> {
  const program = await ensureGoTool("versitygw", { onLine: print, signal });
  const { server, stop } = await startVersitygw(program, { credentials: newRootKey(), keepAlive: true });
  stops.unshift(stop);
  const { endpoint, accessKeyId, secretAccessKey } = server;
  return { endpoint, credentials: { accessKeyId, secretAccessKey } };
}

function emulatorOf({ endpoint_url: endpoint, region, access_key_id, secret_access_key }: StackJson): Source {
  return {
    endpoint,
    region,
    credentials: { accessKeyId: access_key_id, secretAccessKey: secret_access_key },
  };
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new Trouble(`${path} is not a file that can be read.`, { exitCode: 2 });
  return found.size;
}

// The least that stores a body durably: the socket's chunks go to a file, then the file and its folder are fsynced. There is
// no checksum, no journal, no limit. The argument is { folder } as JSON.
import { randomUUID } from "node:crypto";
import { createWriteStream, mkdirSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { answering, serve } from "./serve.ts";

const { folder }: { folder: string } = JSON.parse(process.argv[2] ?? "{}");
mkdirSync(folder, { recursive: true });

serve(
  answering(async (request) => {
    const path = join(folder, randomUUID());
    // `flush` fsyncs the file before it is closed.
    const out = createWriteStream(`${path}.part`, { flush: true, highWaterMark: 1024 * 1024 });
    await pipeline(request, out);
    await rename(`${path}.part`, path);
    const names = await open(folder, "r");
    await names.sync();
    await names.close();
    return 202;
  }),
);

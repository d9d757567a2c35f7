import { sliceOfBlob } from "./core/slices.ts";
import { crc32 } from "./utils/crc32.ts";

/**
 * The entry of a dedicated worker that computes checksums: receives `{ id, blob }`, responds `{ id, crc }`, or `{ id }` if
 * the bytes cannot be read. Serve it from the page's own origin, so that a Content-Security-Policy needs no `blob:`.
 */
interface Scope {
  postMessage(message: unknown): void;
  addEventListener(
    type: "message",
    listener: (event: MessageEvent<{ id: number; blob: Blob }>) => void,
  ): void;
}

const scope = globalThis as unknown as Scope;

scope.addEventListener("message", async ({ data: { id, blob } }) => {
  try {
    let crc = 0;
    for await (const chunk of sliceOfBlob(blob).chunks()) crc = crc32(chunk, crc);
    scope.postMessage({ id, crc });
  } catch {
    scope.postMessage({ id });
  }
});

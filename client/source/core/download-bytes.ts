import { Aborted } from "../errors/aborted.ts";
import { MaloteError } from "../errors/malote-error.ts";
import { StorageError } from "../errors/storage-error.ts";
import type { Malote } from "../types/connection.ts";
import type { FileView } from "../types/service.ts";
import { linked } from "../utils/linked.ts";
import { retryAfterOf } from "../utils/retry-after.ts";
import { wait } from "../utils/wait.ts";
import { get } from "./get.ts";
import { internalsOf } from "./internals.ts";
import { backoff, isPassing } from "./retrying.ts";
import { connectionLost, stalled } from "./send-faults.ts";

interface Range {
  /** The first byte. */
  start: number;
  /** The byte after the last one. */
  end: number;
}

/**
 * The bytes of a completed file. A connection that is lost or stands still is replaced by one that continues at the next
 * byte, with a new URL if the old one has expired.
 */
export async function* downloadBytes(
  malote: Malote,
  file: FileView,
  { start, end }: Range,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const internals = internalsOf(malote);
  // The first request for a whole file has no Range, so that a page needs no preflight.
  const isWhole = start === 0 && end === file.len;
  let url = file.download?.url ?? "";
  let etag: string | undefined;
  let refused = false;
  for (let at = start, attempt = 0; at < end || end === 0; ) {
    try {
      for await (const { chunk, tag } of oneResponse(
        internals,
        url,
        at,
        isWhole && at === 0 ? undefined : end,
        etag,
        signal,
      )) {
        etag ??= tag;
        yield chunk;
        at += chunk.length;
        attempt = 0;
        refused = false;
      }
      if (at >= end) return;
      throw connectionLost();
    } catch (error) {
      if (signal?.aborted) throw new Aborted();
      if (error instanceof StorageError && error.isSignature && !refused) {
        refused = true;
        url = (await get(malote, file.file_id, signal ? { signal } : {})).download?.url ?? "";
        continue;
      }
      if (!isPassing(error) || attempt >= internals.retries) throw error;
      await wait(backoff(internals, attempt++, error.retryAfter), signal);
    }
  }
}

async function* oneResponse(
  { fetch, stallTimeout }: ReturnType<typeof internalsOf>,
  url: string,
  start: number,
  end: number | undefined,
  etag: string | undefined,
  signal: AbortSignal | undefined,
) {
  const { controller, unlink } = linked(signal);
  let fault = connectionLost;
  const stall = () => {
    fault = stalled;
    controller.abort();
  };
  let timer = setTimeout(stall, stallTimeout);
  try {
    const response = await fetch(url, {
      headers: {
        ...(end !== undefined && { Range: `bytes=${start}-${end - 1}` }),
        ...(etag && { "If-Match": etag }),
      },
      signal: controller.signal,
    });
    if (!response.ok) {
      const code = /<Code>([^<]{1,64})<\/Code>/.exec(await response.text())?.[1];
      throw new StorageError(response.status, code ?? "", retryAfterOf(response.headers));
    }
    // The whole file would pass for the range.
    if (end !== undefined && response.status !== 206) {
      throw new MaloteError("unexpected-response", "The storage ignored the range. Download the whole file.");
    }
    const tag = response.headers.get("ETag") ?? undefined;
    const reader = response.body?.getReader();
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      clearTimeout(timer);
      if (done) return;
      yield { chunk: value as Uint8Array<ArrayBuffer>, tag };
      timer = setTimeout(stall, stallTimeout);
    }
  } catch (error) {
    throw error instanceof MaloteError ? error : fault();
  } finally {
    clearTimeout(timer);
    controller.abort();
    unlink();
  }
}

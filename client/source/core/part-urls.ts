import type { PartsResponse, PartUrl } from "../types/wire.ts";
import { base64OfUint32 } from "../utils/base64.ts";
import { call } from "./call.ts";
import type { Job } from "./job.ts";

/** The most parts that one call signs. */
export const MOST_SIGNED = 100;
/** Share of a URL's life that is used. The rest allows for the way to S3. */
const USED = 0.9;

/** A part that is read, but not sent yet. */
export interface Part {
  number: number;
  size: number;
  crc: number;
  /** The URL, and until when it may be used by this device's steady clock. */
  signed?: { url: PartUrl; at: number; until: number } | undefined;
}

/**
 * Signs URLs for parts. Requests that meet while one is under way are sent together as the next one.
 * `sizes` states the size of each part, which a plan of unknown length requires.
 */
export const partUrls = (job: Job, file_id: string, sizes: boolean) => {
  let waiting: { part: Part; resolve(): void; reject(error: unknown): void }[] = [];
  let busy = false;

  const sign = async (parts: readonly Part[]): Promise<void> => {
    const at = performance.now();
    const { body } = await call<PartsResponse>(job.malote, {
      route: "POST /upload-parts",
      body: {
        file_id,
        parts: parts.map(({ number, size, crc }) => ({
          part_number: number,
          checksum: base64OfUint32(crc),
          ...(sizes && { size }),
        })),
      },
      signal: job.control.signal,
    });
    const urls = new Map(body.parts.map((url) => [url.part_number, url]));
    for (const part of parts) {
      const url = urls.get(part.number);
      part.signed = url && { url, at, until: at + url.expires_in * 1000 * USED };
    }
  };

  const flush = async () => {
    busy = true;
    while (waiting.length > 0) {
      const group = waiting.slice(0, MOST_SIGNED);
      waiting = waiting.slice(MOST_SIGNED);
      try {
        await sign(group.map(({ part }) => part));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    busy = false;
  };

  return {
    sign,
    /** Signs one part, together with others that are asked for at the same time. */
    signSoon: (part: Part): Promise<void> =>
      new Promise((resolve, reject) => {
        waiting.push({ part, resolve, reject });
        if (!busy) {
          busy = true;
          queueMicrotask(flush);
        }
      }),
  };
};

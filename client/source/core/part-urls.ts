import { MaloteError } from "../errors/malote-error.ts";
import type { PartsResponse, PartUrl } from "../types/wire.ts";
import { base64OfUint32 } from "../utils/base64.ts";
import { call } from "./call.ts";
import type { Job } from "./job.ts";
import { type Piece, setSigned } from "./signature.ts";

/** The most parts that one call signs. */
export const MOST_SIGNED = 100;

/** A part that is read, but not sent yet. */
export interface Part extends Piece<PartUrl> {
  number: number;
}

/**
 * Signs URLs for parts. Requests that meet while one is under way are sent together as the next one.
 * `sizes` states the size of each part, which a plan of unknown length requires.
 */
export const partUrls = (job: Job, file_id: string, sizes: boolean) => {
  const sign = async (parts: readonly Part[]): Promise<void> => {
    const at = performance.now();
    const { body } = await call<PartsResponse>(job.malote, {
      route: "POST /upload-parts",
      body: {
        file_id,
        parts: parts.map(({ number, slice: { size }, crc }) => ({
          part_number: number,
          checksum: base64OfUint32(crc),
          ...(sizes && { size }),
        })),
      },
      signal: job.control.signal,
    });
    for (const part of parts) {
      const url = body.parts.find(({ part_number }) => part_number === part.number);
      if (!url) throw new MaloteError("unexpected-response", "POST /upload-parts left a part out.");
      setSigned(part, url, at);
    }
  };

  let next: Part[] = [];
  let signing: Promise<void> = Promise.resolve();
  let before: Promise<unknown> = signing;

  return {
    sign,
    /** Signs one part, together with others that are asked for at the same time. */
    signSoon: (part: Part): Promise<void> => {
      // After a pause, a part may be asked for again before its group is sent.
      if (!next.includes(part) && next.push(part) === 1) {
        const group = next;
        signing = before.then(() => {
          if (next === group) next = [];
          return sign(group);
        });
        before = signing.catch(() => {});
      }
      const joined = signing;
      if (next.length === MOST_SIGNED) next = [];
      return joined;
    },
  };
};

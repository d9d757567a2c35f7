import { bodyTooLarge } from "../problems/problems.ts";
import type { IncomingBytes } from "../types/incoming-file.ts";

/** The same bytes, up to `most` of them. @throws Problem 413 at the first byte more */
export async function* limited(bytes: IncomingBytes, most: number): AsyncGenerator<Uint8Array, void> {
  let total = 0;
  for await (const chunk of bytes) {
    total += chunk.length;
    if (total > most) throw bodyTooLarge(most);
    yield chunk;
  }
}

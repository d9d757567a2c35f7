import type { Problem } from "../problems/problem.ts";
import { bodyTooLarge } from "../problems/problems.ts";
import type { IncomingBytes } from "../types/incoming-file.ts";

/** The same bytes, up to `most` of them. @throws Problem 413 at the first byte more */
export async function* limited(
  bytes: IncomingBytes,
  most: number,
  tooLarge: (most: number) => Problem = bodyTooLarge,
): AsyncGenerator<Uint8Array, void> {
  let total = 0;
  for await (const chunk of bytes) {
    total += chunk.length;
    if (total > most) throw tooLarge(most);
    yield chunk;
  }
}

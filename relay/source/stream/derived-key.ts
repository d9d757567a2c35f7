import { createHash } from "node:crypto";

/**
 * The service's idempotency key for a client's own key. The relay announces the files of all its clients, so a key holds the
 * owner, too; the lengths keep "a" + "bc" and "ab" + "c" apart. A file that failed is deleted, and a deleted key is used up:
 * `generation` counts the attempts after such failures.
 */
export const derivedKey = (owner: string, key: string, generation: number): string => {
  const hash = createHash("sha256");
  for (const text of ["relay", owner, key]) hash.update(`${Buffer.byteLength(text)}:${text}`);
  return `relay-${hash.digest("base64url")}-${generation}`;
};

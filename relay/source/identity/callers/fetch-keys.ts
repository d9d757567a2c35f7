import { assertIsJwks, type Jwks } from "aws-jwt-verify/jwk";

/** Milliseconds. */
const TIMEOUT = 5000;
/** A pool has two keys, of 400 bytes each. */
const LARGEST = 256 * 1024;

/**
 * Reads a pool's public keys. aws-jwt-verify's own fetcher accepts HTTPS only, and the local stack has plain HTTP.
 * @throws Error
 */
export const fetchKeys = async (url: string): Promise<Jwks> => {
  // A redirect would lead to a host that nobody has configured.
  const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(TIMEOUT) });
  if (!response.ok || !response.body) throw new Error(`the pool's keys: HTTP ${response.status}`);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of response.body) {
    length += piece.length;
    if (length > LARGEST) throw new Error("the pool's keys: the response is too long");
    pieces.push(piece);
  }
  const keys: unknown = JSON.parse(Buffer.concat(pieces).toString());
  assertIsJwks(keys as Jwks);
  return keys as Jwks;
};

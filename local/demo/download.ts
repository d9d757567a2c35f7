import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Trouble } from "../../tools/command/trouble.ts";

/** The SHA-256 of the body at a URL. The body is hashed as it arrives, and is not kept in memory. */
export const sha256OfDownload = async (url: string): Promise<string> => {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Trouble(`The download responded ${response.status}.`);
  const hash = createHash("sha256");
  await pipeline(Readable.fromWeb(response.body), hash);
  return hash.digest("hex");
};

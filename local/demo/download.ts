import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Trouble } from "../../tools/command/trouble.ts";

/** The SHA-256 of what a URL gives, hashed as it comes in; nothing is kept. */
export const sha256OfDownload = async (url: string): Promise<string> => {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Trouble(`The download answered ${response.status}.`);
  const hash = createHash("sha256");
  await pipeline(Readable.fromWeb(response.body), hash);
  return hash.digest("hex");
};

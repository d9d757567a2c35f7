import { crc32, deflateSync } from "node:zlib";
import { connect, type Malote, upload, waitFor } from "malote/node";
import { inject } from "vitest";
import { signIn } from "../../local/demo/sign-in.ts";

/** The page's demo user, as the SDK sees it. */
export const demo = async (): Promise<{ malote: Malote; sub: string }> => {
  const stack = inject("pageStack");
  const token = await signIn(stack);
  const [, payload = ""] = token.split(".");
  const { sub } = JSON.parse(Buffer.from(payload, "base64url").toString());
  return { malote: connect({ url: stack.api_url, token }), sub };
};

/** Uploads a file and waits until it is completed. Returns its id. */
export const sendFile = async (
  malote: Malote,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  options: { type: string; path?: string },
): Promise<string> => {
  const { file_id } = await upload(malote, bytes, { name, ...options });
  await waitFor(malote, file_id, { timeout: 30_000 });
  return file_id;
};

/** A PNG image of one colour. */
export const aPng = (
  width = 64,
  height = 48,
  [red, green, blue] = [14, 107, 87],
): Uint8Array<ArrayBuffer> => {
  const row = [0, ...Array.from({ length: width }, () => [red ?? 0, green ?? 0, blue ?? 0]).flat()];
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits of red, green and blue.
  header.set([8, 2], 8);
  return Uint8Array.from(
    Buffer.concat([
      Buffer.from("89504e470d0a1a0a", "hex"),
      chunk("IHDR", header),
      chunk("IDAT", deflateSync(Buffer.from(Array.from({ length: height }, () => row).flat()))),
      chunk("IEND", Buffer.alloc(0)),
    ]),
  );
};

const chunk = (name: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
};

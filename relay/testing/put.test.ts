import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { crcOf } from "../../client/testing/fake-service.ts";
import { aRelay, MIB, type Relay } from "./a-relay.ts";

let relay: Relay;
beforeEach(async () => {
  relay = await aRelay();
});
afterEach(() => relay.close());

const pieces = async function* (bytes: Uint8Array, size = 65_536) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
};

describe("PUT /files/{name}", () => {
  test.each([
    0,
    1,
    65_537,
    8 * MIB - 1,
    8 * MIB,
    8 * MIB + 1,
    12 * MIB + 1,
  ])("%d bytes, of known length and chunked: the same bytes arrive", async (size) => {
    const bytes = randomBytes(size);
    for (const body of [bytes, pieces(bytes)]) {
      relay.service.files.clear();
      const response = await relay.send({ body, headers: { "content-type": "image/jpeg" } });
      expect(response).toMatchObject({
        status: 201,
        json: {
          len: size,
          file_name: "a.bin",
          status: "uploaded",
          checksum: { algorithm: "CRC32", value: crcOf(bytes) },
        },
      });
      const [file] = relay.files();
      expect(response.headers.location).toBe(`/files/${file?.file_id}`);
      expect(file?.bytes?.equals(bytes)).toBe(true);
      expect(file?.body).toMatchObject({ on_behalf_of: "ann", type: "image/jpeg" });
      expect(relay.buffers.usage()).toEqual({ memory: 0, disk: 0 });
    }
  });
});

import { base64OfUint32 } from "../utils/base64.ts";
import { crc32 } from "../utils/crc32.ts";
import { crc64nvme } from "../utils/crc64nvme.ts";

/** A checksum that is computed as the bytes arrive. */
export interface Digest {
  update(bytes: Uint8Array): void;
  /** Base64, as the service writes it. */
  value(): string;
}

/** Undefined for an algorithm that this platform cannot compute piece by piece, such as SHA256 in browsers. */
export const digestFor = (algorithm: string): Digest | undefined => {
  if (algorithm === "CRC64NVME") return crc64nvme();
  if (algorithm !== "CRC32") return undefined;
  let crc = 0;
  return {
    update: (bytes) => {
      crc = crc32(bytes, crc);
    },
    value: () => base64OfUint32(crc),
  };
};

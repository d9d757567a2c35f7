import type { Checksum } from "../../../layers/core/src/domain/file.ts";

/**
 * The bytes for which each CRC algorithm has a published result: the "check" values of the catalogue of parametrised
 * CRC algorithms (https://reveng.sourceforge.io/crc-catalogue/), and the SHA-256 of the same bytes. So neither this
 * project nor the SDK checks its own results.
 */
export const CHECK_BYTES = "123456789";

const base64 = (hex: string): string => Buffer.from(hex, "hex").toString("base64");

export const CHECK_VALUES: Checksum[] = [
  { algorithm: "CRC32", value: base64("cbf43926") },
  { algorithm: "CRC32C", value: base64("e3069283") },
  { algorithm: "CRC64NVME", value: base64("ae8b14860a799888") },
  {
    algorithm: "SHA256",
    value: base64("15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"),
  },
];

/** Other bytes, with the same length as the check bytes. */
export const OTHER_BYTES = "123456780";

import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { combineCrcs } from "./crc.ts";
import { CRC_ALGORITHMS, type CrcAlgorithm } from "./file.ts";

/** Bit by bit, as the catalogue of CRCs defines them: reflected, all ones before and after. */
const bitByBit =
  (bits: bigint, polynomial: bigint) =>
  (bytes: Uint8Array): bigint => {
    const ones = (1n << bits) - 1n;
    let crc = ones;
    for (const byte of bytes) {
      crc ^= BigInt(byte);
      for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ polynomial : crc >> 1n;
    }
    return crc ^ ones;
  };

const REFERENCE: Record<CrcAlgorithm, (bytes: Uint8Array) => bigint> = {
  CRC32: (bytes) => BigInt(crc32(bytes)),
  CRC32C: bitByBit(32n, 0x82f63b78n),
  CRC64NVME: bitByBit(64n, 0x9a6c9329ac4bc9b5n),
};

/** The check values of the catalogue: the CRC of "123456789". */
const CHECK: Record<CrcAlgorithm, bigint> = {
  CRC32: 0xcbf43926n,
  CRC32C: 0xe3069283n,
  CRC64NVME: 0xae8b14860a799888n,
};

const base64 = (algorithm: CrcAlgorithm, crc: bigint): string =>
  Buffer.from(crc.toString(16).padStart(algorithm === "CRC64NVME" ? 16 : 8, "0"), "hex").toString("base64");

const crcOf = (algorithm: CrcAlgorithm, bytes: Uint8Array): string =>
  base64(algorithm, REFERENCE[algorithm](bytes));

const partsOf = (algorithm: CrcAlgorithm, parts: readonly Uint8Array[]) =>
  parts.map((bytes) => ({ checksum: crcOf(algorithm, bytes), size: bytes.length }));

describe.each(CRC_ALGORITHMS)("%s", (algorithm) => {
  test("of the reference is that of the catalogue", () => {
    expect(REFERENCE[algorithm](Buffer.from("123456789"))).toBe(CHECK[algorithm]);
  });

  test("of random parts is that of the whole", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 9 }), (parts) => {
        expect(combineCrcs(algorithm, partsOf(algorithm, parts))).toBe(
          crcOf(algorithm, Buffer.concat(parts)),
        );
      }),
    );
  });

  test.each([0, 1])("of one part of %i bytes is that of the part", (size) => {
    const bytes = new Uint8Array(size);

    expect(combineCrcs(algorithm, partsOf(algorithm, [bytes]))).toBe(crcOf(algorithm, bytes));
  });

  test("differs if two parts change places", () => {
    const [a = "", b = ""] = ["first", "other"].map((text) => crcOf(algorithm, Buffer.from(text)));
    const combine = (...checksums: string[]) =>
      combineCrcs(
        algorithm,
        checksums.map((checksum) => ({ checksum, size: 5 })),
      );

    expect(combine(a, b)).not.toBe(combine(b, a));
  });
});

test("the sizes may be those of the largest file: x^(8 × 5 GiB) twice is x^(8 × 10 GiB)", () => {
  const first = { checksum: crcOf("CRC64NVME", Buffer.from("a")), size: 1 };
  // A CRC of 0 adds nothing, so the value only shows how far the first part is shifted.
  const none = { checksum: Buffer.alloc(8).toString("base64"), size: 5 * 2 ** 30 };

  expect(combineCrcs("CRC64NVME", [first, none, none])).toBe(
    combineCrcs("CRC64NVME", [first, { ...none, size: 10 * 2 ** 30 }]),
  );
});

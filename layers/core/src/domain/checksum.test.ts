import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { faultAt, uploadMembers } from "#testing/rules.ts";
import { CHECKSUM_ALGORITHMS, type Checksum } from "./file.ts";

const BYTES = { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA256: 32 } as const;

const faultOf = (checksum: Checksum | undefined) => faultAt("#/checksum/value", uploadMembers({ checksum }));
const base64 = (length: number) => Buffer.alloc(length, 0xa5).toString("base64");

describe.each(CHECKSUM_ALGORITHMS)("a checksum of %s", (algorithm) => {
  const fault = `checksum.value must be the base64 of ${BYTES[algorithm]} bytes for ${algorithm}.`;

  test("has the length of its algorithm", () => {
    expect(faultOf({ algorithm, value: base64(BYTES[algorithm]) })).toBeUndefined();
  });

  test.each([-1, 1])("is refused with %d byte more", (difference) => {
    expect(faultOf({ algorithm, value: base64(BYTES[algorithm] + difference) })).toBe(fault);
  });

  test("is refused if it is empty or in hexadecimal", () => {
    expect(faultOf({ algorithm, value: "" })).toBe(fault);
    expect(faultOf({ algorithm, value: "a5".repeat(BYTES[algorithm]) })).toBe(fault);
  });

  test("is accepted as canonical base64 of any bytes, and refused without its padding", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: BYTES[algorithm], maxLength: BYTES[algorithm] }), (bytes) => {
        const value = Buffer.from(bytes).toString("base64");
        expect(faultOf({ algorithm, value })).toBeUndefined();
        expect(faultOf({ algorithm, value: value.replaceAll("=", "") })).toBe(fault);
      }),
    );
  });
});

test.each([
  ["bits after the last byte that are not zero", "yZRlqh=="],
  ["the alphabet of URLs", "-_-_-w=="],
  ["a line break", "yZRl\nqg=="],
  ["spaces around it", " yZRlqg== "],
  ["one character too many", "yZRlqg==="],
  ["a character that is not base64", "yZR!lqg=="],
])("base64 has only one form, because S3 compares text: it is refused with %s", (_, value) => {
  expect(faultOf({ algorithm: "CRC32", value })).toBe(
    "checksum.value must be the base64 of 4 bytes for CRC32.",
  );
});

test("a checksum is optional", () => {
  expect(faultOf(undefined)).toBeUndefined();
});

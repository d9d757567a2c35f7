import { crc32 as zlibCrc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { toBase64 } from "./base64.ts";
import { crc32 } from "./crc32.ts";
import { combineCrc32 } from "./crc32-combine.ts";
import { crc64nvme } from "./crc64nvme.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe("crc32", () => {
  it("is zlib's, for any bytes, in any pieces, at any offset", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), fc.nat(9), (bytes, cut, offset) => {
        const moved = new Uint8Array(offset + bytes.length);
        moved.set(bytes, offset);
        const [a, b] = [moved.subarray(offset, offset + cut), moved.subarray(offset + cut)];
        expect(crc32(b, crc32(a))).toBe(zlibCrc32(bytes));
      }),
    );
  });
});

describe("combineCrc32", () => {
  it("is the CRC-32 of both pieces together", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }), (a, b) => {
        expect(combineCrc32(crc32(a), crc32(b), b.length)).toBe(zlibCrc32(Buffer.concat([a, b])));
      }),
    );
  });

  it("is right beyond 4 GiB: 5 and 5 GiB of zeros are 4 and 6", () => {
    const GIB = 1024 ** 3;
    let one = zlibCrc32(Buffer.alloc(1024));
    for (let length = 1024; length < GIB; length *= 2) one = combineCrc32(one, one, length);
    const two = combineCrc32(one, one, GIB);
    const four = combineCrc32(two, two, 2 * GIB);
    const five = combineCrc32(four, one, GIB);
    const six = combineCrc32(four, two, 2 * GIB);
    expect(combineCrc32(five, five, 5 * GIB)).toBe(combineCrc32(four, six, 6 * GIB));
  });
});

test.each([
  // https://reveng.sourceforge.io/crc-catalogue/17plus.htm#crc.cat.crc-64-nvme
  ["123456789", "ae8b14860a799888"],
  ["", "0000000000000000"],
])("crc64nvme of %j is %s", (text, hex) => {
  const digest = crc64nvme();
  digest.update(bytesOf(text));
  expect(digest.value()).toBe(toBase64(Uint8Array.from(Buffer.from(hex, "hex"))));
});

test("crc64nvme is the same in any pieces", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), (bytes, cut) => {
      const whole = crc64nvme();
      whole.update(bytes);
      const pieces = crc64nvme();
      pieces.update(bytes.subarray(0, cut));
      pieces.update(bytes.subarray(cut));
      expect(pieces.value()).toBe(whole.value());
    }),
  );
});

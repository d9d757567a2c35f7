import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aFile } from "#testing/builders.ts";
import { fileIdFor, isIdempotencyKey, isSameRequest } from "./idempotency.ts";
import { fileIdOfTempKey, keyPath } from "./keys.ts";

const aTriple = fc.tuple(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "binary" }),
  fc.string({ unit: "binary" }),
);

describe("fileIdFor", () => {
  test("returns the same id for the same three parts, and has not changed since its first release", () => {
    expect(fileIdFor("caller", "owner", "key")).toBe(fileIdFor("caller", "owner", "key"));
    expect(fileIdFor("caller", "owner", "key")).toBe("6b9cfce7-1e05-88b4-8839-7d7263ad1281");
  });

  test("returns a UUID of version 8, which keys and requests accept", () => {
    fc.assert(
      fc.property(aTriple, (triple) => {
        const id = fileIdFor(...triple);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(fileIdOfTempKey(keyPath(id, ".jpg"))).toBe(id);
      }),
    );
  });

  test("returns another id for any other three parts", () => {
    fc.assert(
      fc.property(aTriple, aTriple, (a, b) => {
        fc.pre(a.some((part, i) => part.toWellFormed() !== b[i]?.toWellFormed()));
        expect(fileIdFor(...a)).not.toBe(fileIdFor(...b));
      }),
    );
  });

  test("returns another id if the same characters are cut into other parts", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "1", ":", "é", "😀"), minLength: 1, maxLength: 12 });
    const cuts = fc.tuple(fc.nat(12), fc.nat(12));
    const cut = (whole: string, [i, j]: [number, number]): [string, string, string] => {
      const characters = Array.from(whole);
      const [from, to] = [Math.min(i, j), Math.max(i, j)];
      return [characters.slice(0, from), characters.slice(from, to), characters.slice(to)].map((part) =>
        part.join(""),
      ) as [string, string, string];
    };
    fc.assert(
      fc.property(text, cuts, cuts, (whole, one, other) => {
        const [a, b] = [cut(whole, one), cut(whole, other)];
        fc.pre(a.some((part, i) => part !== b[i]));
        expect(fileIdFor(...a)).not.toBe(fileIdFor(...b));
      }),
    );
  });

  test.each([
    [
      ["1:a", "b", "c"],
      ["1", "a1:b", "c"],
    ],
    [
      ["a", "1:b", ""],
      ["a", "", "1:b"],
    ],
    [
      ["", "", "0:0:"],
      ["", "0:", "0:"],
    ],
    [
      ["a", "b", "c1:d"],
      ["a", "b1:c", "d"],
    ],
  ] as [
    [string, string, string],
    [string, string, string],
  ][])("%j is not %j, though they look for the lengths", (a, b) => {
    expect(fileIdFor(...a)).not.toBe(fileIdFor(...b));
  });
});

describe("fileIdFor with an index", () => {
  test("has not changed since its first release", () => {
    expect(fileIdFor("caller", "owner", "key", 0)).toBe("af9d4ff6-799e-88bc-a479-a2a6f33b53b9");
  });

  test("returns another id for each index and each key, and never one of a key without an index", () => {
    // A key could look like a key with its length and an index.
    const aKey = fc.string({ unit: fc.constantFrom("a", "1", "0", ":"), maxLength: 8 });
    const anIndex = fc.option(fc.nat(49), { nil: undefined });
    fc.assert(
      fc.property(fc.tuple(aKey, anIndex), fc.tuple(aKey, anIndex), (a, b) => {
        fc.pre(a[0] !== b[0] || a[1] !== b[1]);
        expect(fileIdFor("c", "o", ...a)).not.toBe(fileIdFor("c", "o", ...b));
      }),
    );
  });
});

describe("isIdempotencyKey", () => {
  test("accepts exactly 1 to 255 visible ASCII characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii", maxLength: 300 }), (key) => {
        const visible = Array.from(key).every((character) => character > " " && character < "\u007f");
        expect(isIdempotencyKey(key)).toBe(visible && key.length >= 1 && key.length <= 255);
      }),
    );
    for (let length = 254; length <= 257; length++)
      expect(isIdempotencyKey("k".repeat(length)), String(length)).toBe(length <= 255);
  });

  test.each(["é", "キー", "😀", "a\n", "\na", "a b"])("refuses %j", (key) => {
    expect(isIdempotencyKey(key)).toBe(false);
  });
});

describe("isSameRequest", () => {
  test("ignores later changes of the file", () => {
    expect(
      isSameRequest(
        aFile(),
        aFile({
          status: "completed",
          version: 9,
          updated_at: "2027-01-01T00:00:00.000Z",
          source_etag: '"e"',
        }),
      ),
    ).toBe(true);
  });

  test.each([
    { owner: "somebody-else" },
    { file_name: "other.jpg" },
    { extension: ".jpeg" },
    { content_type: "image/png" },
    { len: 1 },
    { checksum: { algorithm: "CRC32", value: "AAAAAA==" } },
  ] as const)("is false with %j", (other) => {
    expect(isSameRequest(aFile(), aFile(other))).toBe(false);
    expect(isSameRequest(aFile(other), aFile())).toBe(false);
  });

  test("ignores the order of the members of a checksum", () => {
    const a = aFile({ checksum: { algorithm: "CRC32", value: "AAAAAA==" } });
    const b = aFile({ checksum: { value: "AAAAAA==", algorithm: "CRC32" } });

    expect(isSameRequest(a, b)).toBe(true);
  });
});

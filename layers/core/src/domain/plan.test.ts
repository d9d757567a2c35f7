import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aFile } from "#testing/builders.ts";
import { aPlan } from "#testing/plans.ts";
import { combineCrcs } from "./crc.ts";
import {
  checksumOfParts,
  DEFAULT_MAX_LEN,
  faultOfUpload,
  faultsOfPlan,
  MAX_PARTS,
  nextPlanCheck,
  partBytesFor,
  partCountOf,
  partSizeOf,
  takesParts,
} from "./plan.ts";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const TIB = 1024 ** 4;
const SIZES = { minBytes: 8 * MIB, maxBytes: 64 * MIB };
const LARGEST = MAX_PARTS * 5 * GIB;

describe("the size of a part", () => {
  test.each([
    [0, 8 * MIB],
    [512 * MIB, 8 * MIB],
    [512 * MIB + 1, 9 * MIB],
    [GIB, 16 * MIB],
    [4 * GIB, 64 * MIB],
    [100 * GIB, 64 * MIB],
    [625 * GIB, 64 * MIB],
    [626 * GIB, 65 * MIB],
    [TIB, 105 * MIB],
    [LARGEST, 5 * GIB],
  ])("of a file of %d bytes is %d", (len, bytes) => {
    expect(partBytesFor({ len }, SIZES)).toBe(bytes);
  });

  test("of a file of unknown length is the smallest that 10,000 parts allow", () => {
    expect(partBytesFor({ max_len: DEFAULT_MAX_LEN }, SIZES)).toBe(8 * MIB);
    expect(partBytesFor({ max_len: LARGEST }, SIZES)).toBe(5 * GIB);
  });

  test("is a whole number of MiB, for 10,000 parts at the most", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LARGEST }), (len) => {
        for (const length of [{ len }, { max_len: len }]) {
          const part_bytes = partBytesFor(length, SIZES);
          expect(part_bytes % MIB).toBe(0);
          expect(part_bytes).toBeGreaterThanOrEqual(SIZES.minBytes);
          expect(part_bytes).toBeLessThanOrEqual(5 * GIB);
          expect(Math.ceil(len / part_bytes)).toBeLessThanOrEqual(MAX_PARTS);
        }
      }),
    );
  });
});

test("the parts of a plan together are the file", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 50 }), (len, part_bytes) => {
      const plan = aPlan({ len, part_bytes });
      const sizes = Array.from({ length: partCountOf(plan) }, (_, i) => partSizeOf(plan, i + 1));

      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(len);
      expect(sizes.slice(0, -1).every((size) => size === part_bytes)).toBe(true);
      if (len > 0) expect(sizes.every((size) => size > 0)).toBe(true);
      else expect(sizes).toEqual([0]);
    }),
  );
});

const CRCS = ["y/Q5Jg==", "AAAAAA==", "/////w=="];
const partsOf = (...sizes: (number | undefined)[]) =>
  sizes.flatMap((size, i) =>
    size === undefined ? [] : [{ number: i + 1, size, checksums: { ChecksumCRC32: CRCS[i % 3] ?? "" } }],
  );
const WHOLE = combineCrcs(
  "CRC32",
  [10, 10, 5].map((size, i) => ({ size, checksum: CRCS[i] ?? "" })),
);

describe("the parts that S3 has", () => {
  test("are without faults if each has its number, its size and a checksum", () => {
    expect(faultsOfPlan(aPlan(), partsOf(10, 10, 5))).toBeUndefined();
    expect(checksumOfParts(aPlan(), partsOf(10, 10, 5).reverse())).toBe(WHOLE);
  });

  test.each([
    ["one is missing", partsOf(10, undefined, 5), { missing: [2], wrong: [] }],
    [
      "one is too short",
      partsOf(10, 10, 4),
      { missing: [3], wrong: [{ number: 3, detail: "Part 3 has 4 bytes instead of 5; send it again." }] },
    ],
    [
      "one has no checksum",
      [...partsOf(10, 10), { number: 3, size: 5, checksums: { ChecksumSHA256: "another" } }],
      {
        missing: [3],
        wrong: [{ number: 3, detail: "Part 3 has no CRC32; send it again with its checksum." }],
      },
    ],
    [
      "there is one too many",
      partsOf(10, 10, 5, 1),
      { missing: [], wrong: [{ number: 4, detail: "Part 4 is not in the plan, which has 3." }] },
    ],
  ])("have faults if %s", (_, parts, faults) => {
    expect(faultsOfPlan(aPlan(), parts)).toEqual(faults);
    expect(faultOfUpload(aPlan(), parts)).toEqual(expect.any(String));
  });

  test("are compared with the checksum of the whole, unless S3 compares it", () => {
    const parts = partsOf(10, 10, 5);
    const checksum = { algorithm: "CRC32", value: WHOLE } as const;

    expect(faultOfUpload(aPlan(), parts)).toBeUndefined();
    expect(faultOfUpload(aPlan({ checksum }), parts)).toBeUndefined();
    const other = { ...checksum, value: "AAAAAA==" };
    expect(faultOfUpload(aPlan({ checksum: other }), parts)).toContain(
      `is ${WHOLE}, but AAAAAA== was announced`,
    );
    expect(faultOfUpload(aPlan({ checksum: other, checksum_type: "FULL_OBJECT" }), parts)).toBeUndefined();
  });

  test("are never enough while the length is not known", () => {
    expect(faultOfUpload(aPlan({ len: 0, max_len: 25 }), partsOf(10, 10, 5))).toContain("not known yet");
  });
});

describe("a file takes parts", () => {
  test.each([
    ["pending", {}, true],
    ["error", { error_code: "parts-differ" }, true],
    ["error", { error_code: "type-differs" }, false],
    ["uploaded", {}, false],
    ["processing", {}, false],
    ["expired", {}, false],
    ["deleted", {}, false],
  ] as const)("%s %j: %j", (status, more, expected) => {
    expect(takesParts(aPlan({ status, ...more }))).toBe(expected);
  });

  test("never, if it has a form", () => {
    expect(takesParts(aFile())).toBe(false);
    expect(takesParts(aFile({ upload_id: "of a worker" }))).toBe(false);
  });
});

describe("the reconciler's checks of a plan", () => {
  test("are an hour after its start, then whenever its age has doubled, and when it ends", () => {
    const plan = aPlan();
    const hours: number[] = [];
    for (let at = plan.created_at; at < plan.expires_at; ) {
      at = nextPlanCheck(plan, at);
      hours.push((Date.parse(at) - Date.parse(plan.created_at)) / 3_600_000);
    }

    expect(hours).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 168]);
  });

  test("begin anew with a new upload", () => {
    const plan = aPlan({ requested_at: "2026-11-24T12:00:00.000Z", expires_at: "2026-12-01T12:00:00.000Z" });

    expect(nextPlanCheck(plan, "2026-11-24T12:00:00.000Z")).toBe("2026-11-24T13:00:00.000Z");
  });

  test("are only one, at its end, while its length is not known", () => {
    const plan = aPlan({ len: 0, max_len: 25 });

    expect(nextPlanCheck(plan, plan.created_at)).toBe(plan.expires_at);
  });
});

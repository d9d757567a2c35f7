import { expect, test } from "vitest";
import { aFile } from "#testing/builders.ts";
import { verifiedBy } from "./verified.ts";

const CRC32 = { algorithm: "CRC32", value: "c=" } as const;

test("the declared checksum is verified if S3 computed the same", () => {
  expect(verifiedBy(aFile({ checksum: CRC32 }), { CRC64NVME: "n=", CRC32: "c=" })).toEqual({
    ...CRC32,
    declared: true,
  });
});

test("another algorithm than the declared one is verified, but was not declared", () => {
  expect(verifiedBy(aFile({ checksum: CRC32 }), { CRC64NVME: "n=" })).toEqual({
    algorithm: "CRC64NVME",
    value: "n=",
    declared: false,
  });
});

test("the algorithm of a plan comes before others, although its value was not declared", () => {
  expect(verifiedBy(aFile({ checksum_algorithm: "CRC32C" }), { CRC32: "c=", CRC32C: "d=" })).toEqual({
    algorithm: "CRC32C",
    value: "d=",
    declared: false,
  });
});

test("nothing is verified if S3 computed nothing", () => {
  expect(verifiedBy(aFile({ checksum: CRC32 }), {})).toBeUndefined();
});

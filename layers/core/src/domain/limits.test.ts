import { describe, expect, test } from "vitest";
import { ChecksumNotForSize, FileTooLarge, TypeNotAllowed } from "./errors.ts";
import { enforceLimits } from "./upload-rules.ts";

const limits = { maxBytes: 1000, maxSha256Bytes: 500, allowedTypes: ["image/*", "application/pdf"] };

const thrownBy = (act: () => void): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe("the deployment's limits", () => {
  test.each([0, 1, 1000])("take %d of 1000 bytes", (len) => {
    expect(() => enforceLimits({ len }, "image/jpeg", limits)).not.toThrow();
  });

  test("refuse one byte more with 413, and tell both figures", () => {
    const error = thrownBy(() => enforceLimits({ len: 1001 }, "image/jpeg", limits));

    expect(error).toBeInstanceOf(FileTooLarge);
    expect(error).toMatchObject({
      status: 413,
      code: "file-too-large",
      faults: [{ pointer: "#/len", detail: "len is 1001; this service takes files up to 1000 bytes." }],
    });
  });

  test("refuse another type with 415, and tell which are taken", () => {
    const error = thrownBy(() => enforceLimits({ len: 1 }, "video/mp4", limits));

    expect(error).toBeInstanceOf(TypeNotAllowed);
    expect(error).toMatchObject({
      status: 415,
      code: "type-not-allowed",
      faults: [
        { pointer: "#/type", detail: "video/mp4 is not taken here; these are: image/*, application/pdf." },
      ],
    });
  });

  const SHA256 = { algorithm: "SHA256", value: "A".repeat(43).concat("=") } as const;

  test("take a SHA256 of as many bytes as a single copy moves", () => {
    expect(() => enforceLimits({ len: 500, checksum: SHA256 }, "image/jpeg", limits)).not.toThrow();
  });

  test("refuse a SHA256 of one byte more with 422, and tell which checksums are good for it", () => {
    const error = thrownBy(() => enforceLimits({ len: 501, checksum: SHA256 }, "image/jpeg", limits));

    expect(error).toBeInstanceOf(ChecksumNotForSize);
    expect(error).toMatchObject({
      status: 422,
      code: "checksum-not-for-size",
      faults: [
        {
          pointer: "#/checksum/algorithm",
          detail: "SHA256 is for files up to 500 bytes; declare CRC64NVME, CRC32C or CRC32.",
        },
      ],
    });
  });

  test.each(["CRC32", "CRC32C", "CRC64NVME"] as const)("take a %s of any file", (algorithm) => {
    const checksum = { algorithm, value: "" };
    expect(() => enforceLimits({ len: 1000, checksum }, "image/jpeg", limits)).not.toThrow();
  });
});

import { describe, expect, test } from "vitest";
import { UploadRequest } from "../contract/requests.ts";
import { readInput } from "../http/input.ts";
import { ChecksumNotForSize, FileTooLarge, InvalidRequest, TypeNotAllowed } from "./errors.ts";
import { limitRules, RequestedUpload, UPLOAD_RULES } from "./upload-rules.ts";

const rules = [
  ...UPLOAD_RULES,
  ...limitRules({
    maxBytes: 1000,
    maxSha256Bytes: 500,
    allowedTypes: ["image/*", "application/pdf"],
    deniedExtensions: [],
  }),
];
const refine = (members: UploadRequest) => new RequestedUpload(members);
const request = { file_name: "a.jpg", extension: ".jpg", len: 1000, type: "image/jpeg" };
const film = { file_name: "a.mp4", extension: ".mp4", type: "video" };

const thrownBy = (body: unknown): unknown => {
  try {
    readInput({ input: UploadRequest, refine, rules }, body);
  } catch (error) {
    return error;
  }
  return undefined;
};

describe("the deployment's limits", () => {
  test.each([0, 1, 1000])("accept %d of 1000 bytes", (len) => {
    expect(thrownBy({ ...request, len })).toBeUndefined();
  });

  test("refuse one byte more with 413, and name both figures", () => {
    const error = thrownBy({ ...request, len: 1001 });

    expect(error).toBeInstanceOf(FileTooLarge);
    expect(error).toMatchObject({
      status: 413,
      code: "file-too-large",
      faults: [{ pointer: "#/len", detail: "len is 1001; this service takes files up to 1000 bytes." }],
    });
  });

  test("refuse another type with 415, and name the accepted types", () => {
    const error = thrownBy({ ...request, ...film });

    expect(error).toBeInstanceOf(TypeNotAllowed);
    expect(error).toMatchObject({
      status: 415,
      code: "type-not-allowed",
      faults: [
        { pointer: "#/type", detail: "video/mp4 is not taken here; these are: image/*, application/pdf." },
      ],
    });
  });

  const SHA256 = { algorithm: "SHA256", value: "A".repeat(43).concat("=") };

  test("accept a SHA256 up to the size of a single copy", () => {
    expect(thrownBy({ ...request, len: 500, checksum: SHA256 })).toBeUndefined();
  });

  test("refuse a SHA256 for one byte more with 422, and name the checksums that are accepted", () => {
    const error = thrownBy({ ...request, len: 501, checksum: SHA256 });

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

  test.each([
    ["CRC32", "AAAAAA=="],
    ["CRC32C", "AAAAAA=="],
    ["CRC64NVME", "AAAAAAAAAAA="],
  ])("accept a %s of any file", (algorithm, value) => {
    expect(thrownBy({ ...request, checksum: { algorithm, value } })).toBeUndefined();
  });

  test("are reported with all other faults in one 400", () => {
    const error = thrownBy({ ...request, ...film, len: 1001, extension: ".png", colour: "red" });

    expect(error).toBeInstanceOf(InvalidRequest);
    expect((error as InvalidRequest).faults.map(({ pointer }) => pointer).toSorted()).toEqual([
      "#/colour",
      "#/extension",
      "#/len",
      "#/type",
    ]);
  });
});

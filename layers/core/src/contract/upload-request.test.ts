import { describe, expect, test } from "vitest";
import { uploadMembers } from "#testing/rules.ts";
import { InvalidRequest } from "../domain/errors.ts";
import { KEY_FAULT } from "../domain/tags.ts";
import { RequestedUpload, UPLOAD_RULES } from "../domain/upload-rules.ts";
import { readInput } from "../http/input.ts";
import { UploadRequest } from "./requests.ts";

const read = (raw: unknown) =>
  readInput(
    {
      input: UploadRequest,
      refine: (members: UploadRequest) => new RequestedUpload(members),
      rules: UPLOAD_RULES,
    },
    raw,
  );

const faultsOf = (raw: unknown) => {
  try {
    read(raw);
  } catch (error) {
    if (error instanceof InvalidRequest) return error.faults;
    throw error;
  }
  return [];
};

test("a valid body is returned unchanged", () => {
  const body = {
    ...uploadMembers(),
    checksum: { algorithm: "SHA256", value: Buffer.alloc(32).toString("base64") },
  };

  expect(read(body).members).toStrictEqual(body);
});

test.each([0, 1, Number.MAX_SAFE_INTEGER])("len may be %d", (len) => {
  expect(faultsOf(uploadMembers({ len }))).toEqual([]);
});

describe("every fault is returned at once", () => {
  test("of the types", () => {
    expect(faultsOf({ file_name: 5, extension: ["jpg"], len: "5", type: null })).toEqual([
      { pointer: "#/file_name", detail: "file_name must be a string." },
      { pointer: "#/extension", detail: "extension must be a string, such as .jpg." },
      { pointer: "#/len", detail: "len must be a number of bytes." },
      { pointer: "#/type", detail: "type must be a string, such as image/jpeg or image." },
    ]);
  });

  test("of missing members", () => {
    expect(faultsOf({})).toEqual([
      { pointer: "#/file_name", detail: "file_name is missing." },
      { pointer: "#/type", detail: "type is missing." },
      { pointer: "#/len", detail: "len is missing." },
    ]);
  });

  test.each(["file_name", "type", "len"])("of one missing member: %s", (missing) => {
    const { [missing]: _, ...rest } = { ...uploadMembers() } as Record<string, unknown>;
    expect(faultsOf(rest)).toEqual([{ pointer: `#/${missing}`, detail: `${missing} is missing.` }]);
    expect(faultsOf({ ...rest, extension: undefined }).map(({ pointer }) => pointer)).toEqual([
      `#/${missing}`,
    ]);
  });

  test("of a path and of tags", () => {
    const tags = { "a b": "x", album: 7, camera: "x".repeat(129) };

    expect(faultsOf({ ...uploadMembers(), path: "", tags })).toEqual([
      { pointer: "#/path", detail: "path must not be empty; leave it out." },
      { pointer: "#/tags/a%20b", detail: KEY_FAULT },
      { pointer: "#/tags/album", detail: "A value of tags must be a string." },
      { pointer: "#/tags/camera", detail: "A value of tags takes up to 128 bytes." },
    ]);
    expect(faultsOf({ ...uploadMembers(), path: "../x", tags: ["x"] })).toMatchObject([
      { pointer: "#/path" },
      { pointer: "#/tags" },
    ]);
    const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`k${i}`, "x"]));
    expect(faultsOf({ ...uploadMembers(), tags: eleven })).toEqual([
      { pointer: "#/tags", detail: "tags takes up to 10 pairs." },
    ]);
    expect(faultsOf({ ...uploadMembers(), tags: JSON.parse('{"__proto__":"x"}') })).toEqual([
      { pointer: "#/tags", detail: KEY_FAULT },
    ]);
  });

  test("of a nested object", () => {
    expect(faultsOf({ ...uploadMembers(), checksum: { algorithm: "MD5", value: 5 } })).toEqual([
      {
        pointer: "#/checksum/algorithm",
        detail: "checksum.algorithm must be one of CRC32, CRC32C, CRC64NVME, SHA256.",
      },
      { pointer: "#/checksum/value", detail: "checksum.value must be base64." },
    ]);
  });

  test("of the rules between members that are valid alone", () => {
    const request = uploadMembers({
      extension: ".png",
      type: "video/mp4",
      checksum: { algorithm: "CRC32", value: "yZRlqg" },
    });

    expect(faultsOf(request)).toEqual([
      {
        pointer: "#/extension",
        detail: "extension must be that of file_name, which is .jpg; or leave it out.",
      },
      {
        pointer: "#/type",
        detail: 'video/mp4 disagrees with .jpg, which is image/jpeg. Send the type of the file, or "".',
      },
      { pointer: "#/checksum/value", detail: "checksum.value must be the base64 of 4 bytes for CRC32." },
    ]);
  });

  test("of the rules for the type, also if the extension is valid", () => {
    const request = uploadMembers({ type: "video/mp4", checksum: { algorithm: "CRC32", value: "" } });

    expect(faultsOf(request).map(({ pointer }) => pointer)).toEqual(["#/type", "#/checksum/value"]);
  });

  test("of the types, and of the rules for members with the right type", () => {
    expect(faultsOf({ ...uploadMembers({ file_name: "a/b.jpg" }), len: -1 })).toEqual([
      { pointer: "#/len", detail: "len must not be negative." },
      {
        pointer: "#/file_name",
        detail: "file_name must not have / or \\; send the name alone, without folders.",
      },
    ]);
  });
});

describe("each member has limits", () => {
  test.each([
    ["file_name", "", "file_name must not be empty."],
    ["file_name", "a".repeat(1025), "file_name is far too long; up to 255 bytes of UTF-8 are taken."],
    ["extension", "a".repeat(256), "extension is far too long; leave it out."],
    ["type", `image/${"a".repeat(255)}`, "type is far too long to be a media type."],
    ["len", 1.5, "len must be a whole number of bytes, below 2^53."],
    ["len", Number.MAX_SAFE_INTEGER + 1, "len must be a whole number of bytes, below 2^53."],
    ["len", -1, "len must not be negative."],
    ["len", true, "len must be a number of bytes."],
  ])("%s (%#)", (name, value, detail) => {
    expect(faultsOf({ ...uploadMembers(), [name]: value })).toEqual([{ pointer: `#/${name}`, detail }]);
  });

  test("checksum.value", () => {
    expect(
      faultsOf({ ...uploadMembers(), checksum: { algorithm: "SHA256", value: "a".repeat(65) } }),
    ).toEqual([{ pointer: "#/checksum/value", detail: "checksum.value is far too long." }]);
  });
});

describe("an unknown member", () => {
  test.each([
    "owner",
    "file_id",
    "key",
    "File_name",
    "toString",
    "constructor",
    "hasOwnProperty",
  ])("%s is named in the fault", (name) => {
    expect(faultsOf({ ...uploadMembers(), [name]: "x" })).toEqual([
      { pointer: `#/${name}`, detail: `${name} is not known here; leave it out.` },
    ]);
  });

  test("in a nested object is named with its path", () => {
    const checksum = { algorithm: "CRC32", value: "yZRlqg==", type: "FULL_OBJECT" };

    expect(faultsOf({ ...uploadMembers(), checksum })).toEqual([
      { pointer: "#/checksum/type", detail: "checksum.type is not known here; leave it out." },
    ]);
  });

  test("__proto__ is an unknown member like any other, and changes no prototype", () => {
    const raw: unknown = JSON.parse('{"__proto__": {"file_name": "a.jpg", "extension": ".jpg"}, "len": 1}');

    const faults = faultsOf(raw);

    expect(faults.map(({ pointer }) => pointer)).toEqual(["#/file_name", "#/type", "#/__proto__"]);
    expect(({} as Record<string, unknown>)["file_name"]).toBeUndefined();
  });
});

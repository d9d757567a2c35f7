import type * as v from "valibot";
import { describe, expect, test } from "vitest";
import { FILE_ID } from "#testing/builders.ts";
import { uploadMembers } from "#testing/rules.ts";
import {
  ConfirmRequest,
  ConsultRequest,
  FileReference,
  ListRequest,
  PartsRequest,
  RemoveRequest,
  UpdateRequest,
  UploadRequest,
} from "../contract/requests.ts";
import { InvalidRequest } from "../domain/errors.ts";
import { readInput } from "./input.ts";

type Entries = Record<
  string,
  { type: string; wrapped?: { entries?: Entries }; item?: { entries?: Entries } }
>;
type Schema = v.GenericSchema & { entries: Entries };

const REQUESTS: Record<string, { schema: v.GenericSchema; valid: Record<string, unknown> }> = {
  ConfirmRequest: { schema: ConfirmRequest, valid: { file_id: FILE_ID } },
  ListRequest: { schema: ListRequest, valid: {} },
  PartsRequest: { schema: PartsRequest, valid: { file_id: FILE_ID } },
  RemoveRequest: { schema: RemoveRequest, valid: { file_id: FILE_ID } },
  UpdateRequest: { schema: UpdateRequest, valid: { file_id: FILE_ID, status: "error" } },
  UploadRequest: { schema: UploadRequest, valid: uploadMembers() },
};

const membersOf = (optional: boolean) =>
  Object.entries(REQUESTS).flatMap(([request, { schema, valid }]) =>
    Object.entries((schema as Schema).entries)
      .filter(([, { type }]) => (type === "optional") === optional)
      .map(([member]) => ({ request, member, schema, valid })),
  );

const faultsOf = (schema: v.GenericSchema, raw: unknown) => {
  try {
    readInput({ input: schema }, raw);
  } catch (error) {
    if (error instanceof InvalidRequest) return error.faults;
    throw error;
  }
  return [];
};

describe("null", () => {
  test.each(membersOf(true))("in $member of $request is as if it were left out", ({
    member,
    schema,
    valid,
  }) => {
    const { [member]: _, ...without } = valid;

    expect(readInput({ input: schema }, { ...without, [member]: null })).toStrictEqual(without);
  });

  test.each(membersOf(false))("in $member of $request, which is required, is a fault", ({
    member,
    schema,
    valid,
  }) => {
    expect(faultsOf(schema, { ...valid, [member]: null })).toMatchObject([{ pointer: `#/${member}` }]);
  });

  test("in an optional member of an object or of a list's entry is left out, too", () => {
    const checksum = { algorithm: "CRC32", value: null };
    const part = { part_number: 1, checksum: "yZRlqg==", size: null };

    expect(readInput({ input: UploadRequest }, { ...uploadMembers(), checksum })).toStrictEqual({
      ...uploadMembers(),
      checksum: { algorithm: "CRC32" },
    });
    expect(readInput({ input: PartsRequest }, { file_id: FILE_ID, parts: [part] })).toStrictEqual({
      file_id: FILE_ID,
      parts: [{ part_number: 1, checksum: "yZRlqg==" }],
    });
  });

  test.each([
    [
      UploadRequest,
      { ...uploadMembers(), tags: { album: null } },
      "#/tags/album",
      "A value of tags must be a string.",
    ],
    [
      UploadRequest,
      { ...uploadMembers(), checksum: { algorithm: null } },
      "#/checksum/algorithm",
      expect.any(String),
    ],
    [
      ConfirmRequest,
      { file_id: FILE_ID, checksum: { algorithm: "CRC32", value: null } },
      "#/checksum/value",
      "checksum.value must be base64.",
    ],
    [PartsRequest, { file_id: FILE_ID, parts: [null] }, "#/parts/0", expect.any(String)],
    [
      PartsRequest,
      { file_id: FILE_ID, parts: [{ part_number: null, checksum: "" }] },
      "#/parts/0/part_number",
      "part_number must be a number.",
    ],
    [
      UploadRequest,
      { ...uploadMembers(), colour: null },
      "#/colour",
      "colour is not known here; leave it out.",
    ],
  ])("stays a fault where something is required or unknown (%#)", (schema, raw, pointer, detail) => {
    expect(faultsOf(schema, raw)).toEqual([{ pointer, detail }]);
  });
});

describe("a UUID in upper case is read in lower case:", () => {
  const upper = FILE_ID.toUpperCase();

  test.each([
    [FileReference, { file_id: upper }, { file_id: FILE_ID }],
    [ConsultRequest, { file_id: upper }, { file_id: FILE_ID }],
    [ConsultRequest, { file_id: [FILE_ID, upper] }, { file_id: [FILE_ID, FILE_ID] }],
    [
      UploadRequest,
      { ...uploadMembers(), on_behalf_of: upper },
      { ...uploadMembers(), on_behalf_of: FILE_ID },
    ],
  ])("%#", (schema, raw, expected) => {
    expect(readInput({ input: schema as v.GenericSchema }, raw)).toStrictEqual(expected);
  });

  test("but no other text is changed", () => {
    const request = { ...uploadMembers(), file_name: `${upper}.jpg`, path: upper, tags: { id: upper } };
    expect(readInput({ input: UploadRequest }, request)).toStrictEqual(request);
  });
});

test("an unknown member of a list's entry is named", () => {
  const part = { part_number: 1, checksum: "yZRlqg==", etag: "x" };
  expect(faultsOf(PartsRequest, { file_id: FILE_ID, parts: [part] })).toEqual([
    { pointer: "#/parts/0/etag", detail: "parts.0.etag is not known here; leave it out." },
  ]);
});

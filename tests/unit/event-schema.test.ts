import { readFileSync } from "node:fs";
import { type FileRecord, type FileStatusChanged, statusEvents } from "@malote/core";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { aFile } from "#testing/builders.ts";
import { describeEvent } from "../../layers/core/openapi/describe-event.ts";

const written = readFileSync("docs/file-status-changed.schema.json", "utf8");

test("docs/file-status-changed.schema.json matches the event (npm run openapi writes it again)", () => {
  expect(written).toBe(describeEvent());
});

describe("a receiver that validates by the schema", () => {
  const ajv = new Ajv2020({ allErrors: true });
  formats.default(ajv);
  const validate = ajv.compile(JSON.parse(written));
  const envelope = {
    version: "0",
    id: "7bf73129-1428-4cd3-a780-95db273d1602",
    "detail-type": "FileStatusChanged",
    source: "malote",
    account: "123456789012",
    time: "2026-11-21T12:00:00Z",
    region: "us-east-1",
    resources: [],
  };
  const errorsOf = (detail: unknown) => {
    validate({ ...envelope, detail });
    return validate.errors ?? [];
  };
  const eventOf = (overrides: Partial<FileRecord>): FileStatusChanged | undefined =>
    statusEvents(undefined, aFile(overrides))[0];

  test.each([
    ["with nothing optional", {}],
    [
      "with everything optional",
      {
        details: "Wait.",
        error_code: "type-differs",
        retryable: true,
        served_type: "image/png",
        path: "trips/2026",
        tags: { album: "summer" },
        uploaded_by: "2a3b4c5d-6e7f-7081-9a0b-1c2d3e4f5a6b",
        checksum: { algorithm: "SHA256", value: "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=" },
        verified: { algorithm: "CRC64NVME", value: "rosUhgp5mIg=", declared: false },
      },
    ],
  ] satisfies [string, Partial<FileRecord>][])("accepts an event %s", (_, overrides) => {
    expect(errorsOf(eventOf(overrides))).toEqual([]);
  });

  test("accepts members, statuses and codes that a newer service adds", () => {
    const newer = {
      ...eventOf({}),
      status: "scanning",
      previous: "waiting",
      error_code: "infected",
      extra: 1,
    };
    expect(errorsOf(newer)).toEqual([]);
  });

  test.each(["id", "version", "owner", "file_id", "status", "history"])("requires %s", (name) => {
    const { [name as keyof FileStatusChanged]: _, ...rest } = eventOf({}) ?? ({} as FileStatusChanged);
    expect(errorsOf(rest)).toMatchObject([{ keyword: "required", params: { missingProperty: name } }]);
  });

  test("accepts the example of docs/events.md", () => {
    const [, example = ""] =
      readFileSync("docs/events.md", "utf8").match(/```json\n(\{\n {2}"version".+?\n\})\n```/s) ?? [];
    expect(validate(JSON.parse(example)), JSON.stringify(validate.errors)).toBe(true);
  });
});

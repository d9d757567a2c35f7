import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { beforeEach, describe, expect, test } from "vitest";
import { catchLogLines } from "#testing/log-lines.ts";
import { aRoute, VALID_CALL } from "#testing/route.ts";

beforeEach(() => {
  catchLogLines();
});

/** The two forms in which API Gateway passes these bytes on: as text, with U+FFFD for what is not UTF-8, and in base64. */
const formsOf = (bytes: Uint8Array) => [
  { body: Buffer.from(bytes).toString("utf8") },
  { body: Buffer.from(bytes).toString("base64"), isBase64Encoded: true },
];

const typed = (type: string) => ({ ...VALID_CALL, headers: { "Content-Type": type } });

test.each([
  "application/json ; charset=utf-8",
  "application/json\t; charset=utf-8",
  "  application/json  ",
  "application/json;",
  "Application/JSON;Charset=UTF-8",
  'application/json; charset="utf-8"; odata=verbose',
  "application/json; charset=",
  "application/ld+json ; profile=x",
])("a body may have the type %j", async (type) => {
  await expect(aRoute().call(typed(type))).resolves.toMatchObject({ statusCode: 200 });
});

test.each([
  "json",
  "text/json",
  "text/plain; charset=application/json",
  "application/json, text/plain",
  "application/ json",
  "application/jsonl ; charset=utf-8",
  "application/+json",
])("a body of the type %j is a 415", async (type) => {
  const { call, useCase } = aRoute();

  await expect(call(typed(type))).resolves.toMatchObject({
    statusCode: 415,
    json: { detail: "Send the body with Content-Type: application/json." },
  });
  expect(useCase).not.toHaveBeenCalled();
});

test("a body without headers is a 415", async () => {
  const event = { ...VALID_CALL, headers: null as never };
  await expect(aRoute().call(event)).resolves.toMatchObject({ statusCode: 415 });
});

test("a byte order mark at the start of a body is skipped, once", async () => {
  const { call } = aRoute();
  for (const form of formsOf(Buffer.from(`\ufeff${VALID_CALL.body}`)))
    await expect(call(form)).resolves.toMatchObject({ statusCode: 200, json: { hello: "Ana" } });
  for (const form of formsOf(Buffer.from(`\ufeff\ufeff\ufeff${VALID_CALL.body}`)))
    await expect(call(form)).resolves.toMatchObject({ statusCode: 400, json: { code: "malformed-json" } });
});

test("a byte order mark within a text stays", async () => {
  await expect(aRoute().call({ body: '{"name":"\ufeffAna"}' })).resolves.toMatchObject({
    json: { hello: "\ufeffAna" },
  });
});

describe("a body that is not UTF-8 is a 400 that says so:", () => {
  const text = '{"name":"Jos\u00e9"}';
  test.each([
    ["latin1", Buffer.from(text, "latin1")],
    ["UTF-16 with a byte order mark", Buffer.from(`\ufeff${text}`, "utf16le")],
    [
      "a character that is cut off",
      Buffer.concat([Buffer.from('{"name":"'), Buffer.of(0xe8, 0xaa), Buffer.from('"}')]),
    ],
    [
      "surrogates in UTF-8",
      Buffer.concat([Buffer.from('{"name":"'), Buffer.of(0xed, 0xa0, 0xbd), Buffer.from('"}')]),
    ],
    [
      "an overlong slash",
      Buffer.concat([Buffer.from('{"name":"'), Buffer.of(0xc0, 0xaf), Buffer.from('"}')]),
    ],
  ])("%s", async (_, bytes) => {
    const { call, useCase } = aRoute();
    for (const form of formsOf(bytes))
      await expect(call(form)).resolves.toMatchObject({
        statusCode: 400,
        json: {
          code: "malformed-json",
          detail:
            "The body is not UTF-8; encode it as UTF-8. If a text has the character U+FFFD, send it as the escape \\ufffd.",
        },
      });
    expect(useCase).not.toHaveBeenCalled();
  });
});

test("U+FFFD may be sent as an escape, and as itself where the body is in base64", async () => {
  const expected = { statusCode: 200, json: { hello: "a\ufffdb" } };
  await expect(aRoute().call({ body: '{"name":"a\\ufffdb"}' })).resolves.toMatchObject(expected);
  const body = Buffer.from('{"name":"a\ufffdb"}').toString("base64");
  await expect(aRoute().call({ body, isBase64Encoded: true })).resolves.toMatchObject(expected);
});

describe("a compressed body is a 415 that says so:", () => {
  const bytes = Buffer.from(VALID_CALL.body);
  const detail = (coding: string) =>
    `The body is compressed (${coding}); send it uncompressed and without Content-Encoding.`;

  test.each([
    ["gzip", "gzip", gzipSync(bytes)],
    ["gzip", "GZIP", gzipSync(bytes)],
    ["gzip", undefined, gzipSync(bytes)],
    ["deflate", "deflate", deflateSync(bytes)],
    ["br", "identity, br", brotliCompressSync(bytes)],
    ["gzip", "gzip", bytes],
    ["unknown", "<b>", bytes],
  ])("%s with Content-Encoding: %s (%#)", async (coding, header, compressed) => {
    const { call, useCase } = aRoute();
    const headers = { "Content-Type": "application/json", ...(header && { "Content-Encoding": header }) };
    for (const form of formsOf(compressed))
      await expect(call({ ...form, headers })).resolves.toMatchObject({
        statusCode: 415,
        json: { code: "unsupported-media-type", detail: detail(coding) },
      });
    expect(useCase).not.toHaveBeenCalled();
  });

  test.each(["identity", "Identity", "", " "])("but not with Content-Encoding: %j", async (header) => {
    const headers = { "Content-Type": "application/json", "Content-Encoding": header };
    await expect(aRoute().call({ ...VALID_CALL, headers })).resolves.toMatchObject({ statusCode: 200 });
  });
});

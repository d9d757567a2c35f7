import { gzipSync } from "node:zlib";
import * as v from "valibot";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { FILE_ID, NOW, OWNER } from "#testing/builders.ts";
import { catchLogLines } from "#testing/log-lines.ts";
import { aRoute, VALID_CALL } from "#testing/route.ts";
import { ListRequest, UploadRequest } from "../contract/requests.ts";
import { writeCursor } from "../domain/cursor.ts";
import { Forbidden } from "../domain/errors.ts";
import { pathKey } from "../domain/path.ts";
import { MAX_BODY_BYTES, MAX_QUERY_BYTES } from "./request-size.ts";

beforeEach(() => {
  catchLogLines();
});

/** A valid body of exactly this many bytes: JSON allows spaces around an object. */
const bodyOf = (bytes: number): string => VALID_CALL.body.padEnd(bytes);

const tooLarge = { statusCode: 413, json: { code: "request-too-large", title: "The request is too large" } };

describe("a body", () => {
  test("of exactly 32 KiB is accepted", async () => {
    await expect(aRoute().call({ body: bodyOf(32_768) })).resolves.toMatchObject({ statusCode: 200 });
  });

  test("of a byte more is a 413 that names both sizes", async () => {
    const { call, useCase } = aRoute();

    const response = await call({ body: bodyOf(32_769) });

    expect(response).toMatchObject(tooLarge);
    expect(response.json).toHaveProperty(
      "detail",
      "The body has 32769 bytes, and this route accepts up to 32768. The bytes of a file go to S3, with the presigned POST of /upload.",
    );
    expect(useCase).not.toHaveBeenCalled();
  });

  test("is measured in UTF-8, and not in characters", async () => {
    const body = JSON.stringify({ name: "😀".repeat(8192) });
    expect(body.length).toBeLessThan(MAX_BODY_BYTES);

    await expect(aRoute().call({ body })).resolves.toMatchObject(tooLarge);
  });

  test.each([
    [32_768, 200],
    [32_769, 413],
  ])("in base64 is measured decoded: %i bytes are a %i", async (bytes, statusCode) => {
    const body = Buffer.from(bodyOf(bytes)).toString("base64");
    expect(body.length).toBeGreaterThan(MAX_BODY_BYTES);

    await expect(aRoute().call({ body, isBase64Encoded: true })).resolves.toMatchObject({ statusCode });
  });

  test("is not parsed before it is measured", async () => {
    const parse = vi.spyOn(JSON, "parse");
    const many = Object.fromEntries(Array.from({ length: 30_000 }, (_, i) => [`member${i}`, i]));
    const body = JSON.stringify(many);

    const response = await aRoute().call({ body });

    expect(parse).not.toHaveBeenCalledWith(body, expect.anything());
    expect(parse).not.toHaveBeenCalledWith(body);
    expect(response).toMatchObject(tooLarge);
    parse.mockRestore();
  });

  test("that the gateway decompressed is measured as it arrives", async () => {
    const body = bodyOf(1_000_000);
    expect(gzipSync(body).length).toBeLessThan(MAX_BODY_BYTES);

    await expect(
      aRoute().call({ body, headers: { "Content-Type": "application/json", "Content-Encoding": "gzip" } }),
    ).resolves.toMatchObject(tooLarge);
  });

  test.each(["query", "path"] as const)("is limited also on a route that reads its %s", async (from) => {
    const parts = { queryStringParameters: { name: "Ana" }, pathParameters: { name: "Ana" } };
    const { call } = aRoute({ from });

    await expect(call({ ...parts, body: "x".repeat(32_769) })).resolves.toMatchObject(tooLarge);
  });

  test("may have another limit of its route", async () => {
    const { call } = aRoute({ maxBodyBytes: 100_000 });

    await expect(call({ body: bodyOf(100_000) })).resolves.toMatchObject({ statusCode: 200 });
    await expect(call({ body: bodyOf(100_001) })).resolves.toMatchObject(tooLarge);
  });

  test("is measured only for a caller who may call", async () => {
    const allow = () => {
      throw new Forbidden("Not you.");
    };
    const body = bodyOf(32_769);

    await expect(aRoute().call({ body, claims: undefined })).resolves.toMatchObject({ statusCode: 401 });
    await expect(aRoute({ allow }).call({ body })).resolves.toMatchObject({ statusCode: 403 });
  });
});

describe("a query", () => {
  const queryOf = (bytes: number) => ({ name: "é".repeat((bytes - "name=".length) / 2) });

  test("of up to 6 KiB, decoded, is accepted, and a longer one is a 413", async () => {
    const { call } = aRoute({ from: "query" });

    const limit = MAX_QUERY_BYTES - 1;
    await expect(call({ body: null, queryStringParameters: queryOf(limit) })).resolves.toMatchObject({
      statusCode: 200,
    });
    await expect(call({ body: null, queryStringParameters: queryOf(limit + 2) })).resolves.toMatchObject({
      ...tooLarge,
      json: {
        detail: expect.stringContaining("The query has 6145 bytes, and this route accepts up to 6144."),
      },
    });
  });

  test("counts a name as often as it was sent, although only its last value is in queryStringParameters", async () => {
    const { call } = aRoute({ from: "path" });
    const values = Array.from({ length: 100 }, () => "x".repeat(100));

    await expect(
      call({
        body: null,
        pathParameters: { name: "Ana" },
        queryStringParameters: { tag: "x".repeat(100) },
        multiValueQueryStringParameters: { tag: values },
      }),
    ).resolves.toMatchObject(tooLarge);
  });

  test("with the longest filters of a list fits", () => {
    const path = "a/".repeat(511).concat("ab");
    const query = {
      status: "quarantined",
      name: "語".repeat(255),
      path,
      tag: Array.from({ length: 10 }, () => `${"k".repeat(64)}:${"v".repeat(128)}`),
      limit: "100",
      cursor: writeCursor({ path_key: pathKey(path, NOW), file_id: FILE_ID }, { owner: OWNER, path }),
    };
    const pairs = Object.entries(query).flatMap(([name, values]) =>
      [values].flat().map((value) => `${name}=${value}`),
    );

    expect(v.safeParse(ListRequest, query).success).toBe(true);
    expect(Buffer.byteLength(pairs.join("&"))).toBeLessThan(MAX_QUERY_BYTES);
  });

  test("counts its names, also on a route that reads its path", async () => {
    const query = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`m${i}`, ""]));
    const { call } = aRoute({ from: "path" });

    await expect(
      call({ body: null, pathParameters: { name: "Ana" }, queryStringParameters: query }),
    ).resolves.toMatchObject(tooLarge);
  });
});

test("the largest members of an upload fit, with every character written as an escape", () => {
  const tag = 64 + 128;
  const longest = {
    file_name: 1024,
    extension: 64,
    type: 255,
    "checksum.value": 64,
    path: 1536,
    tags: 10 * tag,
  };
  const escaped = Object.values(longest).reduce((sum, characters) => sum + 6 * characters, 0);
  const names = JSON.stringify(Object.keys(UploadRequest.entries)).length + 200;
  expect(escaped + names).toBeLessThan(MAX_BODY_BYTES);
});

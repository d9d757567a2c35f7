import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { createUser, subOf } from "./people.ts";
import { expectProblem } from "./problem.ts";
import { type ApiResponse, call, postForm, type Upload, until } from "./service.ts";

type Entry = { index: number; file_id?: string; status?: string; problem?: Record<string, unknown> };
type Status = { file_id: string; status?: string; problem?: Record<string, unknown> };

/** The token of a user that only this test file uses. */
let token: string;
beforeAll(async () => {
  token = await createUser("many");
});

const aText = (name: string, len = 4) => ({ file_name: name, extension: ".txt", len, type: "text/plain" });
const announce = (files: unknown[], { key, as = token }: { key?: string; as?: string } = {}) =>
  call("POST", "/uploads", {
    token: as,
    body: { files },
    ...(key !== undefined && { headers: { "Idempotency-Key": key } }),
  });
const entriesOf = ({ body }: ApiResponse) => body["files"] as (Entry & Partial<Upload>)[];
const consult = (ids: readonly string[], as = token, headers: Record<string, string> = {}) =>
  call("GET", `/consult-status?${ids.map((id) => `file_id=${id}`).join("&")}`, { token: as, headers });
const statusesOf = ({ body }: ApiResponse) => body["files"] as Status[];

describe("POST /uploads", () => {
  test("announces 50 files with one call: their bytes are accepted, moved, and consulted with one call", async () => {
    const response = await announce(Array.from({ length: 50 }, (_, i) => aText(`${i}.txt`, 10 + i)));
    expect(response.status).toBe(200);
    const uploads = entriesOf(response) as (Entry & Upload)[];
    expect(uploads.map(({ index }) => index)).toEqual(Array.from({ length: 50 }, (_, i) => i));

    const sent = await Promise.all(uploads.map((upload, i) => postForm(upload, "x".repeat(10 + i))));
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([204]));

    const ids = uploads.map(({ file_id }) => file_id).reverse();
    const done = await until(
      () => consult(ids),
      (statuses) => statusesOf(statuses).every(({ status }) => status === "completed"),
      60,
    );
    expect(statusesOf(done).map(({ file_id }) => file_id)).toEqual(ids);
  });

  test("has a problem in the place of an entry that /upload would refuse, and announces the others", async () => {
    const response = await announce([
      aText("a.txt"),
      { ...aText("b.txt"), len: -1 },
      { ...aText("c.txt"), on_behalf_of: subOf(token) },
      { ...aText("d.txt"), colour: "red" },
      "e.txt",
      aText("f.txt"),
    ]);

    expect(response.status).toBe(200);
    const outcomes = entriesOf(response).map(
      ({ problem, status, file_id }) => problem?.["code"] ?? status ?? !!file_id,
    );
    expect(outcomes).toEqual([
      true,
      "invalid-request",
      "forbidden",
      "invalid-request",
      "invalid-request",
      true,
    ]);
    expect(entriesOf(response)[3]?.problem?.["errors"]).toEqual([
      { pointer: "#/files/3/colour", detail: "colour is not known here; leave it out." },
    ]);
  });

  test("announces plans beside forms, each with its parts", async () => {
    const key = randomUUID();
    const entries = [
      aText("form.txt"),
      { ...aText("plan.txt"), multipart: true, checksum: { algorithm: "CRC32" } },
    ];

    const [form, plan] = entriesOf(await announce(entries, { key }));
    const [, again] = entriesOf(await announce(entries, { key }));

    expect(form).toMatchObject({ index: 0, method: "POST" });
    expect(plan).toMatchObject({ index: 1, method: "PUT", part_count: 1, checksum: { algorithm: "CRC32" } });
    expect(again).toMatchObject({ index: 1, method: "PUT", file_id: plan?.file_id });
    const parts = await call("POST", "/upload-parts", {
      token,
      body: { file_id: plan?.file_id, list: true },
    });
    expect([parts.status, parts.body["uploaded"]]).toEqual([200, []]);
  });

  test.each([
    ["no files", { files: [] }],
    ["51 files", { files: Array(51).fill({}) }],
    ["files that are no list", { files: {} }],
    ["another member", { files: [{}], colour: "red" }],
    ["no object", []],
  ])("refuses a body with %s as a whole", async (_, body) => {
    expectProblem(await call("POST", "/uploads", { token, body }), { status: 400, code: "invalid-request" });
  });

  test("refuses a body over 51 x 32 KiB", async () => {
    const raw = JSON.stringify({ files: [aText("a.txt")] }).padEnd(51 * 32_768 + 1);
    expectProblem(await call("POST", "/uploads", { token, raw }), { status: 413, code: "request-too-large" });
  });

  test("an Idempotency-Key returns the same files, for each entry by its place", async () => {
    const key = randomUUID();
    const files = [aText("same.txt"), aText("same.txt"), aText("other.txt")];

    const responses = await Promise.all([
      announce(files, { key }),
      announce(files, { key }),
      announce(files, { key }),
    ]);
    const again = await announce([...files.slice(0, 2), aText("changed.txt"), aText("new.txt")], { key });
    const single = await call("POST", "/upload", {
      token,
      body: aText("same.txt"),
      headers: { "Idempotency-Key": key },
    });

    const [first, ...others] = responses.map((response) => entriesOf(response).map(({ file_id }) => file_id));
    expect(new Set(first).size).toBe(3);
    for (const other of others) expect(other).toEqual(first);
    expect(entriesOf(again).map(({ file_id, problem }) => problem?.["code"] ?? file_id)).toEqual([
      first?.[0],
      first?.[1],
      "idempotency-conflict",
      expect.any(String),
    ]);
    expect(first).not.toContain(single.body["file_id"]);
  });

  test("on behalf of users checks each owner, and one who does not exist is a problem of the entry", async () => {
    const relay = await createUser("many-relay", "relays");
    const owner = subOf(token);

    const response = await announce(
      [
        { ...aText("a.txt"), on_behalf_of: owner },
        { ...aText("b.txt"), on_behalf_of: randomUUID() },
        { ...aText("c.txt"), on_behalf_of: owner },
      ],
      { as: relay },
    );

    const [a, b, c] = entriesOf(response);
    expect(b?.problem?.["code"]).toBe("unknown-owner");
    const seen = await consult([a?.file_id ?? "", c?.file_id ?? ""]);
    expect(statusesOf(seen).map(({ status }) => status)).toEqual(["pending", "pending"]);
  });
});

describe("GET /consult-status of several files", () => {
  test("has the same problem for a file of another user as for one that does not exist, and keeps duplicates", async () => {
    const other = await createUser("many-other");
    const [own] = entriesOf(await announce([aText("own.txt")]));
    const [theirs] = entriesOf(await announce([aText("theirs.txt")], { as: other }));
    const ids = [theirs?.file_id ?? "", own?.file_id ?? "", randomUUID(), own?.file_id ?? ""];

    const response = await consult(ids);

    expect(response.status).toBe(200);
    const statuses = statusesOf(response);
    expect(statuses.map(({ file_id }) => file_id)).toEqual(ids);
    expect(statuses.map(({ status, problem }) => status ?? problem?.["code"])).toEqual([
      "file-not-found",
      "pending",
      "file-not-found",
      "pending",
    ]);
    expect({ ...statuses[0], file_id: "" }).toEqual({ ...statuses[2], file_id: "" });
  });

  test("returns 304 until one of the files changes", async () => {
    const files = entriesOf(await announce([aText("a.txt"), aText("b.txt")])) as (Entry & Upload)[];
    const ids = files.map(({ file_id }) => file_id);
    const etag = (await consult(ids)).headers.get("etag") ?? "";

    const same = await consult(ids, token, { "If-None-Match": etag });
    expect([same.status, same.body]).toEqual([304, {}]);

    if (files[1]) await postForm(files[1], "text");
    const changed = await until(
      () => consult(ids, token, { "If-None-Match": etag }),
      ({ status }) => status === 200,
    );
    expect(changed.headers.get("etag")).not.toBe(etag);
  });

  test("refuses 51 ids, and a malformed id", async () => {
    for (const ids of [Array(51).fill(randomUUID()), [randomUUID(), "x"]])
      expectProblem(await consult(ids), { status: 400, code: "invalid-request" });
  });

  test("of one id is as before: a status, or 404", async () => {
    const [file] = entriesOf(await announce([aText("one.txt")]));
    expect((await consult([file?.file_id ?? ""])).body).toMatchObject({
      file_id: file?.file_id,
      status: "pending",
    });
    expectProblem(await consult([randomUUID()]), { status: 404, code: "file-not-found" });
  });
});

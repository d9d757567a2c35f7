import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { keysUnder } from "./cloud.ts";
import { createUser } from "./people.ts";
import { expectProblem } from "./problem.ts";
import { completedText, connectAs } from "./sdk.ts";
import { type ApiResponse, call, postForm, tokenOf, type Upload, until } from "./service.ts";

type Listed = { file_id: string; file_name: string; status: string };
const filesOf = ({ body }: ApiResponse): Listed[] => body["files"] as Listed[];

/** The token of a user that only this test file uses, so that no other test adds to its list. */
let token: string;
beforeAll(async () => {
  token = await createUser("lister");
});

const upload = async (name: string, text = "x"): Promise<Upload> => {
  const { body } = await call("POST", "/upload", {
    token,
    body: { file_name: name, extension: ".txt", len: text.length, type: "text/plain" },
  });
  return body as Upload;
};
const list = (query = "", as = token) => call("GET", `/files${query}`, { token: as });

describe("GET /files", () => {
  const names = ["Anna.txt", "Bruno.txt", "Café com ANA.txt", "dona.txt", "Eva.txt"];
  const ids: string[] = [];
  beforeAll(async () => {
    for (const name of names) ids.unshift((await upload(name)).file_id);
    await until(list, (response) => filesOf(response).length === names.length);
  });

  test("returns the caller's own files only, newest first", async () => {
    expect(filesOf(await list()).map(({ file_id }) => file_id)).toEqual(ids);
    expect(filesOf(await list("", await createUser("nobody")))).toEqual([]);
  });

  test("returns pages with every file exactly once", async () => {
    const seen: string[] = [];
    let cursor = "";
    do {
      const { body } = await list(`?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...(body["files"] as Listed[]).map(({ file_id }) => file_id));
      cursor = String(body["next_cursor"] ?? "");
    } while (cursor !== "");
    expect(seen).toEqual(ids);
  });

  test("searches by part of a name in any case, and by status", async () => {
    expect(filesOf(await list("?name=aNa")).map(({ file_name }) => file_name)).toEqual(["Café com ANA.txt"]);
    expect(filesOf(await list("?name=NA.txt")).map(({ file_name }) => file_name)).toEqual([
      "dona.txt",
      "Café com ANA.txt",
      "Anna.txt",
    ]);
    expect(filesOf(await list("?status=completed"))).toEqual([]);
    expect(filesOf(await list("?status=pending"))).toHaveLength(names.length);
  });

  test("accepts a cursor only for the list that returned it, and the cursor does not contain the owner", async () => {
    const cursor = String((await list("?limit=1")).body["next_cursor"]);
    const other = await createUser("other");
    for (const response of [
      await list(`?limit=1&cursor=${cursor}`, other),
      await list(`?limit=1&status=pending&cursor=${cursor}`),
      await list("?cursor=junk"),
      await list(`?cursor=${cursor.slice(0, -2)}`),
    ])
      expectProblem(response, { status: 400, code: "invalid-request" });
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    expect(Buffer.from(cursor, "base64url").toString()).not.toContain(claims.sub);
  });

  test.each([
    "limit=0",
    "limit=101",
    "limit=x",
    "status=deleted",
    "name=",
    "colour=red",
  ])("refuses ?%s", async (query) => {
    expectProblem(await list(`?${query}`), { status: 400, code: "invalid-request" });
  });
});

describe("DELETE /files/{file_id}", () => {
  const remove = (id: string, as = token) => call("DELETE", `/files/${id}`, { token: as });

  test("deletes the file and its bytes, and every later request gets a 404", async () => {
    const file_id = await completedText("soon gone", { name: "gone.txt" }, connectAs(token));
    expect((await remove(file_id)).status).toBe(204);

    expect(await keysUnder(`dest/${file_id}`)).toEqual([]);
    for (const response of [
      await remove(file_id),
      await call("GET", `/files/${file_id}`, { token }),
      await call("GET", `/consult-status?file_id=${file_id}`, { token }),
      await call("POST", "/confirm-upload", { token, body: { file_id } }),
      await call("POST", "/update-status", {
        token: await tokenOf("operator"),
        body: { file_id, status: "error" },
      }),
    ])
      expectProblem(response, { status: 404, code: "file-not-found" });
    await until(list, (response) => filesOf(response).every((file) => file.file_id !== file_id));
  });

  test("deletes also bytes that arrive later", async () => {
    const requested = await upload("early.txt", "too late");
    expect((await remove(requested.file_id)).status).toBe(204);
    expect((await postForm(requested, "too late")).status).toBe(204);
    await until(
      () => keysUnder(`temp/${requested.file_id}`),
      (keys) => keys.length === 0,
    );
    expect(await keysUnder(`dest/${requested.file_id}`)).toEqual([]);
  });

  test("at the same time as the move leaves no bytes", async () => {
    const uploads = await Promise.all(
      Array.from({ length: 8 }, (_, i) => upload(`race ${i}.txt`, `race ${i}`)),
    );
    await Promise.all(
      uploads.map(async (requested, i) => {
        await postForm(requested, `race ${i}`);
        const { status } = await remove(requested.file_id);
        expect(status).toBe(204);
      }),
    );
    for (const { file_id } of uploads) {
      const bytes = async () => [
        ...(await keysUnder(`temp/${file_id}`)),
        ...(await keysUnder(`dest/${file_id}`)),
      ];
      await until(bytes, (keys) => keys.length === 0);
    }
  });

  test("of another user's file responds with 404", async () => {
    const { file_id } = await upload("mine.txt");
    expectProblem(await remove(file_id, await createUser("thief")), { status: 404, code: "file-not-found" });
    expect((await call("GET", `/files/${file_id}`, { token })).status).toBe(200);
  });
});

describe("Idempotency-Key", () => {
  const request = { file_name: "once.txt", extension: ".txt", len: 4, type: "text/plain" };
  const requestWithKey = (key: string, body: unknown = request, as = token) =>
    call("POST", "/upload", { token: as, body, headers: { "Idempotency-Key": key } });

  test("returns the same file again, with a new form that expires at the same time", async () => {
    const key = randomUUID();
    const [first, second] = [await requestWithKey(key), await requestWithKey(key)];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body["file_id"]).toBe(first.body["file_id"]);
    expect(second.body["expires_at"]).toBe(first.body["expires_at"]);
    const policy = JSON.parse(
      Buffer.from((second.body as Upload).fields["Policy"] ?? "", "base64").toString(),
    );
    expect(Date.parse(policy.expiration)).toBeLessThanOrEqual(Date.parse(String(first.body["expires_at"])));

    expect((await postForm(second.body as Upload, "once")).status).toBe(204);
    await until(
      () => requestWithKey(key),
      ({ status, body }) => status === 200 && body["status"] === "completed" && !("fields" in body),
    );
  });

  test("creates one file for ten requests at once", async () => {
    const key = randomUUID();
    const responses = await Promise.all(Array.from({ length: 10 }, () => requestWithKey(key)));
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(responses.map(({ body }) => body["file_id"])).size).toBe(1);
  });

  test("refuses another body, and is separate for each user", async () => {
    const key = randomUUID();
    const own = await requestWithKey(key);
    expectProblem(await requestWithKey(key, { ...request, len: 5 }), {
      status: 422,
      code: "idempotency-conflict",
    });
    const other = await requestWithKey(key, request, await createUser("other"));
    expect(other.status).toBe(201);
    expect(other.body["file_id"]).not.toBe(own.body["file_id"]);
  });

  test("of a deleted file gets a 410", async () => {
    const key = randomUUID();
    const { body } = await requestWithKey(key);
    await call("DELETE", `/files/${body["file_id"]}`, { token });
    expectProblem(await requestWithKey(key), { status: 410, code: "file-deleted" });
  });

  test("must have 1 to 255 visible characters", async () => {
    expectProblem(await requestWithKey("two words"), { status: 400, code: "invalid-request" });
    expectProblem(await requestWithKey("x".repeat(256)), { status: 400, code: "invalid-request" });
  });
});

describe("ETag of /consult-status", () => {
  test("changes only when the status changes", async () => {
    const requested = await upload("poll.txt", "poll");
    const path = `/consult-status?file_id=${requested.file_id}`;
    const first = await call("GET", path, { token });
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"\d+"$/);

    const same = await call("GET", path, { token, headers: { "If-None-Match": etag } });
    expect([same.status, same.body, same.headers.get("etag")]).toEqual([304, {}, etag]);

    await postForm(requested, "poll");
    const changed = await until(
      () => call("GET", path, { token, headers: { "If-None-Match": etag } }),
      ({ status }) => status === 200,
    );
    expect(changed.headers.get("etag")).not.toBe(etag);
  });
});

import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { keysUnder } from "./cloud.ts";
import { createUser } from "./people.ts";
import { expectProblem } from "./problem.ts";
import { type Answer, call, postForm, tokenOf, type Upload, until } from "./service.ts";

type Listed = { file_id: string; file_name: string; status: string };
const filesOf = ({ body }: Answer): Listed[] => body["files"] as Listed[];

/** A user of this file's own, whose list nobody else adds to. */
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
const completed = async (name: string, text: string): Promise<Upload> => {
  const asked = await upload(name, text);
  await postForm(asked, text);
  await until(
    () => call("GET", `/consult-status?file_id=${asked.file_id}`, { token }),
    ({ body }) => body["status"] === "completed",
  );
  return asked;
};

describe("GET /files", () => {
  const names = ["Anna.txt", "Bruno.txt", "Café com ANA.txt", "dona.txt", "Eva.txt"];
  const ids: string[] = [];
  beforeAll(async () => {
    for (const name of names) ids.unshift((await upload(name)).file_id);
    await until(list, (answer) => filesOf(answer).length === names.length);
  });

  test("has one's own files, newest first, and nobody else's", async () => {
    expect(filesOf(await list()).map(({ file_id }) => file_id)).toEqual(ids);
    expect(filesOf(await list("", await createUser("nobody")))).toEqual([]);
  });

  test("comes in pages that leave nothing out and tell nothing twice", async () => {
    const seen: string[] = [];
    let cursor = "";
    do {
      const { body } = await list(`?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...(body["files"] as Listed[]).map(({ file_id }) => file_id));
      cursor = String(body["next_cursor"] ?? "");
    } while (cursor !== "");
    expect(seen).toEqual(ids);
  });

  test("is searched by part of a name, whatever its case, and by status", async () => {
    expect(filesOf(await list("?name=aNa")).map(({ file_name }) => file_name)).toEqual(["Café com ANA.txt"]);
    expect(filesOf(await list("?name=NA.txt")).map(({ file_name }) => file_name)).toEqual([
      "dona.txt",
      "Café com ANA.txt",
      "Anna.txt",
    ]);
    expect(filesOf(await list("?status=completed"))).toEqual([]);
    expect(filesOf(await list("?status=pending"))).toHaveLength(names.length);
  });

  test("takes a cursor only from the list that gave it, and it tells nobody whose that is", async () => {
    const cursor = String((await list("?limit=1")).body["next_cursor"]);
    const other = await createUser("other");
    for (const answer of [
      await list(`?limit=1&cursor=${cursor}`, other),
      await list(`?limit=1&status=pending&cursor=${cursor}`),
      await list("?cursor=junk"),
      await list(`?cursor=${cursor.slice(0, -2)}`),
    ])
      expectProblem(answer, { status: 400, code: "invalid-request" });
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

  test("takes the file and its bytes, and from then on there is none", async () => {
    const { file_id, fields } = await completed("gone.txt", "soon gone");
    expect((await remove(file_id)).status).toBe(204);

    expect(await keysUnder(`dest/${file_id}`)).toEqual([]);
    for (const answer of [
      await remove(file_id),
      await call("GET", `/files/${file_id}`, { token }),
      await call("GET", `/consult-status?file_id=${file_id}`, { token }),
      await call("POST", "/confirm-upload", { token, body: { file_id } }),
      await call("POST", "/update-status", {
        token: await tokenOf("operator"),
        body: { file_id, status: "error" },
      }),
    ])
      expectProblem(answer, { status: 404, code: "file-not-found" });
    await until(list, (answer) => filesOf(answer).every((file) => file.file_id !== file_id));
    expect(fields["key"]).toBeDefined();
  });

  test("also of a file whose bytes are still to come: they are swept as they come", async () => {
    const asked = await upload("early.txt", "too late");
    expect((await remove(asked.file_id)).status).toBe(204);
    expect((await postForm(asked, "too late")).status).toBe(204);
    await until(
      () => keysUnder(`temp/${asked.file_id}`),
      (keys) => keys.length === 0,
    );
    expect(await keysUnder(`dest/${asked.file_id}`)).toEqual([]);
  });

  test("at the very moment of the move leaves nothing behind", async () => {
    const uploads = await Promise.all(
      Array.from({ length: 8 }, (_, i) => upload(`race ${i}.txt`, `race ${i}`)),
    );
    await Promise.all(
      uploads.map(async (asked, i) => {
        await postForm(asked, `race ${i}`);
        const { status } = await remove(asked.file_id);
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

  test("is not for anybody else", async () => {
    const { file_id } = await upload("mine.txt");
    expectProblem(await remove(file_id, await createUser("thief")), { status: 404, code: "file-not-found" });
    expectProblem(await remove(file_id, await tokenOf("operator")), { status: 404, code: "file-not-found" });
    expect((await call("GET", `/files/${file_id}`, { token })).status).toBe(200);
  });
});

describe("Idempotency-Key", () => {
  const request = { file_name: "once.txt", extension: ".txt", len: 4, type: "text/plain" };
  const ask = (key: string, body: unknown = request, as = token) =>
    call("POST", "/upload", { token: as, body, headers: { "Idempotency-Key": key } });

  test("gives the same file again, signed anew but never for longer", async () => {
    const key = randomUUID();
    const [first, second] = [await ask(key), await ask(key)];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body["file_id"]).toBe(first.body["file_id"]);
    expect(second.body["expires_at"]).toBe(first.body["expires_at"]);
    const policy = JSON.parse(
      Buffer.from((second.body as Upload).fields["Policy"] ?? "", "base64").toString(),
    );
    expect(Date.parse(policy.expiration)).toBeLessThanOrEqual(Date.parse(String(first.body["expires_at"])));

    expect((await postForm(second.body as Upload, "once")).status).toBe(204);
    await until(
      () => ask(key),
      ({ status, body }) => status === 200 && body["status"] === "completed" && !("fields" in body),
    );
  });

  test("creates nothing twice, however many ask at once", async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(key)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body["file_id"])).size).toBe(1);
  });

  test("refuses another body, and belongs to its user", async () => {
    const key = randomUUID();
    const mine = await ask(key);
    expectProblem(await ask(key, { ...request, len: 5 }), { status: 422, code: "idempotency-conflict" });
    const theirs = await ask(key, request, await createUser("other"));
    expect(theirs.status).toBe(201);
    expect(theirs.body["file_id"]).not.toBe(mine.body["file_id"]);
  });

  test("is used up with a deleted file", async () => {
    const key = randomUUID();
    const { body } = await ask(key);
    await call("DELETE", `/files/${body["file_id"]}`, { token });
    expectProblem(await ask(key), { status: 410, code: "file-deleted" });
  });

  test("must be visible characters", async () => {
    expectProblem(await ask("two words"), { status: 400, code: "invalid-request" });
    expectProblem(await ask("x".repeat(256)), { status: 400, code: "invalid-request" });
  });
});

describe("ETag of /consult-status", () => {
  test("says whether anything has changed", async () => {
    const asked = await upload("poll.txt", "poll");
    const path = `/consult-status?file_id=${asked.file_id}`;
    const first = await call("GET", path, { token });
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"\d+"$/);

    const same = await call("GET", path, { token, headers: { "If-None-Match": etag } });
    expect([same.status, same.body, same.headers.get("etag")]).toEqual([304, {}, etag]);

    await postForm(asked, "poll");
    const changed = await until(
      () => call("GET", path, { token, headers: { "If-None-Match": etag } }),
      ({ status }) => status === 200,
    );
    expect(changed.headers.get("etag")).not.toBe(etag);
  });
});

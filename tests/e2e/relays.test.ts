import { beforeAll, describe, expect, test } from "vitest";
import { createRelay, createUser, subOf } from "./people.ts";
import { expectProblem } from "./problem.ts";
import { call, historyOf, postForm, tokenOf, type Upload, until } from "./service.ts";

describe("a relay", () => {
  let relay: string;
  let owner: string;
  beforeAll(async () => {
    [relay, owner] = await Promise.all([createUser("relay", "relays"), createUser("owner")]);
  });
  const request = () => ({
    file_name: "sent.txt",
    extension: ".txt",
    len: 4,
    type: "text/plain",
    on_behalf_of: subOf(owner),
  });

  test("uploads on behalf of a user, may confirm and consult, and may neither list nor download, nor delete what is completed", async () => {
    const { status, body } = await call("POST", "/upload", { token: relay, body: request() });
    expect(status).toBe(201);
    const { file_id } = body as Upload;
    await postForm(body as Upload, "sent");
    expect((await call("POST", "/confirm-upload", { token: relay, body: { file_id } })).status).toBeLessThan(
      300,
    );
    await until(
      () => call("GET", `/consult-status?file_id=${file_id}`, { token: relay }),
      (response) => response.body["status"] === "completed",
    );

    expectProblem(await call("GET", `/files/${file_id}`, { token: relay }), {
      status: 404,
      code: "file-not-found",
    });
    expectProblem(await call("DELETE", `/files/${file_id}`, { token: relay }), {
      status: 404,
      code: "file-not-found",
    });
    expect((await call("GET", "/files", { token: relay })).body["files"]).toEqual([]);

    const ownersView = await call("GET", `/files/${file_id}`, { token: owner });
    expect(ownersView.body).toMatchObject({
      status: "completed",
      uploaded_by: subOf(relay),
      download: { url: expect.stringMatching(/^http/) },
    });
    expect(historyOf(ownersView)[0]).toBe("pending by relay");
    await until(
      () => call("GET", "/files", { token: owner }),
      (response) => JSON.stringify(response.body).includes(file_id),
    );
  });

  test("may name only users who exist", async () => {
    const nobody = { ...request(), on_behalf_of: "11111111-2222-4333-8444-555555555555" };

    for (let i = 0; i < 2; i++) {
      const response = await call("POST", "/upload", { token: relay, body: nobody });
      expectProblem(response, { status: 422, code: "unknown-owner" });
      expect(response.body["errors"]).toMatchObject([{ pointer: "#/on_behalf_of" }]);
    }
  });

  test("that left the group may neither confirm nor consult its uploads any more", async () => {
    const former = await createRelay();
    const { body } = await call("POST", "/upload", { token: former.token, body: request() });
    const { file_id } = body as Upload;
    await postForm(body as Upload, "sent");

    const token = await former.leave();
    for (const response of [
      await call("POST", "/confirm-upload", { token, body: { file_id } }),
      await call("GET", `/consult-status?file_id=${file_id}`, { token }),
    ])
      expectProblem(response, { status: 404, code: "file-not-found" });
  });

  test("must be a member of the group", async () => {
    expectProblem(await call("POST", "/upload", { body: request() }), { status: 403, code: "forbidden" });
    expectProblem(await call("POST", "/upload", { token: await tokenOf("operator"), body: request() }), {
      status: 403,
      code: "forbidden",
    });
  });
});

describe("GET /operations", () => {
  test("returns the counts of unfinished files to an operator", async () => {
    const operator = await tokenOf("operator");
    await call("POST", "/upload", {
      body: { file_name: "open.txt", extension: "txt", len: 1, type: "text" },
    });
    const { status, body } = await until(
      () => call("GET", "/operations", { token: operator }),
      (response) => Number((response.body["unfinished"] as Record<string, number>)["pending"]) > 0,
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ complete: true, oldest: { age_seconds: expect.any(Number) } });
  });

  test("responds with 403 to a user", async () => {
    expectProblem(await call("GET", "/operations"), { status: 403, code: "forbidden" });
  });
});

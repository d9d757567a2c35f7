import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aForm, aRelay, MIB, type Relay } from "./a-relay.ts";

let relay: Relay;
beforeEach(async () => {
  relay = await aRelay();
});
afterEach(() => relay.close());

const post = (
  form: { body: Uint8Array; headers: Record<string, string> },
  headers: Record<string, string> = {},
) =>
  relay.send({ method: "POST", path: "/files", body: form.body, headers: { ...form.headers, ...headers } });

const names = () => relay.files().map(({ body }) => body["file_name"]);

describe("POST /files", () => {
  test.each([
    0,
    1,
    65_536,
    8 * MIB,
    12 * MIB + 1,
  ])("one file of %d bytes is answered like PUT", async (size) => {
    const content = randomBytes(size);
    const response = await post(aForm([{ name: "f", filename: "a.bin", type: "video/mp4", content }]));
    expect(response).toMatchObject({
      status: 201,
      json: { file_name: "a.bin", len: size, status: "uploaded" },
    });
    expect(response.headers.location).toBe(`/files/${relay.files()[0]?.file_id}`);
    expect(relay.files()[0]?.bytes?.equals(content)).toBe(true);
    expect(relay.files()[0]?.body["type"]).toBe("video/mp4");
  });

  test("several files get one entry each, in their order, and one that is refused changes nothing for the others", async () => {
    relay.service.faults.push(({ path, body }) =>
      path === "/upload" && body.toString().includes("b.exe")
        ? Response.json({ code: "type-not-allowed", title: "t", detail: "No .exe." }, { status: 415 })
        : undefined,
    );
    const big = randomBytes(9 * MIB);
    const response = await post(
      aForm([
        { name: "f", filename: "a.txt", content: "a" },
        { name: "f", filename: "b.exe", content: big },
        { name: "f", filename: "c/..", content: "c" },
        { name: "f", filename: "d.bin", content: big },
      ]),
    );
    expect(response).toMatchObject({
      status: 200,
      json: {
        files: [
          { index: 0, file_name: "a.txt", status: "uploaded" },
          { index: 1, problem: { status: 415, code: "type-not-allowed" } },
          { index: 2, problem: { status: 400, code: "invalid-request" } },
          { index: 3, file_name: "d.bin", len: 9 * MIB },
        ],
      },
    });
    expect(names().sort()).toEqual(["a.txt", "d.bin"]);
  });

  test("fields describe the files after them; the query describes all", async () => {
    const form = aForm([
      { name: "path", content: "trips/2026" },
      { name: "tags", content: '{"album":"verão"}' },
      { name: "f", filename: "a.jpg", content: "a" },
      { name: "path", content: "other" },
      { name: "type", content: "image/png" },
      { name: "f", filename: "b", content: "b" },
    ]);
    await relay.send({ method: "POST", path: "/files?tag=x:y", body: form.body, headers: form.headers });
    const bodies = relay.files().map(({ body }) => body);
    expect(bodies.sort((a, b) => String(a["file_name"]).localeCompare(String(b["file_name"])))).toMatchObject(
      [
        { path: "trips/2026", tags: { album: "verão" }, type: "" },
        { path: "other", tags: { album: "verão" }, type: "image/png" },
      ],
    );
  });

  test.each([
    ["отчёт 📷👩‍👩‍👧.pdf", "отчёт 📷👩‍👩‍👧.pdf"],
    ["C:\\fakepath\\x.pdf", "x.pdf"],
    ["../../etc/passwd", "passwd"],
    ["..\\..\\boot.ini", "boot.ini"],
    ["100%2F.txt", "100%2F.txt"],
    ["한글.txt".normalize("NFD"), "한글.txt".normalize("NFC")],
  ])("the name %s arrives as %s", async (filename, name) => {
    expect(await post(aForm([{ name: "f", filename, content: "x" }]))).toMatchObject({
      json: { file_name: name },
    });
  });

  test("with Prefer: respond-async keeps all files", async () => {
    const form = aForm([
      { name: "f", filename: "a", content: "a" },
      { name: "f", filename: "b", content: "b" },
    ]);
    const response = await post(form, { prefer: "respond-async" });
    expect(response).toMatchObject({ status: 200, headers: { "preference-applied": "respond-async" } });
    expect([...relay.store.entries.values()].map(({ bytes }) => bytes.toString())).toEqual(["a", "b"]);
  });

  test("each file of a form has a key of its own, and the form again makes no new file", async () => {
    const form = aForm([
      { name: "f", filename: "a", content: "a" },
      { name: "f", filename: "b", content: "b" },
    ]);
    const first = await post(form, { "idempotency-key": "k" });
    const again = await post(form, { "idempotency-key": "k" });
    expect(first.status).toBe(200);
    expect(again.json).toEqual(first.json);
    expect(relay.files()).toHaveLength(2);
  });
});

describe("a form that is cut off anywhere is no success, and leaves no file that it has not reported", () => {
  const whole = aForm(
    [
      { name: "path", content: "p" },
      { name: "f", filename: "a.bin", content: randomBytes(3000) },
    ],
    { boundary: "xyz" },
  );
  // The closing boundary is "--xyz--". Only the line break after it may be missing.
  const cuts = [
    0,
    5,
    60,
    150,
    1500,
    whole.body.length - 12,
    whole.body.length - 5,
    whole.body.length - 4,
    whole.body.length - 3,
  ];

  test.each(cuts)("by its own end, after %d bytes", async (cut) => {
    const response = await post({ ...whole, body: whole.body.subarray(0, cut) });
    expect(response.status).toBe(400);
    await expect.poll(() => relay.files()).toEqual([]);
  });
  test("except for the line break at its end", async () => {
    expect((await post({ ...whole, body: whole.body.subarray(0, -2) })).status).toBe(201);
  });

  test.each(cuts.slice(1))("by the connection, after %d bytes", async (cut) => {
    for (const framing of [`Content-Length: ${whole.body.length}`, "Transfer-Encoding: chunked"]) {
      const socket = await relay.socket();
      let answer = "";
      socket.on("data", (data) => {
        answer += data;
      });
      socket.write(
        `POST /files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann\r\nContent-Type: ${whole.headers["content-type"]}\r\n${framing}\r\n\r\n`,
      );
      const piece = whole.body.subarray(0, cut);
      if (framing.startsWith("T")) socket.write(`${piece.length.toString(16)}\r\n`);
      socket.write(piece);
      socket.end();
      await new Promise((resolve) => socket.once("close", resolve));
      expect(answer).not.toMatch(/HTTP\/1.1 2/);
      await expect.poll(() => relay.files()).toEqual([]);
    }
  });

  test("and the files before the cut are aborted, if they were not whole", async () => {
    const form = aForm(
      [
        { name: "f", filename: "a.bin", content: randomBytes(3000) },
        { name: "f", filename: "b.bin", content: randomBytes(3000) },
      ],
      { end: false },
    );
    expect((await post(form)).status).toBe(400);
    await expect.poll(() => names()).not.toContain("b.bin");
  });
});

test("the files of a form that is cut off are aborted, if the service has not confirmed them", async () => {
  // S3 is silent for the first file, which is whole.
  relay.far.disturbs.push(({ method, url }) => method === "POST" && url === "/s3/");
  const form = aForm(
    [
      { name: "f", filename: "a.bin", content: randomBytes(3000) },
      { name: "f", filename: "b.bin", content: randomBytes(3000) },
    ],
    { end: false },
  );
  const body = async function* () {
    yield form.body;
    await expect.poll(() => relay.files().length).toBe(1);
  };
  const answer = await relay.send({ method: "POST", path: "/files", body: body(), headers: form.headers });
  expect(answer.status).toBe(400);
  await expect.poll(() => relay.files()).toEqual([]);
});

describe("a form that is no form is refused:", () => {
  test("ten thousand tiny fields", async () => {
    const fields = Array.from({ length: 10_000 }, (_, i) => ({ name: "path", content: `${i}` }));
    const form = aForm([...fields, { name: "f", filename: "a", content: "a" }]);
    expect(await post(form)).toMatchObject({ status: 413, json: { code: "form-too-large" } });
    expect(relay.files()).toEqual([]);
  });
  test("a field of a MiB", async () => {
    const form = aForm([
      { name: "path", content: "x".repeat(MIB) },
      { name: "f", filename: "a", content: "a" },
    ]);
    expect(await post(form)).toMatchObject({ status: 413, json: { code: "form-too-large" } });
  });
  test("ten thousand files", async () => {
    const many = await aRelay({ storeByDefault: true });
    const form = aForm(
      Array.from({ length: 10_000 }, (_, i) => ({ name: "f", filename: `${i}`, content: "" })),
    );
    const response = await many.send({ method: "POST", path: "/files", ...form });
    expect(response).toMatchObject({ status: 413, json: { code: "form-too-large" } });
    await many.close();
  });
  test.each([
    ["no file", aForm([{ name: "path", content: "p" }])],
    ["nothing", aForm([])],
    ["a part that is no field", aForm([{ name: "f", header: "X: y", content: "a" }])],
    [
      "a part without a disposition after a file",
      aForm([
        { name: "f", filename: "a", content: "a" },
        { name: "f", header: "Content-Type: text/plain", content: "lost" },
      ]),
    ],
    [
      "a part that cannot be read, between files",
      aForm([
        { name: "f", filename: "a", content: "a" },
        { name: "f", header: "Content-Disposition: attachment; filename=b", content: "lost" },
        { name: "f", filename: "c", content: "c" },
      ]),
    ],
  ])("%s", async (_, form) => {
    expect(await post(form)).toMatchObject({ status: 400 });
    await expect.poll(() => relay.files()).toEqual([]);
  });
  test.each([
    "text/plain",
    "multipart/form-data",
    "multipart/mixed; boundary=x",
    "application/x-www-form-urlencoded",
  ])("a body of the type %s", async (type) => {
    const { body } = aForm([]);
    expect(await post({ body, headers: { "content-type": type } })).toMatchObject({ status: 415 });
  });
  test("an empty file field of a page is no file", async () => {
    const form = aForm([
      { name: "f", filename: "", type: "application/octet-stream", content: "" },
      { name: "f", filename: "a", content: "a" },
    ]);
    expect(await post(form)).toMatchObject({ status: 201, json: { file_name: "a" } });
  });
});

describe("what would be ignored in silence is refused, and no file is stored:", () => {
  const file = { name: "f", filename: "a", content: "a" };

  test.each([
    ["before the file", [{ name: "tgas", content: "{}" }, file]],
    ["after the file", [file, { name: "tgas", content: "{}" }]],
  ])("an unknown field %s", async (_, parts) => {
    const response = await post(aForm(parts));
    expect(response).toMatchObject({ status: 400, json: { code: "invalid-request" } });
    expect(response.json["detail"]).toBe(
      'There is no form field "tgas". Did you mean tags? Known are path, tags, type.',
    );
    await expect.poll(() => relay.files()).toEqual([]);
  });
  test("a field after the last file", async () => {
    for (const headers of [{}, { prefer: "respond-async" }]) {
      const response = await post(aForm([file, { name: "path", content: "trips" }]), headers);
      expect(response).toMatchObject({ status: 400, json: { code: "invalid-request" } });
      expect(response.json["detail"]).toContain("The field path comes after the last file");
    }
    await expect.poll(() => relay.files()).toEqual([]);
    expect(relay.store.entries.size).toBe(0);
  });
  test("an unknown query parameter", async () => {
    const form = aForm([file]);
    const response = await relay.send({ method: "POST", path: "/files?tags=a:b", ...form });
    expect(response).toMatchObject({ status: 400 });
    expect(response.json["detail"]).toContain('There is no query parameter "tags". Did you mean tag?');
    expect(relay.service.requests).toEqual([]);
  });
  test("the field that browsers fill in is none of these", async () => {
    expect(await post(aForm([{ name: "_charset_", content: "UTF-8" }, file]))).toMatchObject({ status: 201 });
  });
});

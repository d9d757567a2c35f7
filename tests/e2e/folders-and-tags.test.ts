import { beforeAll, describe, expect, test } from "vitest";
import { recordOf } from "./cloud.ts";
import { createUser } from "./people.ts";
import { expectProblem } from "./problem.ts";
import { type ApiResponse, call, postForm, type Upload, until } from "./service.ts";

type Listed = { file_id: string; file_name: string; path?: string; tags?: Record<string, string> };
const namesOf = ({ body }: ApiResponse): string[] =>
  (body["files"] as Listed[]).map(({ file_name }) => file_name);

let token: string;
let stranger: string;

const upload = async (name: string, members: object = {}, as = token): Promise<Upload> => {
  const { status, body } = await call("POST", "/upload", {
    token: as,
    body: { file_name: name, extension: ".txt", len: 1, type: "text/plain", ...members },
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return body as Upload;
};
const list = (query: Record<string, string | string[]> = {}, as = token) => {
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
  return call("GET", `/files?${new URLSearchParams(pairs)}`, { token: as });
};

const LONGEST = `${"a/".repeat(511)}ab`;
/** In the order in which they are requested. */
const FILES: [name: string, members: object][] = [
  ["first.txt", { path: "trips/2026" }],
  ["lisbon.txt", { path: "trips/2026/lisbon", tags: { album: "summer", camera: "x:100" } }],
  ["porto.txt", { path: "trips/2026/porto", tags: { album: "summer" } }],
  ["neighbour.txt", { path: "trips/20266" }],
  ["hyphen.txt", { path: "trips/2026-old" }],
  ["second.txt", { path: "trips/2026", tags: { album: "Verão" } }],
  ["deep.txt", { path: LONGEST }],
  ["none.txt", { tags: { album: "summer" } }],
  ["plain.txt", {}],
];
const ids = new Map<string, string>();

beforeAll(async () => {
  [token, stranger] = [await createUser("traveller"), await createUser("stranger-of-folders")];
  for (const [name, members] of FILES) ids.set(name, (await upload(name, members)).file_id);
  await upload("theirs.txt", { path: "trips/2026" }, stranger);
  await until(list, (response) => namesOf(response).length === FILES.length);
});

describe("GET /files?path=", () => {
  test.each([
    ["trips/2026", ["second.txt", "first.txt", "lisbon.txt", "porto.txt"]],
    ["trips/2026/lisbon", ["lisbon.txt"]],
    ["trips", ["second.txt", "first.txt", "lisbon.txt", "porto.txt", "hyphen.txt", "neighbour.txt"]],
    ["trips/202", []],
    ["TRIPS", []],
    ["a", ["deep.txt"]],
    [LONGEST, ["deep.txt"]],
  ])("returns the folder and its subfolders, and no neighbour (case %#)", async (path, names) => {
    expect(namesOf(await list({ path }))).toEqual(names);
  });

  test.each(["1", "2", "3"])("returns pages of %s with every file exactly once", async (limit) => {
    const seen: string[] = [];
    let cursor = "";
    do {
      const response = await list({ path: "trips", limit, ...(cursor && { cursor }) });
      seen.push(...namesOf(response));
      cursor = String(response.body["next_cursor"] ?? "");
    } while (cursor !== "");
    expect(seen).toEqual(namesOf(await list({ path: "trips" })));
  });

  test("continues after the longest path", async () => {
    const second = await upload("deep too.txt", { path: LONGEST });
    const first = await until(
      () => list({ path: "a", limit: "1" }),
      ({ body }) => body["next_cursor"] !== undefined,
    );
    const cursor = String(first.body["next_cursor"]);
    const rest = await list({ path: "a", cursor });
    expect([...namesOf(first), ...namesOf(rest)].sort()).toEqual(["deep too.txt", "deep.txt"]);
    await call("DELETE", `/files/${second.file_id}`, { token });
  });

  test("accepts the cursor of no other list, and returns one that does not contain the owner", async () => {
    const byPath = String((await list({ path: "trips", limit: "1" })).body["next_cursor"]);
    const newestFirst = String((await list({ limit: "1" })).body["next_cursor"]);
    for (const response of [
      await list({ cursor: byPath }),
      await list({ path: "trips", cursor: newestFirst }),
      await list({ path: "trips/2026", cursor: byPath }),
      await list({ path: "trips", tag: "album:summer", cursor: byPath }),
      await list({ path: "trips", cursor: byPath }, stranger),
    ])
      expectProblem(response, { status: 400, code: "invalid-request" });
    const { sub } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    expect(Buffer.from(byPath, "base64url").toString()).not.toContain(sub);
  });

  test("leaves a deleted file out, and its record keeps no key of the index", async () => {
    const { file_id } = await upload("gone.txt", { path: "soon/gone" });
    await until(
      () => list({ path: "soon" }),
      (response) => namesOf(response).length === 1,
    );
    await call("DELETE", `/files/${file_id}`, { token });
    await until(
      () => list({ path: "soon" }),
      (response) => namesOf(response).length === 0,
    );
    const record = await recordOf(file_id);
    expect(record).toMatchObject({ path: "soon/gone", status: "deleted" });
    expect(record).not.toHaveProperty("path_key");
  });

  test("only a file with a path is in the index", async () => {
    expect(await recordOf(ids.get("plain.txt") ?? "")).not.toHaveProperty("path_key");
    expect(await recordOf(ids.get("first.txt") ?? "")).toHaveProperty("path_key");
  });

  test.each([
    "",
    "/",
    "trips/",
    "/trips",
    "a//b",
    "a/../b",
    "a\\b",
    "a\u0001b",
  ])("refuses %j", async (path) => {
    expectProblem(await list({ path }), { status: 400, code: "invalid-request" });
    const body = { file_name: "a.txt", extension: ".txt", len: 1, type: "text/plain", path };
    expectProblem(await call("POST", "/upload", { token, body }), { status: 400, code: "invalid-request" });
  });
});

describe("GET /files?tag=", () => {
  test.each<[string | string[], string[]]>([
    ["album:summer", ["none.txt", "porto.txt", "lisbon.txt"]],
    [["album:summer", "camera:x:100"], ["lisbon.txt"]],
    ["album:Vera\u0303o", ["second.txt"]],
    ["album:Summer", []],
    ["owner:x", []],
  ])("returns the files with %j, newest first", async (tag, names) => {
    expect(namesOf(await list({ tag }))).toEqual(names);
  });

  test("and a path, a name and a status return the files with all of them", async () => {
    expect(namesOf(await list({ path: "trips", tag: "album:summer" }))).toEqual(["lisbon.txt", "porto.txt"]);
    expect(
      namesOf(await list({ path: "trips", tag: "album:summer", name: "PORTO", status: "pending" })),
    ).toEqual(["porto.txt"]);
  });

  test.each([
    [["album"]],
    [[":summer"]],
    [["album:summer", "album"]],
    [Array<string>(11).fill("album:summer")],
  ])("refuses %j", async (tag) => {
    expectProblem(await list({ tag }), { status: 400, code: "invalid-request" });
  });

  test.each([
    { "a b": "x" },
    { album: "x".repeat(129) },
    { album: 7 },
    ["album"],
    Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`k${i}`, "x"])),
  ])("POST /upload refuses the tags %j", async (tags) => {
    const body = { file_name: "a.txt", extension: ".txt", len: 1, type: "text/plain", tags };
    expectProblem(await call("POST", "/upload", { token, body }), { status: 400, code: "invalid-request" });
  });
});

test("path and tags are in the record and in lists after the file is completed", async () => {
  const labels = { path: "cafe\u0301/2026", tags: { album: "e\u0301", rating: "" } };
  const form = await upload("kept.txt", labels);
  expect(form.fields["key"]).toBe(`temp/${form.file_id}.txt`);
  await postForm(form, "x");
  const stored = { path: "caf\u00e9/2026", tags: { album: "\u00e9", rating: "" } };
  const { body } = await until(
    () => call("GET", `/files/${form.file_id}`, { token }),
    (response) => response.body["status"] === "completed",
  );
  expect(body).toMatchObject(stored);
  const listed = await until(
    () => list({ path: "caf\u00e9", status: "completed" }),
    (response) => namesOf(response).length === 1,
  );
  expect((listed.body["files"] as Listed[])[0]).toMatchObject(stored);
});

test("POST /uploads accepts a path and tags for each file, and a faulty one is a problem of its entry only", async () => {
  const file = { file_name: "many.txt", extension: ".txt", len: 1, type: "text/plain" };
  const { body } = await call("POST", "/uploads", {
    token,
    body: {
      files: [
        { ...file, path: "many/one", tags: { n: "1" } },
        { ...file, path: "many/../two" },
        { ...file, path: "many/three" },
      ],
    },
  });

  expect(body["files"]).toMatchObject([
    { index: 0, file_id: expect.any(String) },
    { index: 1, problem: { code: "invalid-request", errors: [{ pointer: "#/files/1/path" }] } },
    { index: 2, file_id: expect.any(String) },
  ]);
  const listed = await until(
    () => list({ path: "many" }),
    (response) => namesOf(response).length === 2,
  );
  expect(listed.body["files"]).toMatchObject([
    { path: "many/one", tags: { n: "1" } },
    { path: "many/three" },
  ]);
});

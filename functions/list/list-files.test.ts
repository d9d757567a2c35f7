import {
  InvalidRequest,
  type ListedFile,
  type ListQuery,
  type ListRequest,
  type Position,
  pathKey,
} from "@malote/core";
import { describe, expect, it } from "vitest";
import { aCaller, aFile, FILE_ID, NOW, OWNER } from "#testing/builders.ts";
import { listFiles } from "./list-files.ts";

const NEXT: Position = { created_at: NOW, file_id: FILE_ID };

/** An index that returns the same page each time, and the queries that it received. */
const prepare = (page: { files: ListedFile[]; next?: Position } = { files: [] }) => {
  const queries: ListQuery[] = [];
  const list = listFiles({
    indexes: {
      list: async (query) => {
        queries.push(query);
        return page;
      },
    },
  });
  return { list: (request: ListRequest = {}, caller = aCaller()) => list(request, caller), queries };
};

describe("GET /files", () => {
  it("queries the caller's own files, 50 by default", async () => {
    const { list, queries } = prepare();

    await expect(list()).resolves.toEqual({ files: [] });

    expect(queries).toEqual([
      {
        ...{ owner: OWNER, status: undefined, name: undefined, path: undefined, tags: [] },
        ...{ limit: 50, after: undefined },
      },
    ]);
  });

  it.each([
    ["1", 1],
    ["50", 50],
    ["100", 100],
  ])("accepts the limit %s as %i", async (limit, expected) => {
    const { list, queries } = prepare();

    await list({ limit });

    expect(queries[0]?.limit).toBe(expected);
  });

  it.each([
    ["HOLIDAY", "holiday"],
    ["Ｈｏｌｉｄａｙ", "holiday"],
    ["cafe\u0301", "caf\u00e9"],
    ["ﬁle", "file"],
    ["%_*", "%_*"],
  ])("searches for the name %s in its stored form: %s", async (name, key) => {
    const { list, queries } = prepare();

    await list({ name, status: "completed" });

    expect(queries[0]).toMatchObject({ name: key, status: "completed" });
  });

  it("queries the files of a path, in NFC", async () => {
    const { list, queries } = prepare();

    await list({ path: "cafe\u0301/2026" });

    expect(queries[0]).toMatchObject({ path: "caf\u00e9/2026" });
  });

  it.each<[string, ListRequest["tag"], [string, string][]]>([
    ["one tag", "album:summer", [["album", "summer"]]],
    [
      "several tags, in the order of their keys",
      ["camera:x:100", "album:cafe\u0301"],
      [
        ["album", "caf\u00e9"],
        ["camera", "x:100"],
      ],
    ],
  ])("queries the files with %s", async (_, tag, tags) => {
    const { list, queries } = prepare();

    await list({ tag });

    expect(queries[0]).toMatchObject({ tags });
  });

  it.each<[string, ListRequest, string[]]>([
    ["a path with a slash at its end", { path: "trips/" }, ["#/path"]],
    ["a path with ..", { path: "trips/../x" }, ["#/path"]],
    ["a tag without a colon", { tag: "album" }, ["#/tag"]],
    ["one wrong tag of two", { tag: ["album:summer", ":x"] }, ["#/tag"]],
    ["all of them", { name: "\u0307", path: "/", tag: "" }, ["#/name", "#/path", "#/tag"]],
  ])("is a 400 with %s, and nothing is queried", async (_, request, pointers) => {
    const { list, queries } = prepare();

    const thrown = await list(request).catch((error: unknown) => error);

    expect(thrown).toBeInstanceOf(InvalidRequest);
    expect((thrown as InvalidRequest).faults.map(({ pointer }) => pointer)).toEqual(pointers);
    expect(queries).toEqual([]);
  });

  it("returns the status, type and length of each file, and no internal member", async () => {
    const failed = aFile({
      status: "error",
      details: "The file has 3 bytes, but 4 were announced.",
      error_code: "size-differs",
      retryable: false,
      cause: "temp/… has 3 bytes",
      lease_owner: "message-1",
      uploaded_by: "a-relay",
    });
    const { list } = prepare({ files: [failed, aFile({ status: "completed" })] });

    const base = {
      file_id: FILE_ID,
      file_name: "holiday.jpg",
      type: "image/jpeg",
      len: 482_113,
      created_at: NOW,
      updated_at: NOW,
    };
    await expect(list()).resolves.toEqual({
      files: [
        {
          ...base,
          status: "error",
          details: "The file has 3 bytes, but 4 were announced.",
          error_code: "size-differs",
          retryable: false,
        },
        { ...base, status: "completed" },
      ],
    });
  });
});

describe("next_cursor", () => {
  /** The cursor of the page that `request` returns. */
  const cursorOf = async (request: ListRequest = {}, caller = aCaller()): Promise<string> =>
    (await prepare({ files: [aFile()], next: NEXT }).list(request, caller)).next_cursor ?? "";

  it("is returned while there is more, also with an empty page", async () => {
    await expect(prepare({ files: [], next: NEXT }).list()).resolves.toEqual({
      files: [],
      next_cursor: expect.any(String),
    });
    await expect(prepare({ files: [aFile()] }).list()).resolves.not.toHaveProperty("next_cursor");
  });

  it.each<ListRequest>([
    {},
    { status: "completed" },
    { name: "Holiday" },
    { status: "error", name: "ﬁ" },
    { tag: ["album:summer", "camera:x"] },
  ])("of %j continues at the end of its page", async (request) => {
    const { list, queries } = prepare();

    await list({ ...request, cursor: await cursorOf(request) });

    expect(queries[0]?.after).toEqual(NEXT);
  });

  it("of a path continues at its place in the folder, and in no other list", async () => {
    const place: Position = { path_key: pathKey("trips/2026", NOW), file_id: FILE_ID };
    const { next_cursor = "" } = await prepare({ files: [aFile()], next: place }).list({ path: "trips" });
    const { list, queries } = prepare();

    await list({ path: "trips", cursor: next_cursor });

    expect(queries[0]?.after).toEqual(place);
    for (const request of [{}, { path: "trips/2026" }, { path: "trips", tag: "album:x" }])
      await expectRefused(list({ ...request, cursor: next_cursor }));
  });

  it("is valid for the same tags in another order", async () => {
    const { list, queries } = prepare();

    await list({ tag: ["b:2", "a:1"], cursor: await cursorOf({ tag: ["a:1", "b:2"] }) });

    expect(queries[0]?.after).toEqual(NEXT);
  });

  it("is valid with another limit", async () => {
    const { list, queries } = prepare();

    await list({ limit: "7", cursor: await cursorOf({ limit: "100" }) });

    expect(queries[0]).toMatchObject({ limit: 7, after: NEXT });
  });

  it("does not contain the owner or the searched name", async () => {
    const decoded = Buffer.from(await cursorOf({ name: "secret plan" }), "base64url").toString("latin1");

    expect(decoded).not.toContain(OWNER);
    expect(decoded).not.toContain("secret");
  });

  it.each<[string, ListRequest, ListRequest]>([
    ["another status", { status: "completed" }, { status: "error" }],
    ["no status", { status: "completed" }, {}],
    ["a status", {}, { status: "completed" }],
    ["another name", { name: "a" }, { name: "b" }],
    ["a name", {}, { name: "a" }],
    ["a path", {}, { path: "trips" }],
    ["a tag", {}, { tag: "album:summer" }],
    ["another tag", { tag: "album:summer" }, { tag: "album:winter" }],
    ["a name that equals the status of before", { status: "error" }, { name: "error" }],
  ])("is a 400 with %s, and nothing is queried", async (_, first, request) => {
    const { list, queries } = prepare();

    await expectRefused(list({ ...request, cursor: await cursorOf(first) }));
    expect(queries).toEqual([]);
  });

  it("is a 400 for another user", async () => {
    const { list, queries } = prepare();

    await expectRefused(list({ cursor: await cursorOf() }, aCaller({ sub: "somebody-else" })));
    expect(queries).toEqual([]);
  });

  it.each([
    "garbage",
    "e30",
    "W10",
    "bnVsbA",
    Buffer.from(JSON.stringify([NOW, FILE_ID])).toString("base64url"),
    Buffer.from(JSON.stringify([NOW, FILE_ID, null])).toString("base64url"),
    Buffer.from(JSON.stringify({ created_at: NOW, file_id: FILE_ID })).toString("base64url"),
  ])("is a 400 if this service did not create it: %s", async (cursor) => {
    await expectRefused(prepare().list({ cursor }));
  });
});

const expectRefused = async (listing: Promise<unknown>): Promise<void> => {
  const thrown = await listing.catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(InvalidRequest);
  expect(thrown).toMatchObject({
    status: 400,
    faults: [
      {
        pointer: "#/cursor",
        detail: "cursor is not one of this list; start without, and use next_cursor as it is.",
      },
    ],
  });
};

import {
  InvalidRequest,
  type ListedFile,
  type ListQuery,
  type ListRequest,
  type Position,
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
      { owner: OWNER, status: undefined, name: undefined, limit: 50, after: undefined },
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
  ])("of %j continues at the end of its page", async (request) => {
    const { list, queries } = prepare();

    await list({ ...request, cursor: await cursorOf(request) });

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

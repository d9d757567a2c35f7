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

/** An index that gives the same page each time, and the queries that it was asked. */
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
  it("asks for the caller's own files, 50 unless told otherwise", async () => {
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
  ])("takes the limit %s as %i", async (limit, asked) => {
    const { list, queries } = prepare();

    await list({ limit });

    expect(queries[0]?.limit).toBe(asked);
  });

  it.each([
    ["HOLIDAY", "holiday"],
    ["Ｈｏｌｉｄａｙ", "holiday"],
    ["cafe\u0301", "caf\u00e9"],
    ["ﬁle", "file"],
    ["%_*", "%_*"],
  ])("searches names for %s as they are kept: %s", async (name, key) => {
    const { list, queries } = prepare();

    await list({ name, status: "completed" });

    expect(queries[0]).toMatchObject({ name: key, status: "completed" });
  });

  it("tells of each file what its status tells, its type and its length, and nothing of the inside", async () => {
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
  /** The cursor of the page that `request` gets. */
  const cursorOf = async (request: ListRequest = {}, caller = aCaller()): Promise<string> =>
    (await prepare({ files: [aFile()], next: NEXT }).list(request, caller)).next_cursor ?? "";

  it("is there while there is more, be the page empty", async () => {
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
  ])("of %j leads on from where the page ended", async (request) => {
    const { list, queries } = prepare();

    await list({ ...request, cursor: await cursorOf(request) });

    expect(queries[0]?.after).toEqual(NEXT);
  });

  it("does not mind another limit", async () => {
    const { list, queries } = prepare();

    await list({ limit: "7", cursor: await cursorOf({ limit: "100" }) });

    expect(queries[0]).toMatchObject({ limit: 7, after: NEXT });
  });

  it("does not tell whose list it is", async () => {
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
    ["the name where the status was", { status: "error" }, { name: "error" }],
  ])("is a 400 with %s, and nobody is asked", async (_, of, request) => {
    const { list, queries } = prepare();

    await expectRefused(list({ ...request, cursor: await cursorOf(of) }));
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
  ])("is a 400 where it is none of ours: %s", async (cursor) => {
    await expectRefused(prepare().list({ cursor }));
  });
});

const expectRefused = async (answer: Promise<unknown>): Promise<void> => {
  const thrown = await answer.catch((error: unknown) => error);
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

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FILE_ID, NOW, OWNER } from "#testing/builders.ts";
import { type ListScope, readCursor, writeCursor } from "./cursor.ts";
import { InvalidRequest } from "./errors.ts";
import { pathKey } from "./path.ts";
import { STATUSES } from "./status.ts";

const POSITION = { created_at: NOW, file_id: FILE_ID };

const aScope: fc.Arbitrary<ListScope> = fc.record({
  owner: fc.uuid(),
  status: fc.option(fc.constantFrom(...STATUSES), { nil: undefined }),
  name: fc.option(fc.string({ unit: "grapheme", minLength: 1, maxLength: 255 }), { nil: undefined }),
  tags: fc.array(fc.tuple(fc.constantFrom("album", "camera"), fc.string()), { maxLength: 3 }),
});
const aPosition = fc.record({
  created_at: fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date("9999-12-31") })
    .map((date) => date.toISOString()),
  file_id: fc.uuid(),
});

test("a cursor returns its position to the list that it was written for", () => {
  fc.assert(
    fc.property(aPosition, aScope, (position, scope) => {
      const cursor = writeCursor(position, scope);
      expect(readCursor(cursor, scope)).toEqual(position);
      // It needs no encoding in a query string, and it is within the length that requests accept.
      expect(cursor).toMatch(/^[\w-]{1,512}$/);
    }),
  );
});

describe("a cursor of a list by path", () => {
  const scope = { owner: OWNER, path: "trips/2026" };
  const position = { path_key: pathKey("trips/2026/lisbon", NOW), file_id: FILE_ID };

  test("returns its position to the same list, and needs no encoding in a query string", () => {
    const cursor = writeCursor(position, scope);

    expect(readCursor(cursor, scope)).toEqual(position);
    expect(cursor).toMatch(/^[\w-]+$/);
  });

  test("is refused by the list of all files, newest first, and the other way round", () => {
    const { path, ...all } = scope;

    expect(() => readCursor(writeCursor(position, scope), all)).toThrow(InvalidRequest);
    expect(() => readCursor(writeCursor(POSITION, all), scope)).toThrow(InvalidRequest);
  });

  test.each(["trips", "trips/2026/lisbon", "trips/2025"])("is refused by the list of %s", (path) => {
    expect(() => readCursor(writeCursor(position, scope), { ...scope, path })).toThrow(InvalidRequest);
  });

  test.each([
    ["a place outside of the path", { path_key: pathKey("trips/20266", NOW), file_id: FILE_ID }],
    ["a time for a place", POSITION],
  ])("is refused with %s, although its digest is correct", (_, forged) => {
    expect(() => readCursor(writeCursor(forged, scope), scope)).toThrow(InvalidRequest);
  });

  test("is within the length that requests accept, also with the longest path", () => {
    const path = '"'.repeat(1024);

    expect(writeCursor({ path_key: pathKey(path, NOW), file_id: FILE_ID }, { owner: OWNER, path })).toMatch(
      /^[\w-]{1,3072}$/,
    );
  });

  test("does not contain the owner or the tags", () => {
    const decoded = Buffer.from(
      writeCursor(position, { ...scope, tags: [["album", "secret plan"]] }),
      "base64url",
    ).toString();

    expect(decoded).not.toContain(OWNER);
    expect(decoded).not.toContain("secret");
  });
});

test.each([
  ["no valid time", { created_at: "", file_id: FILE_ID }],
  ["no valid id", { created_at: NOW, file_id: "x" }],
])("a forged cursor with %s is refused although its digest is correct", (_what, position) => {
  const scope = { owner: OWNER };
  expect(() => readCursor(writeCursor(position, scope), scope)).toThrow(InvalidRequest);
});

test("a cursor does not contain the owner or the filters", () => {
  fc.assert(
    fc.property(aPosition, aScope, (position, scope) => {
      const decoded = Buffer.from(writeCursor(position, scope), "base64url").toString();
      expect(decoded).not.toContain(scope.owner);
      expect(JSON.parse(decoded)).toEqual([
        position.created_at,
        position.file_id,
        expect.stringMatching(/^[\w-]{22}$/),
      ]);
    }),
  );
});

test("another list refuses it", () => {
  fc.assert(
    fc.property(aPosition, aScope, aScope, (position, one, other) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(other));
      expect(() => readCursor(writeCursor(position, one), other)).toThrow(InvalidRequest);
    }),
  );
});

describe("a cursor that no list returned is refused, with a fault that names the member", () => {
  const scope = { owner: OWNER };
  const valid = writeCursor(POSITION, scope);
  const [created_at, file_id, seal] = JSON.parse(Buffer.from(valid, "base64url").toString()) as string[];
  const written = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString("base64url");

  test.each([
    ["an empty string", ""],
    ["no base64", "%%%"],
    ["no JSON", Buffer.from("hello").toString("base64url")],
    ["no array", Buffer.from("{}").toString("base64url")],
    ["null", Buffer.from("null").toString("base64url")],
    ["an empty array", written()],
    ["another time", written("2026-11-21T12:00:00.001Z", file_id, seal)],
    ["another file", written(created_at, "1b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b", seal)],
    ["no seal", written(created_at, file_id)],
    ["an empty seal", written(created_at, file_id, "")],
    ["a seal that is an object", written(created_at, file_id, { toString: seal })],
    ["a number for a time", written(0, file_id, seal)],
    ["an object for a file", written(created_at, {}, seal)],
    ["a truncated cursor", valid.slice(0, -4)],
  ])("%s", (_, cursor) => {
    let thrown: unknown;
    try {
      readCursor(cursor, scope);
    } catch (error) {
      thrown = error;
    }

    expect(thrown).toBeInstanceOf(InvalidRequest);
    expect(thrown).toMatchObject({ faults: [{ pointer: "#/cursor" }] });
  });

  test("any string", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (cursor) => {
        expect(() => readCursor(cursor, scope)).toThrow(InvalidRequest);
      }),
    );
  });
});

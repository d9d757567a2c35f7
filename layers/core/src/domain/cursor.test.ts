import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FILE_ID, NOW, OWNER } from "#testing/builders.ts";
import { type ListScope, readCursor, writeCursor } from "./cursor.ts";
import { InvalidRequest } from "./errors.ts";
import { STATUSES } from "./status.ts";

const POSITION = { created_at: NOW, file_id: FILE_ID };

const aScope: fc.Arbitrary<ListScope> = fc.record({
  owner: fc.uuid(),
  status: fc.option(fc.constantFrom(...STATUSES), { nil: undefined }),
  name: fc.option(fc.string({ unit: "grapheme", minLength: 1, maxLength: 255 }), { nil: undefined }),
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

import { describe, expect, test } from "vitest";
import { anApiEvent, idTokenClaims } from "#testing/api-event.ts";
import { OWNER } from "#testing/builders.ts";
import { Unauthenticated } from "../domain/errors.ts";
import { callerOf } from "./caller.ts";

const callerWith = (claims: Record<string, unknown> | undefined) => callerOf(anApiEvent({ claims }));

test("the caller is the ID token's sub", () => {
  expect(callerWith(idTokenClaims())).toStrictEqual({ sub: OWNER, groups: [] });
});

describe("the groups arrive as one string, from a REST API or from the emulator", () => {
  test.each([
    ["operators", ["operators"]],
    ["staff,operators", ["staff", "operators"]],
    ["operators-trainees,not-operators", ["operators-trainees", "not-operators"]],
    ["[operators]", ["operators"]],
    ["[staff operators]", ["staff", "operators"]],
    ["[operators-trainees not-operators]", ["operators-trainees", "not-operators"]],
    ["[]", []],
    ["", []],
    [undefined, []],
    [["operators"], []],
    [5, []],
  ])("%j is %j", (claim, groups) => {
    expect(callerWith(idTokenClaims({ "cognito:groups": claim })).groups).toEqual(groups);
  });
});

describe("there is no caller", () => {
  test.each([
    ["no authorizer", undefined],
    ["no claims", {}],
    ["an access token", idTokenClaims({ token_use: "access" })],
    ["a refresh token", idTokenClaims({ token_use: "refresh" })],
    ["a token without token_use", idTokenClaims({ token_use: undefined })],
    ["no sub", idTokenClaims({ sub: undefined })],
    ["a sub that is not a string", idTokenClaims({ sub: 5 })],
  ])("with %s", (_, claims) => {
    expect(() => callerWith(claims)).toThrow(Unauthenticated);
  });

  test("with an authorizer that is null", () => {
    const event = anApiEvent();
    event.requestContext.authorizer = null;

    expect(() => callerOf(event)).toThrow(Unauthenticated);
  });

  test("with claims in the body or in a header, because only the authorizer's claims count", () => {
    const event = anApiEvent({
      claims: undefined,
      body: JSON.stringify({ claims: idTokenClaims() }),
      headers: { claims: JSON.stringify(idTokenClaims()) },
    });

    expect(() => callerOf(event)).toThrow(Unauthenticated);
  });
});

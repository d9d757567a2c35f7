import { expect, test } from "vitest";
import { isAccepted, rulesOf } from "./password-rules.ts";

const broken = (password: string) =>
  rulesOf(password)
    .filter(([, isKept]) => !isKept)
    .map(([rule]) => rule);

test.each([
  ["", ["length", "lower", "upper", "digit", "symbol"]],
  ["Abcdefgh1jk-", []],
  ["Abcdefgh1j-", ["length"]],
  ["ABCDEFGH1JK-", ["lower"]],
  ["abcdefgh1jk-", ["upper"]],
  ["Abcdefghijk-", ["digit"]],
  ["Abcdefgh1jkl", ["symbol"]],
  // Cognito does not count these as symbols.
  ["Abcdefgh1jk€", ["symbol"]],
  [" Abcdefgh1jkl ", ["symbol"]],
  ["Abcdef gh1jkl", []],
])("%j breaks %j", (password, expected) => {
  expect(broken(password)).toEqual(expected);
  expect(isAccepted(password)).toBe(expected.length === 0);
});

test.each([..."^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-"])("%s is a symbol", (symbol) => {
  expect(isAccepted(`Abcdefgh1jk${symbol}`)).toBe(true);
});

import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, it } from "vitest";
import { isTrue, updated } from "./expression.ts";

describe("an expression", () => {
  const names = { "#a": "a", "#n": "n", "#t": "t", "#k": "k", "#no": "no" };
  const values = marshall({ ":x": "x", ":one": 1, ":from": "w", ":to": "y", ":more": [2] });
  const given = { ExpressionAttributeNames: names, ExpressionAttributeValues: values };
  const item = marshall({ a: "x", n: 1, t: { k: "x" }, list: [1] });

  it.each([
    ["#a = :x", true],
    ["#a <> :x", false],
    ["#no = :x", false],
    ["#no <> :x", true],
    ["#no < :x", false],
    ["#n <= :one AND #n >= :one", true],
    ["#n < :one OR #n > :one", false],
    ["#a = :x OR #a = :x AND #no = :x", true],
    ["(#a = :x OR #a = :x) AND #no = :x", false],
    ["NOT #a = :x", false],
    ["#a IN (:one, :x)", true],
    ["#a BETWEEN :from AND :to AND #n = :one", true],
    ["#t.#k = :x", true],
    ["contains(#a, :x)", true],
    ["#a < :one", false],
    ["#a >= :from", true],
    ["attribute_exists(#a) AND attribute_not_exists(#no)", true],
  ])("%s is %j", (text, expected) => {
    expect(isTrue(text, item, given)).toBe(expected);
  });

  it("sets and removes attributes", () => {
    const text =
      "SET #n = #n + :one, #a = if_not_exists(#no, :to), list = list_append(list, :more) REMOVE #t";
    expect(unmarshall(updated(text, item, given))).toEqual({ a: "y", n: 2, list: [1, 2] });
  });

  it.each([
    "#a = ",
    "#unknown = :x",
    "#a = :unknown",
    "(#a = :x",
    "#a = :x :x",
    "#a ~ :x",
    "begins_with(#a, :x)",
  ])("%s is malformed", (text) => {
    expect(() => isTrue(text, item, given)).toThrow();
  });

  it.each([
    "SET #a = #no",
    "SET #n = #a + :one",
    "SET list = list_append(#n, :more)",
    "ADD #n :one",
  ])("%s fails", (text) => {
    expect(() => updated(text, item, given)).toThrow();
  });
});

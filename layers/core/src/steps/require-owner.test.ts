import { describe, expect, it } from "vitest";
import { aSteppingClock, OWNER } from "#testing/builders.ts";
import { Unavailable, UnknownOwner } from "../domain/errors.ts";
import { requireOwnerIn } from "./require-owner.ts";

const prepare = (exists: (sub: string) => Promise<boolean> = async () => true) => {
  const lookups: string[] = [];
  const { clock, pass } = aSteppingClock();
  const require = requireOwnerIn({
    exists: (sub) => {
      lookups.push(sub);
      return exists(sub);
    },
  });
  return { require: (sub = OWNER) => require(sub, clock()), lookups, pass };
};

describe("the owner of an on_behalf_of", () => {
  it("who exists is looked up once in five minutes", async () => {
    const { require, lookups, pass } = prepare();

    await require();
    pass(299.999);
    await require();
    expect(lookups).toEqual([OWNER]);

    pass(0.001);
    await require();
    expect(lookups).toEqual([OWNER, OWNER]);
  });

  it("who is named many times at once is looked up once", async () => {
    const { require, lookups } = prepare();

    await Promise.all(Array.from({ length: 50 }, () => require()));

    expect(lookups).toEqual([OWNER]);
  });

  it("who is named many times at once, and does not exist, is refused each time", async () => {
    const { require, lookups } = prepare(async () => false);

    const outcomes = await Promise.allSettled([require(), require()]);

    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(lookups).toEqual([OWNER]);
  });

  it("who does not exist is refused, with the member that is wrong", async () => {
    const { require } = prepare(async () => false);

    const thrown = await require().catch((error: unknown) => error);

    expect(thrown).toBeInstanceOf(UnknownOwner);
    expect(thrown).toMatchObject({ status: 422, faults: [{ pointer: "#/on_behalf_of" }] });
  });

  it("who does not exist yet is not remembered, so that a new user can receive files at once", async () => {
    let created = false;
    const { require } = prepare(async () => created);

    await expect(require()).rejects.toThrow(UnknownOwner);
    created = true;
    await expect(require()).resolves.toBeUndefined();
  });

  it("is Unavailable with the cause if Cognito does not respond, and is looked up again", async () => {
    const down = new Error("no route to Cognito");
    const { require, lookups } = prepare(() => Promise.reject(down));

    for (let i = 0; i < 2; i++) {
      const thrown = await require().catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(Unavailable);
      expect(thrown).toHaveProperty("cause", down);
    }
    expect(lookups).toHaveLength(2);
  });

  it("is one of at most 1,000 that are remembered: the first is forgotten first", async () => {
    const { require, lookups } = prepare();
    for (let i = 0; i <= 1000; i++) await require(`owner-${i}`);
    lookups.length = 0;

    await require("owner-1");
    await require("owner-1000");
    expect(lookups).toEqual([]);
    await require("owner-0");
    expect(lookups).toEqual(["owner-0"]);
  });
});

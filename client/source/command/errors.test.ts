import { expect, test } from "vitest";
import { MaloteError } from "../errors/malote-error.ts";
import { reported } from "./errors.ts";
import { CommandError, EXIT } from "./exit.ts";

test("a token that cannot be renewed while the line is down is an outage, and not the end of the session", () => {
  const cause = new CommandError(EXIT.unreachable, "unreachable", "The sign-in failed. Try again later.");
  const error = new MaloteError("no-token", "The option token failed; sign in again.", { cause });
  expect(reported(error)).toEqual({
    code: "unreachable",
    message: "The sign-in failed. Try again later.",
    exit: 4,
  });
});

test("without a token the session has ended", () => {
  expect(reported(new MaloteError("no-token", "The option token returned no token."))).toMatchObject({
    message: expect.stringContaining("malote login"),
    exit: 3,
  });
});

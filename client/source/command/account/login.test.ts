import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import {
  aCognito,
  aServedWorld,
  aWorld,
  challenge,
  SIGNED_IN as DONE,
  SRP,
} from "../../../testing/command.ts";
import type { Io, Prompts } from "../io.ts";

// The library of Cognito is the real one. The server in the place of Cognito responds as AWS documents it.

// The arithmetic of a sign-in takes 0.2 s, and longer on a loaded machine.
vi.setConfig({ testTimeout: 30_000 });

const PASSWORD = "Correct-horse-7";
const refused = (code: string, message: string) => ({ status: 400, body: { __type: code, message } });
type Reply = { status?: number; body: unknown };

/** A person at the terminal, with answers in this order. */
const aPerson = (answers: string[]) => {
  const asked: string[] = [];
  const answer = async (question: string) => {
    asked.push(question);
    const next = answers.shift();
    if (next === undefined) throw new Error(`Nobody answers ${question}`);
    return next;
  };
  const prompts: Prompts = {
    text: answer,
    password: answer,
    show: (text) => asked.push(`(${text})`),
  };
  return { asked, prompts };
};

/** A service whose pool responds to the password, and to what follows, in this order. */
const aService = async (replies: Reply[], io: Partial<Io> = {}) => {
  const sent: Record<string, unknown>[] = [];
  const next = (input: Record<string, unknown>) => {
    sent.push(input);
    return replies.shift() ?? refused("UnexpectedCall", "too many");
  };
  const cognito = await aCognito({
    InitiateAuth: (input) => {
      sent.push(input);
      return SRP;
    },
    RespondToAuthChallenge: next,
    AssociateSoftwareToken: next,
    VerifySoftwareToken: next,
  });
  const { user_pool_id, client_id, endpoint } = cognito.pool;
  const { service } = await aServedWorld();
  service.description = { service: "malote", user_pool_id, client_id, endpoint_url: endpoint };
  return { service, sent, ...(await aWorld(io)) };
};

test("login asks for what is missing, keeps the session, and sends and prints no secret", async () => {
  const person = aPerson([]);
  const { service, sent, malote, configFolder } = await aService([DONE], { prompts: person.prompts });
  person.prompts.text = async (question) => {
    person.asked.push(question);
    return question.startsWith("URL") ? `${service.origin}/` : "ana@example.com";
  };
  person.prompts.password = async () => PASSWORD;

  const ran = await malote("login");

  expect(ran).toEqual({
    exit: 0,
    out: [`Signed in to ${service.origin} as ana@example.com (profile default).`],
    err: [],
  });
  expect(person.asked).toEqual(["URL of the service:", "User name or e-mail address:"]);
  expect(JSON.parse(await readFile(join(configFolder, "config.json"), "utf8"))).toEqual({
    profiles: { default: { url: service.origin, username: "ana@example.com" } },
  });
  expect(JSON.stringify(sent)).not.toContain(PASSWORD);
  expect(await malote("whoami")).toMatchObject({ exit: 0 });
});

test("a wrong password may be corrected twice", async () => {
  const wrong = refused("NotAuthorizedException", "Incorrect username or password.");
  const person = aPerson(["wrong", "wrong too", PASSWORD]);
  const { service, malote } = await aService([wrong, wrong, DONE], { prompts: person.prompts });
  expect(await malote("login", service.origin, "--username", "ana")).toMatchObject({ exit: 0 });
  expect(person.asked).toEqual([
    "Password:",
    "(Incorrect username or password.)",
    "Password:",
    "(Incorrect username or password.)",
    "Password:",
  ]);
});

describe("a pool that asks for more", () => {
  test("a new password, typed twice, under the pool's rules", async () => {
    const person = aPerson([
      PASSWORD,
      "Other-horse-8",
      "differs",
      "short",
      "short",
      "Other-horse-8",
      "Other-horse-8",
    ]);
    const replies = [
      challenge("NEW_PASSWORD_REQUIRED", { userAttributes: "{}", requiredAttributes: "[]" }),
      refused("InvalidPasswordException", "Password not long enough"),
      DONE,
    ];
    const { service, malote, sent } = await aService(replies, { prompts: person.prompts });
    expect(await malote("login", service.origin, "--username", "ana")).toMatchObject({ exit: 0 });
    expect(person.asked.filter((line) => line.startsWith("("))).toEqual([
      "(The password is temporary. Choose your own one.)",
      "(They differ.)",
      "(Password not long enough)",
    ]);
    expect(sent.at(-1)?.["ChallengeResponses"]).toMatchObject({ NEW_PASSWORD: "Other-horse-8" });
  });

  test("the code of an authenticator app, which may be mistyped", async () => {
    const person = aPerson([PASSWORD, "111111", "123 456"]);
    const replies = [
      challenge("SOFTWARE_TOKEN_MFA"),
      refused("CodeMismatchException", "Invalid code received for user"),
      DONE,
    ];
    const { service, malote, sent } = await aService(replies, { prompts: person.prompts });
    expect(await malote("login", service.origin, "--username", "ana")).toMatchObject({ exit: 0 });
    expect(sent.at(-1)?.["ChallengeResponses"]).toMatchObject({ SOFTWARE_TOKEN_MFA_CODE: "123456" });
  });

  test("an authenticator app, which a QR code and a key set up", async () => {
    const person = aPerson([PASSWORD, "123456"]);
    const replies = [
      challenge("MFA_SETUP", { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]' }),
      { body: { SecretCode: "JBSWY3DPEHPK3PXP", Session: "s" } },
      { body: { Status: "SUCCESS", Session: "s" } },
      DONE,
    ];
    const { service, malote } = await aService(replies, { prompts: person.prompts });
    expect(await malote("login", service.origin, "--username", "ana")).toMatchObject({ exit: 0 });
    expect(person.asked.join("\n")).toMatch(/JBSWY3DPEHPK3PXP[\s\S]*█/);
  });

  test("cannot be answered without a person", async () => {
    const { service, malote } = await aService([challenge("SOFTWARE_TOKEN_MFA")], {
      env: { MALOTE_PASSWORD: PASSWORD },
    });
    const { exit, err } = await malote("login", service.origin, "--username", "ana");
    expect(exit).toBe(3);
    expect(err.join()).toContain("Run malote login in a terminal");
  });
});

describe("without a person", () => {
  test("the account comes from options, the environment, or the standard input", async () => {
    const stdin = async function* () {
      yield Buffer.from(`${PASSWORD}\n`);
    };
    const { service, malote } = await aService([DONE], { stdin });
    const args = [
      "login",
      service.origin,
      "--username",
      "ci",
      "--password-stdin",
      "--profile",
      "ci",
      "--json",
    ];
    const { exit, out } = await malote(...args);
    expect(exit).toBe(0);
    expect(JSON.parse(out.join())).toEqual({
      profile: "ci",
      url: service.origin,
      username: "ci",
      user_id: "sub-1",
    });
    expect((await malote("login", service.origin, "--username", "ci")).err.join()).toMatch(
      /--password-stdin/,
    );
    expect((await malote("login")).err.join()).toMatch(/Name the URL of the service/);
  });

  test("a machine signs in for each command, and keeps nothing", async () => {
    const env: Record<string, string> = { MALOTE_USERNAME: "ci", MALOTE_PASSWORD: PASSWORD };
    const { service, malote, configFolder } = await aService([DONE], { env });
    env["MALOTE_URL"] = service.origin;
    expect(await malote("ls")).toMatchObject({ exit: 0 });
    await expect(readFile(join(configFolder, "config.json"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  test.each([
    ["NotAuthorizedException", "Incorrect username or password.", 3],
    ["UserNotConfirmedException", "User is not confirmed.", 3],
    ["TooManyRequestsException", "Too many requests", 4],
  ])("%s is exit code %s %i", async (code, message, expected) => {
    const { service, malote } = await aService([refused(code, message)], {
      env: { MALOTE_PASSWORD: PASSWORD },
    });
    const { exit, err } = await malote("login", service.origin, "--username", "ci");
    expect(exit).toBe(expected);
    expect(err.join()).not.toContain(PASSWORD);
  });
});

test("a URL that is no service of Malote is not asked for a password", async () => {
  const { service, malote } = await aService([], { env: { MALOTE_PASSWORD: PASSWORD } });
  service.description = undefined;
  expect(await malote("login", service.origin, "--username", "a")).toMatchObject({
    exit: 2,
    err: [expect.stringContaining("is no Malote service")],
  });
  expect((await malote("login", "a.example")).exit).toBe(2);
  expect((await malote("login", service.origin, "--profile", "local")).err.join()).toContain(
    "needs no login",
  );
});

import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { aCognito, aFolder, anIdToken, aServedWorld, aWorld } from "../../../testing/command.ts";
import { profilesIn } from "../config/profiles.ts";
import { CognitoError } from "./cognito-error.ts";
import { currentToken } from "./current-token.ts";
import { findTarget } from "./find-target.ts";
import { keptNow, tokenFile, tokensInMemory } from "./kept-tokens.ts";
import { renewTokens } from "./renew-tokens.ts";
import { serviceUrl } from "./service-url.ts";

const POOL = { user_pool_id: "eu-west-1_x", client_id: "client", endpoint: "http://127.0.0.1:1/" };
const HOUR = 3_600_000;

const aSession = (parts: Partial<Parameters<typeof currentToken>[0]> = {}) => {
  const clock = { now: 1_000_000 };
  let count = 0;
  const store = tokensInMemory();
  const renew = vi.fn(async () => ({ id: anIdToken({ jti: ++count }), refresh: `refresh-${count}` }));
  const token = currentToken({ store, renew, advice: "Sign in.", now: () => clock.now, ...parts });
  const keep = () => store.write(keptNow(POOL, { id: anIdToken(), refresh: "refresh-0" }, clock.now));
  return { clock, store, renew, token, keep };
};

describe("the current token", () => {
  test("is used until 5 minutes before its end, then renewed and kept", async () => {
    const { clock, store, renew, token, keep } = aSession();
    await keep();
    const first = await token();
    clock.now += HOUR - 301_000;
    expect(await token()).toBe(first);
    clock.now += 2000;
    const second = await token();
    expect(second).not.toBe(first);
    expect(renew).toHaveBeenCalledExactlyOnceWith(POOL, "refresh-0");
    expect(await store.read()).toEqual({
      pool: POOL,
      id: second,
      refresh: "refresh-1",
      until: clock.now + HOUR,
    });
  });

  test("is used as long as it is valid while Cognito does not respond", async () => {
    const { clock, token, keep, renew } = aSession();
    await keep();
    renew.mockRejectedValue(new CognitoError("NetworkError", "cognito does not respond"));
    clock.now += HOUR - 60_000;
    await token();
    clock.now += 50_000;
    await expect(token()).rejects.toMatchObject({ exit: 4, message: /does not respond. Try again later/ });
  });

  test("of a session that has ended: the person must sign in, and the store is left as it is", async () => {
    const { clock, token, keep, renew } = aSession();
    await keep();
    renew.mockRejectedValue(new CognitoError("NotAuthorizedException", "Refresh Token has been revoked"));
    clock.now += HOUR;
    await expect(token()).rejects.toMatchObject({ exit: 3, message: /has ended.*Sign in\./ });
    await expect(aSession().token()).rejects.toMatchObject({ exit: 3 });
  });

  test("that another command renewed at the same time is taken over", async () => {
    const { clock, store, token, keep, renew } = aSession();
    await keep();
    clock.now += HOUR;
    renew.mockImplementation(async () => {
      await store.write(keptNow(POOL, { id: anIdToken({ jti: "other" }), refresh: "rotated" }, clock.now));
      throw new CognitoError("NotAuthorizedException", "Invalid Refresh Token");
    });
    expect(await token()).toBe((await store.read())?.id);
  });

  test("is signed in for again where the password is known", async () => {
    const signInAgain = vi.fn(async () =>
      keptNow(POOL, { id: anIdToken({ jti: "x" }), refresh: "r" }, 1_000_000),
    );
    const { token, store } = aSession({ signInAgain });
    const given = await token();
    expect(await token()).toBe(given);
    expect(signInAgain).toHaveBeenCalledOnce();
    expect((await store.read())?.id).toBe(given);
  });
});

test.each([
  [
    400,
    { __type: "NotAuthorizedException", message: "revoked" },
    { code: "NotAuthorizedException", isTemporary: false },
  ],
  [400, { __type: "com.amazonaws#TooManyRequestsException" }, { isTemporary: true }],
  [502, "<html>", { code: "ServiceUnavailable", isTemporary: true }],
  [429, "", { code: "TooManyRequestsException" }],
  [200, {}, { code: "ServiceUnavailable" }],
])("a renewal that Cognito answers with %i %j fails as it should", async (status, body, expected) => {
  const { pool } = await aCognito({ GetTokensFromRefreshToken: () => ({ status, body }) });
  await expect(renewTokens(pool, "refresh")).rejects.toMatchObject(expected);
});

test("a renewal without Cognito may succeed later", async () => {
  await expect(renewTokens(POOL, "refresh")).rejects.toMatchObject({
    code: "NetworkError",
    isTemporary: true,
  });
});

describe("the service of a command", () => {
  const world = async (env: Record<string, string> = {}) => {
    const configFolder = await aFolder();
    await profilesIn(configFolder).set("default", { url: "https://a.example", username: "ana" });
    await profilesIn(configFolder).set("work", { url: "https://b.example", username: "bia" });
    return { env, configFolder, cwd: await aFolder() };
  };

  test("is --profile, then MALOTE_URL, then MALOTE_PROFILE, then the profile default", async () => {
    const machine = { MALOTE_URL: "https://c.example/v1/", MALOTE_TOKEN: "t", MALOTE_PROFILE: "work" };
    expect(await findTarget("work", await world(machine))).toMatchObject({ kind: "profile", name: "work" });
    expect(await findTarget(undefined, await world(machine))).toEqual({
      kind: "token",
      url: "https://c.example/v1",
      token: "t",
    });
    expect(await findTarget(undefined, await world({ MALOTE_PROFILE: "work" }))).toMatchObject({
      name: "work",
    });
    expect(await findTarget(undefined, await world())).toMatchObject({ name: "default" });
  });

  test("of a machine has an account, whose password may be in a file", async () => {
    const io = await world({ MALOTE_URL: "https://c.example", MALOTE_USERNAME: "ci" });
    await expect(findTarget(undefined, io)).rejects.toMatchObject({ exit: 2, message: /MALOTE_PASSWORD/ });
    const file = { ...io.env, MALOTE_PASSWORD_FILE: "missing.txt" };
    await expect(findTarget(undefined, { ...io, env: file })).rejects.toMatchObject({ message: /ENOENT/ });
    const both = { ...io.env, MALOTE_PASSWORD: "pass" };
    expect(await findTarget(undefined, { ...io, env: both })).toMatchObject({
      kind: "account",
      password: "pass",
    });
  });

  test("that nobody knows: the message says how to sign in, and which profiles there are", async () => {
    await expect(findTarget("home", await world())).rejects.toMatchObject({
      exit: 3,
      message:
        "There is no profile home. Sign in with: malote login --profile home. There are: default, work (--profile NAME).",
    });
    await expect(findTarget(undefined, await world({ MALOTE_TOKEN: "t" }))).rejects.toMatchObject({
      exit: 2,
    });
  });

  test.each([
    "http://a.example",
    "ftp://a.example",
    "a.example",
    "https://u:p@a.example",
    "https://a.example/?x=1",
  ])("is never at %s", (url) => expect(() => serviceUrl(url)).toThrow());

  test("may be this machine without encryption", () => {
    expect(serviceUrl(" http://127.0.0.1:4566/v1/ ")).toBe("http://127.0.0.1:4566/v1");
  });
});

test("whoami renews the kept token, and nothing of it is printed", async () => {
  const renewed = anIdToken({ jti: "renewed", "cognito:groups": ["operators"] });
  const { pool, calls } = await aCognito({
    GetTokensFromRefreshToken: () => ({ body: { AuthenticationResult: { IdToken: renewed } } }),
    RevokeToken: () => ({ body: {} }),
  });
  const { service } = await aServedWorld();
  const { malote, configFolder } = await aWorld();
  await profilesIn(configFolder).set("default", { url: service.origin, username: "ana@example.com" });
  const store = tokenFile(configFolder, "default");
  await store.write({ pool, id: anIdToken(), refresh: "refresh-secret", until: Date.now() + 1000 });

  const { exit, out, err } = await malote("whoami");

  expect({ exit, err }).toEqual({ exit: 0, err: [] });
  expect(out).toEqual([
    "ana@example.com (sub-1)",
    `service  ${service.origin}`,
    "profile  default",
    "groups   operators",
  ]);
  expect(await store.read()).toMatchObject({ id: renewed, refresh: "refresh-secret" });
  expect((await stat(join(configFolder, "tokens/default.json"))).mode & 0o777).toBe(0o600);
  const json = await malote("whoami", "--json");
  expect(`${out}${json.out}`).not.toMatch(/refresh-secret|eyJ/);
  expect(calls).toEqual(["GetTokensFromRefreshToken"]);

  expect(await malote("logout")).toMatchObject({ exit: 0 });
  expect(calls).toEqual(["GetTokensFromRefreshToken", "RevokeToken"]);
  await expect(readFile(join(configFolder, "tokens/default.json"))).rejects.toMatchObject({ code: "ENOENT" });
  expect(await malote("whoami")).toMatchObject({
    exit: 3,
    err: ["Nobody is signed in. Sign in with: malote login."],
  });
});

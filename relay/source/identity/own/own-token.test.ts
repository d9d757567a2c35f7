import { describe, expect, test, vi } from "vitest";
import type { Pool } from "../pool/pool.ts";
import { aKey, aLog, aServer, aToken } from "../testing/a-pool.ts";
import { SignInFault } from "./faults.ts";
import { keepSignedIn } from "./keep-signed-in.ts";
import { type OwnTokenParts, ownToken } from "./own-token.ts";
import { RefreshRefused, refresh } from "./refresh.ts";
import { sessionOf } from "./session.ts";
import { signIn } from "./sign-in.ts";

const key = aKey("key-1");
const PASSWORD = "Relay-password-2345";
const account = { username: "relay@example.com", password: () => PASSWORD };
const poolAt = (url: string): Pool => ({
  userPoolId: "eu-west-1_AbCdEfGhI",
  clientId: "client",
  endpoint: `${url}/`,
  keysUrl: `${url}/keys`,
});
const idToken = (jti: string, more: object = {}) =>
  aToken(key, { jti, "cognito:groups": ["relays"], ...more });

const anOwnToken = (parts: Partial<OwnTokenParts> = {}) => {
  const clock = { now: Date.now() };
  let count = 0;
  const session = () => ({
    idToken: `token-${++count}`,
    refreshToken: `refresh-${count}`,
    expiresAt: clock.now + 3_600_000,
  });
  const mocks = {
    signIn: vi.fn(async (_pool: Pool, _account: object) => session()),
    refresh: vi.fn(async (_pool: Pool, _username: string, _token: string) => session()),
  };
  const log = aLog();
  const own = ownToken({
    account,
    pool: { get: async () => poolAt("http://127.0.0.1:1") },
    log,
    now: () => clock.now,
    random: () => 1,
    ...mocks,
    ...parts,
  });
  return { ...mocks, ...own, log, clock };
};

const unreachable = new SignInFault("unreachable", "Cognito cannot be reached: it is down.");

describe("the relay's own token", () => {
  test("is shared by those who ask at the same time, and renewed with the refresh token for those who ask later", async () => {
    const { token, signIn, refresh, clock } = anOwnToken();
    expect(await Promise.all([token(), token()])).toEqual(["token-1", "token-1"]);
    clock.now += 1000;
    expect(await token()).toBe("token-1");
    clock.now += 3_500_000;
    expect(await token()).toBe("token-2");
    expect(refresh).toHaveBeenCalledWith(expect.anything(), "relay@example.com", "refresh-1");
    expect(signIn).toHaveBeenCalledTimes(1);
  });

  test("signs in again when the refresh token is refused", async () => {
    const { token, signIn, refresh, clock } = anOwnToken();
    await token();
    clock.now += 3_500_000;
    refresh.mockRejectedValue(new RefreshRefused("revoked"));
    expect(await token()).toBe("token-2");
    expect(signIn).toHaveBeenCalledTimes(2);
  });

  test("is used as long as it is valid if Cognito cannot be reached", async () => {
    const { token, refresh, clock, fault } = anOwnToken();
    await token();
    refresh.mockRejectedValue(unreachable);
    clock.now += 3_540_000;
    expect(await token()).toBe("token-1");
    expect(fault()).toContain("it is down");
    clock.now += 60_000;
    await expect(token()).rejects.toThrow("it is down");
  });

  test("an outage is not hammered: attempts are further and further apart, up to 30 s", async () => {
    const { token, signIn, clock, fault, log } = anOwnToken();
    signIn.mockRejectedValue(unreachable);
    const times: number[] = [];
    const start = clock.now;
    for (; clock.now < start + 120_000; clock.now += 100) {
      const before = signIn.mock.calls.length;
      await expect(token()).rejects.toBe(unreachable);
      if (signIn.mock.calls.length > before) times.push((clock.now - start) / 1000);
    }
    expect(times).toEqual([0, 1, 3, 7, 15, 31, 61, 91]);
    signIn.mockResolvedValue({ idToken: "back", refreshToken: "r", expiresAt: clock.now + 1e6 });
    clock.now += 30_000;
    expect(await token()).toBe("back");
    expect(fault()).toBeUndefined();
    expect(log.lines.at(-1)).toContain("is signed in");
  });

  test("a refused account is tried once a minute and less, because Cognito locks accounts", async () => {
    const { token, signIn, clock } = anOwnToken();
    signIn.mockRejectedValue(new SignInFault("refused", "Incorrect username or password."));
    const start = clock.now;
    for (; clock.now < start + 3_600_000; clock.now += 10_000) await token().catch(() => {});
    expect(signIn).toHaveBeenCalledTimes(7);
  });

  test("neither password nor token is in the log", async () => {
    const { token, log, refresh, signIn, clock } = anOwnToken();
    await token();
    clock.now += 3_500_000;
    refresh.mockRejectedValue(new RefreshRefused("revoked"));
    signIn.mockRejectedValue(unreachable);
    await token();
    expect(log.lines.length).toBeGreaterThan(2);
    expect(log.lines.join()).not.toMatch(/token-|refresh-1|Relay-password/);
  });
});

describe("a session", () => {
  test.each([
    [undefined],
    [[]],
    [["operators"]],
    [["relays-trainees"]],
    ["relays"],
  ])("of an account in %j: not in relays", (groups) => {
    const token = aToken(key, { "cognito:groups": groups });
    expect(() => sessionOf("r@example.com", token, "r")).toThrow(
      /r@example.com is not a member of the group relays.*admin-add-user-to-group/,
    );
  });

  test("of a relay", () => {
    const exp = Math.floor(Date.now() / 1000) + 3600;
    expect(sessionOf("r", idToken("1", { exp }), "refresh").expiresAt).toBe(exp * 1000);
  });

  test("without a token", () => {
    expect(() => sessionOf("r", "<html>", "r")).toThrow(/returned no ID token/);
  });
});

describe("Cognito's responses", () => {
  const withServer = async <T>(status: number, body: string, run: (pool: Pool) => Promise<T>) => {
    const requests: string[] = [];
    const server = await aServer((request, response) => {
      request.on("data", (piece) => requests.push(String(piece)));
      request.on("end", () => response.writeHead(status, { "Content-Type": "application/json" }).end(body));
    });
    const outcome = await run(poolAt(server.url)).catch((error: unknown) => error);
    server.close();
    return { outcome, requests };
  };
  const error = (type: string) => JSON.stringify({ __type: type, message: `${type}.` });
  const renew = (pool: Pool) => refresh(pool, "r", "refresh-1");
  const enter = (pool: Pool) => signIn(pool, account);

  test("a refresh keeps the refresh token, unless it is rotated", async () => {
    const token = idToken("2");
    const result = (more: object) => JSON.stringify({ AuthenticationResult: { IdToken: token, ...more } });
    const { outcome, requests } = await withServer(200, result({}), renew);
    expect(outcome).toMatchObject({ idToken: token, refreshToken: "refresh-1" });
    expect(JSON.parse(requests.join(""))).toMatchObject({
      AuthFlow: "REFRESH_TOKEN_AUTH",
      ClientId: "client",
    });
    const rotated = await withServer(200, result({ RefreshToken: "refresh-2" }), renew);
    expect(rotated.outcome).toMatchObject({ refreshToken: "refresh-2" });
  });

  test.each<[number, string, object]>([
    [400, error("NotAuthorizedException"), { name: "RefreshRefused" }],
    [400, error("TooManyRequestsException"), { kind: "unreachable" }],
    [500, error("InternalErrorException"), { kind: "unreachable" }],
    [502, "<html>", { kind: "unreachable" }],
    [200, "null", { kind: "unreachable" }],
  ])("to a refresh: %i %s", async (status, body, expected) => {
    expect((await withServer(status, body, renew)).outcome).toMatchObject(expected);
  });

  test.each<[number, string, object]>([
    [400, error("NotAuthorizedException"), { kind: "refused", message: /relay@example.com cannot sign in/ }],
    [400, error("UserNotFoundException"), { kind: "refused" }],
    [400, error("TooManyRequestsException"), { kind: "unreachable" }],
    [500, error("InternalErrorException"), { kind: "unreachable" }],
    [502, "<html>", { kind: "unreachable" }],
  ])("to a sign-in: %i %s", async (status, body, { message, ...expected }: { message?: RegExp }) => {
    const { outcome, requests } = await withServer(status, body, enter);
    expect(outcome).toMatchObject(expected);
    if (message) expect((outcome as Error).message).toMatch(message);
    expect(requests.join("")).toContain("USER_SRP_AUTH");
    expect(requests.join("")).not.toContain(PASSWORD);
  });

  test("nobody listens", async () => {
    const closed = await aServer(() => {});
    closed.close();
    await expect(renew(poolAt(closed.url))).rejects.toMatchObject({ kind: "unreachable" });
    await expect(enter(poolAt(closed.url))).rejects.toMatchObject({ kind: "unreachable" });
  });

  test("a password file that is gone", async () => {
    const password = () => {
      throw new Error("the password file /run/x cannot be read (ENOENT)");
    };
    await expect(signIn(poolAt("http://127.0.0.1:1"), { username: "r", password })).rejects.toMatchObject({
      kind: "refused",
      message: "The relay cannot sign in: the password file /run/x cannot be read (ENOENT).",
    });
  });
});

describe("keeping signed in", () => {
  test("a refused account is tried again until it is mended, without a file", async () => {
    const signIn = vi.fn(async (_pool: Pool, _account: object) => ({
      idToken: "t",
      refreshToken: "r",
      expiresAt: Date.now() + 3_600_000,
    }));
    signIn.mockRejectedValueOnce(new SignInFault("refused", "The password is wrong."));
    const own = anOwnToken({ signIn });
    const end = keepSignedIn(own, 1);
    await vi.waitFor(() => expect(own.refusal()).toBe("The password is wrong."), { timeout: 10_000 });
    expect(signIn).toHaveBeenCalledTimes(1);
    own.clock.now += 61_000;
    await vi.waitFor(() => expect(own.refusal()).toBeUndefined(), { timeout: 10_000 });
    end();
  });

  test("an outage is a fault, and no refusal", async () => {
    const signIn = vi.fn(async () => {
      throw unreachable;
    });
    const own = anOwnToken({ signIn });
    const end = keepSignedIn(own, 1000);
    await vi.waitFor(() => expect(own.fault()).toBe(unreachable.message), { timeout: 10_000 });
    expect(own.refusal()).toBeUndefined();
    end();
  });
});

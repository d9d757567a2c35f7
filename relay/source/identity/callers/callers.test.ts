import { createHmac } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Jwks } from "aws-jwt-verify/jwk";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { poolOf } from "../pool/pool.ts";
import { aKey, aLog, aServer, aToken, CLIENT_ID, POOL_ID, SUB } from "../testing/a-pool.ts";
import { type CallersParts, callers } from "./callers.ts";

const key = aKey("key-1");
const foreign = aKey("key-1");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "malote-relay-keys-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const jwks = (...keys: (typeof key)[]) => ({ keys: keys.map(({ jwk }) => jwk) }) as unknown as Jwks;

const knownPool = (endpoint_url?: string) => {
  const pool = poolOf(endpoint_url ?? "https://api.example.com", {
    user_pool_id: POOL_ID,
    client_id: CLIENT_ID,
    ...(endpoint_url && { endpoint_url }),
  });
  if (!pool) throw new Error("no pool");
  return { get: async () => pool };
};

const aCaller = (parts: Partial<CallersParts> = {}) =>
  callers({
    callers: { kind: "tokens" },
    pool: knownPool(),
    folder,
    log: aLog(),
    fetch: async () => jwks(key),
    ...parts,
  });

const past = Math.floor(Date.now() / 1000) - 10;
const down = async (): Promise<Jwks> => {
  throw new Error("the line is down");
};

describe("a token", () => {
  test.each(["Bearer ", "bearer  ", ""])("with %j before it", async (scheme) => {
    expect(await aCaller().verify(scheme + aToken(key))).toEqual({ sub: SUB });
  });

  test("of the pool's newer issuer", async () => {
    const iss = `https://issuer-cognito-idp.eu-west-1.amazonaws.com/${POOL_ID}`;
    expect(await aCaller().verify(`Bearer ${aToken(key, { iss })}`)).toEqual({ sub: SUB });
  });

  const none = `${Buffer.from('{"alg":"none","kid":"key-1"}').toString("base64url")}.${aToken(key).split(".")[1]}.`;
  const signedWithPublicKey = () => {
    const [, payload] = aToken(key).split(".");
    const header = Buffer.from('{"alg":"HS256","kid":"key-1"}').toString("base64url");
    const signature = createHmac("sha256", JSON.stringify(key.jwk)).update(`${header}.${payload}`);
    return `${header}.${payload}.${signature.digest("base64url")}`;
  };
  const withoutSignature = aToken(key).split(".").slice(0, 2).join(".");

  test.each<[string, string | undefined, RegExp]>([
    ["none", undefined, /Send the ID token/],
    ["empty", "", /Send the ID token/],
    ["another scheme", "Basic dXNlcjpwYXNz", /not valid/],
    ["no JWT", "Bearer abc", /not valid/],
    ["expired", `Bearer ${aToken(key, { exp: past })}`, /has expired/],
    [
      "an access token",
      `Bearer ${aToken(key, { token_use: "access", client_id: CLIENT_ID })}`,
      /not an ID token/,
    ],
    ["of another app client", `Bearer ${aToken(key, { aud: "another" })}`, /another app client/],
    [
      "of another pool",
      `Bearer ${aToken(key, { iss: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_X" })}`,
      /another user pool/,
    ],
    ["without an issuer", `Bearer ${aToken(key, { iss: undefined })}`, /another user pool/],
    ["of another key", `Bearer ${aToken(foreign)}`, /not valid/],
    ["without expiry", `Bearer ${aToken(key, { exp: "soon" })}`, /not valid/],
    ["without sub", `Bearer ${aToken(key, { sub: "" })}`, /not valid/],
    ["without algorithm", `Bearer ${none}`, /not valid/],
    ["signed with the public key", `Bearer ${signedWithPublicKey()}`, /not valid/],
    ["without signature", `Bearer ${withoutSignature}`, /not valid/],
    ["of an unknown key", `Bearer ${aToken(key, {}, { kid: "other" })}`, /not valid/],
    ["without key", `Bearer ${aToken(key, {}, { kid: undefined })}`, /not valid/],
  ])("refused: %s", async (_, header, detail) => {
    const log = aLog();
    const refused = await aCaller({ log })
      .verify(header)
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({
      status: 401,
      code: "unauthenticated",
      message: expect.stringMatching(detail),
    });
    // Nothing of the token may reach a log, also not as the cause of the error.
    expect(refused).not.toHaveProperty("cause");
    const payload = header?.split(".")[1];
    if (payload) expect(log.lines.join() + JSON.stringify(refused)).not.toContain(payload);
  });

  test("of a user whom the relay does not act for", async () => {
    const { verify } = aCaller({
      callers: { kind: "tokens", actsFor: ["11111111-4f89-41d3-9a0c-0305e82c3301"] },
    });
    await expect(verify(`Bearer ${aToken(key)}`)).rejects.toMatchObject({
      status: 403,
      code: "user-not-served",
    });
    expect(await aCaller({ callers: { kind: "tokens", actsFor: [SUB] } }).verify(aToken(key))).toEqual({
      sub: SUB,
    });
  });
});

test("without authentication, all files belong to the owner of the settings", async () => {
  const { verify } = aCaller({ callers: { kind: "none", owner: SUB } });
  expect(await verify(undefined)).toEqual({ sub: SUB });
});

describe("the key set", () => {
  test("is kept on disk, for its owner only, so that a restart during an outage works", async () => {
    await aCaller().verify(aToken(key));
    await vi.waitFor(() => expect(readdirSync(folder)).toEqual(["keys.json"]), { timeout: 10_000 });
    expect(statSync(join(folder, "keys.json")).mode & 0o777).toBe(0o600);
    const fetch = vi.fn(down);
    expect(await aCaller({ fetch }).verify(aToken(key))).toEqual({ sub: SUB });
    // Keys from disk are of unknown age, so they are read again, but no request waits for it.
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  test("without it, a request during an outage gets 503: its token may be good", async () => {
    const { verify } = aCaller({ fetch: down });
    await expect(verify(aToken(key))).rejects.toMatchObject({ status: 503, retryAfter: 10 });
    await expect(verify(aToken(key))).rejects.toMatchObject({ status: 503 });
  });

  test("is read again for a new key, but only every 10 seconds, whatever tokens name", async () => {
    let now = 1_000_000;
    const next = aKey("key-2");
    const fetch = vi.fn(async () => jwks(key));
    const { verify } = aCaller({ fetch, now: () => now });
    await verify(aToken(key));
    now += 10_000;
    const attack = Array.from({ length: 50 }, (_, index) =>
      verify(aToken(key, {}, { kid: `random-${index}` })),
    );
    expect((await Promise.allSettled(attack)).every(({ status }) => status === "rejected")).toBe(true);
    expect(fetch).toHaveBeenCalledTimes(2);
    fetch.mockImplementation(async () => jwks(key, next));
    await expect(verify(aToken(next))).rejects.toMatchObject({ status: 401 });
    now += 10_000;
    expect(await verify(aToken(next))).toEqual({ sub: SUB });
    expect(fetch).toHaveBeenCalledTimes(3);
  });

  test("an outage does not make it asked for more often", async () => {
    const fetch = vi.fn(down);
    const { verify } = aCaller({ fetch });
    for (let request = 0; request < 20; request++) await verify(aToken(key)).catch(() => {});
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  test("a key that the pool withdrew is forgotten within an hour", async () => {
    let now = 1_000_000;
    const fetch = vi.fn(async () => jwks(key));
    const { verify } = aCaller({ fetch, now: () => now });
    await verify(aToken(key));
    fetch.mockImplementation(async () => jwks(aKey("key-2")));
    now += 3_600_000;
    await verify(aToken(key));
    await vi.waitFor(() => expect(verify(aToken(key))).rejects.toMatchObject({ status: 401 }), {
      timeout: 10_000,
    });
  });

  test("is read over plain HTTP from the local stack", async () => {
    const paths: (string | undefined)[] = [];
    const server = await aServer((request, response) => {
      paths.push(request.url);
      response.end(JSON.stringify(jwks(key)));
    });
    const { fetch: _, ...parts } = { fetch: undefined, pool: knownPool(server.url) };
    const own = callers({ callers: { kind: "tokens" }, folder, log: aLog(), ...parts });
    expect(await own.verify(aToken(key))).toEqual({ sub: SUB });
    expect(paths).toEqual([`/${POOL_ID}/.well-known/jwks.json`]);
    server.close();
  });

  test.each<[string, (response: import("node:http").ServerResponse) => void]>([
    ["a redirect", (response) => response.writeHead(302, { Location: "http://127.0.0.1:1/" }).end()],
    ["a failure", (response) => response.writeHead(500).end("{}")],
    ["no JSON", (response) => response.end("<html>")],
    ["no keys", (response) => response.end("{}")],
    ["megabytes", (response) => response.end(JSON.stringify({ keys: [], x: "x".repeat(1e6) }))],
  ])("a response of Cognito that is none: %s", async (_, respond) => {
    const server = await aServer((_request, response) => respond(response));
    const own = callers({ callers: { kind: "tokens" }, folder, log: aLog(), pool: knownPool(server.url) });
    await expect(own.verify(aToken(key))).rejects.toMatchObject({ status: 503 });
    server.close();
  });
});

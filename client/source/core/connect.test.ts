import { describe, expect, it, test, vi } from "vitest";
import { connected, someBytes } from "../../testing/connected.ts";
import { problem } from "../../testing/fake-service.ts";
import type { ConnectOptions } from "../types/connection.ts";
import { connect } from "./connect.ts";
import { status } from "./status.ts";
import { upload } from "./upload.ts";

const tokenUntil = (exp: number, id: string) =>
  `h.${Buffer.from(JSON.stringify({ exp, id })).toString("base64url")}.s`;

test.each([
  [{}, /needs the option url/],
  [{ url: "example.com", token: "t" }, /begins with https/],
  [{ url: "https://a.example/?x=1", token: "t" }, /needs the option url/],
  [{ url: "https://user:password@a.example", token: "t" }, /needs the option url/],
  [{ url: "https://a.example" }, /needs the option token/],
  [{ url: "https://a.example", token: "t", retrys: 3 }, /no option "retrys"/],
  [{ url: "https://a.example", token: "t", retries: -1 }, /retries must be a number from 0 to 100/],
  [{ url: "https://a.example", token: "t", connections: 0 }, /connections must be/],
])("connect(%j) is refused", (options, message) => {
  expect(() => connect(options as ConnectOptions)).toThrow(message);
});

test("connect requests nothing, and a connection of another kind is refused", () => {
  const { service, malote } = connected();
  expect(service.requests).toEqual([]);
  expect(malote.url).toBe("http://service.test");
  expect(() => upload({ ...malote }, someBytes(1), { name: "a" })).toThrow(/from connect\(\)/);
});

describe("describe", () => {
  it("reads the description once", async () => {
    const { service, malote } = connected();
    await expect(malote.describe()).resolves.toMatchObject({ max_batch: 50 });
    await malote.describe();
    expect(service.requests.map(({ headers }) => headers.get("authorization"))).toEqual([null]);
  });

  it("is empty where the deployment has none, and is asked for once", async () => {
    const { service, malote } = connected();
    service.description = undefined;
    await expect(malote.describe()).resolves.toEqual({});
    await malote.describe();
    expect(service.requests).toHaveLength(1);
  });

  it("is tried again after a failure, because a file would be sent in another way without it", async () => {
    const { service, malote } = connected({ retries: 1 });
    service.faults.push(() => (service.requests.length <= 3 ? problem(503, "unavailable") : undefined));
    await expect(malote.describe()).rejects.toMatchObject({ code: "unavailable" });
    await expect(malote.describe()).resolves.toMatchObject({ max_batch: 50 });
  });
});

describe("a service that cannot be reached", () => {
  const cause = new Error("connect ECONNREFUSED 127.0.0.1:9");
  /** As `connected`, with a network that fails as Node.js reports it, as long as `down` says so. */
  const behind = (down: (requests: number) => boolean, options: Partial<ConnectOptions> = {}) => {
    const { service } = connected();
    let requests = 0;
    const fetch: typeof globalThis.fetch = (input, init) => {
      requests++;
      if (down(requests)) return Promise.reject(new TypeError("fetch failed", { cause }));
      return service.fetch(input, init);
    };
    const url = `${service.origin}/v1`;
    const malote = connect({ url, token: "secret-token", retryDelay: 0, ...options, fetch });
    return { malote, service, requests: () => requests };
  };

  it("is named with the cause, and with what may be wrong, after few repeats of the first description", async () => {
    const { malote, requests } = behind(() => true);
    const error = await malote.describe().catch((thrown) => thrown);
    expect(error).toMatchObject({
      code: "network",
      retryable: true,
      cause,
      message:
        "GET http://service.test/v1/.well-known/malote could not be reached. Check the option url and CORS, or call again later.",
    });
    expect(requests()).toBe(5);
  });

  it("is named by the first call with a token, too, and the token is in no error", async () => {
    const { malote } = behind(() => true, { retries: 1 });
    const error = await upload(malote, someBytes(1), { name: "a" }).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: "network", cause });
    expect(error.message).toMatch(/^POST http:\/\/service.test\/v1\/upload could .* option url and CORS/);
    expect(`${error.message} ${error.stack} ${error.cause}`).not.toContain("secret-token");
  });

  it("has the right url if it responded before, and gets all repeats", async () => {
    const { malote, service, requests } = behind((count) => count > 1);
    service.faults.push(() => problem(503, "unavailable"));
    await expect(malote.describe()).rejects.toMatchObject({
      message: "GET http://service.test/v1/.well-known/malote could not be reached. Call again later.",
    });
    expect(requests()).toBe(11);
  });
});

test("a Retry-After of more than a minute is the caller's decision", async () => {
  const { service, malote } = connected();
  service.faults.push(
    () =>
      new Response(JSON.stringify({ code: "quota" }), { status: 429, headers: { "Retry-After": "3000000" } }),
  );
  await expect(status(malote, "x")).rejects.toMatchObject({ code: "quota", retryAfter: 3_000_000 });
  expect(service.requests).toHaveLength(1);
});

describe("the token", () => {
  it.each([
    "",
    "two\nlines",
    "né",
  ])("that no header can hold is refused, and is in no error (%j)", async (token) => {
    const { service, malote } = connected({ token: () => token });
    const error = await status(malote, "x").catch((thrown) => thrown);
    expect(error).toMatchObject({ code: "no-token" });
    expect(error).not.toHaveProperty("cause");
    expect(service.requests).toHaveLength(0);
  });

  const requested = async (token: ConnectOptions["token"], times: number) => {
    const { service, malote } = connected({ token });
    for (let i = 0; i < times; i++) await status(malote, "x").catch(() => {});
    return service.requests.map(({ headers }) => headers.get("authorization"));
  };

  it("is asked for once while it is good, also by requests at the same time", async () => {
    const token = vi.fn(async () => tokenUntil(Date.now() / 1000 + 3600, "1"));
    const { malote } = connected({ token });
    await Promise.all([status(malote, "x"), status(malote, "y")].map((request) => request.catch(() => {})));
    await status(malote, "z").catch(() => {});
    expect(token).toHaveBeenCalledTimes(1);
  });

  it("is replaced before it expires", async () => {
    vi.useFakeTimers({ now: 0, toFake: ["Date"] });
    try {
      let id = 0;
      const token = vi.fn(() => tokenUntil(3600 * ++id, String(id)));
      const { malote } = connected({ token });
      await status(malote, "x").catch(() => {});
      vi.setSystemTime(3_539_000);
      await status(malote, "x").catch(() => {});
      expect(token).toHaveBeenCalledTimes(1);
      vi.setSystemTime(3_541_000);
      await status(malote, "x").catch(() => {});
      expect(token).toHaveBeenCalledTimes(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it("is asked for once more after a 401, and then the 401 is reported", async () => {
    let id = 0;
    const { service, malote } = connected({ token: () => `token-${++id}` });
    service.faults.push(({ headers }) =>
      headers.get("authorization") === "Bearer token-1" ? problem(401, "unauthenticated") : undefined,
    );
    await expect(upload(malote, someBytes(1), { name: "a" })).resolves.toBeDefined();
    expect(id).toBe(2);

    service.faults.push(() => problem(401, "unauthenticated"));
    await expect(status(malote, "x")).rejects.toMatchObject({ code: "unauthenticated", status: 401 });
    expect(id).toBe(3);
  });

  it("may be a text, or of a form that cannot be read", async () => {
    expect(await requested("opaque", 2)).toEqual(["Bearer opaque", "Bearer opaque"]);
  });

  it("that cannot be had is an error that says so", async () => {
    let asked = 0;
    const token = () => {
      asked++;
      return Promise.reject(new Error("signed out"));
    };
    const { malote } = connected({ token, retries: 2 });
    await expect(status(malote, "x")).rejects.toMatchObject({ code: "no-token" });
    // Its provider may have needed the network.
    expect(asked).toBe(3);
    const none = connected({ token: () => "" });
    await expect(status(none.malote, "x")).rejects.toMatchObject({ code: "no-token" });
  });
});

describe("a repeat", () => {
  it("waits as long as Retry-After requires", async () => {
    const { service, malote } = connected();
    service.faults.push(() =>
      service.requests.length === 1
        ? new Response("{}", { status: 429, headers: { "Retry-After": "1" } })
        : undefined,
    );
    const before = performance.now();
    await malote.describe();
    expect(performance.now() - before).toBeGreaterThan(990);
  });

  it("follows a dropped connection that the platform calls an abort", async () => {
    const { service } = connected();
    let first = true;
    const dropping: typeof fetch = async (input, init) => {
      if (first) {
        first = false;
        throw new DOMException("The operation was aborted.", "AbortError");
      }
      return service.fetch(input, init);
    };
    const malote = connect({ url: service.origin, token: "t", fetch: dropping, retryDelay: 0 });
    await expect(upload(malote, someBytes(1), { name: "a" })).resolves.toBeDefined();
  });

  it("is not made after an abort", async () => {
    const { service, malote } = connected();
    const abort = new AbortController();
    service.faults.push(() => {
      abort.abort();
      return "drop";
    });
    await expect(status(malote, "x", { signal: abort.signal })).rejects.toMatchObject({ name: "AbortError" });
    expect(service.requests).toHaveLength(1);
  });
});

it.each([
  "timeout",
  "stallTimeout",
  "retryDelay",
  "maxRetryDelay",
])("refuses a %s that no timer can have", (name) => {
  expect(() => connected({ [name]: 1e10 })).toThrow(`${name} must be a number from`);
});

it("takes only a route that does not exist for a deployment without a description", async () => {
  const { service, malote } = connected({ retries: 0 });
  service.faults.push(() =>
    service.requests.length === 1 ? new Response("<html>", { status: 403 }) : undefined,
  );
  await expect(malote.describe()).rejects.toMatchObject({ status: 403 });
  expect(await malote.describe()).toMatchObject({ service: "malote" });
});

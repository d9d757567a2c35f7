import { describe, expect, it, vi } from "vitest";
import { type RenewalPorts, renewing } from "./renewing.ts";
import { SessionEnded } from "./session.ts";
import { anIdToken } from "./session-token.fixture.ts";

const MINUTE = 60_000;

class Offline extends Error {}

const setUp = (ports: Partial<RenewalPorts<{ id: string }>> = {}) => {
  // The device's clock is years away from that of the tokens.
  let now = 5_000_000;
  const renew = vi.fn(async () => ({ id: anIdToken({ jti: String(now) }) }));
  const signInAgain = vi.fn(async () => ({ id: anIdToken({ jti: "again" }) }));
  const wait = vi.fn(async (milliseconds: number) => {
    now += milliseconds;
  });
  const all: RenewalPorts<{ id: string }> = {
    renew,
    signInAgain,
    wait,
    isTemporary: (error) => error instanceof Offline,
    now: () => now,
    ...ports,
  };
  const first = { id: anIdToken() };
  return {
    first,
    renew,
    signInAgain,
    wait,
    tokens: renewing(first, all),
    pass: (minutes: number) => {
      now += minutes * MINUTE;
    },
  };
};

describe("renewing tokens", () => {
  it("hands out the same token until five minutes before its end, counted from its arrival", async () => {
    const { tokens, first, renew, pass } = setUp();
    pass(54);
    expect(await tokens.get()).toBe(first);
    pass(2);
    expect(await tokens.get()).not.toBe(first);
    expect(renew).toHaveBeenCalledTimes(1);
    pass(54);
    await tokens.get();
    expect(renew).toHaveBeenCalledTimes(1);
  });

  it("renews once for calls at the same time", async () => {
    const { tokens, renew, pass } = setUp();
    pass(60);
    const [one, other] = await Promise.all([tokens.get(), tokens.get()]);
    expect(one).toBe(other);
    expect(renew).toHaveBeenCalledTimes(1);
  });

  it("uses a token that is still good while there is no network", async () => {
    const renew = vi.fn().mockRejectedValueOnce(new Offline()).mockResolvedValue({ id: anIdToken() });
    const { tokens, first, pass, signInAgain } = setUp({ renew });
    pass(57);
    expect(await tokens.get()).toBe(first);
    expect(await tokens.get()).not.toBe(first);
    expect(signInAgain).not.toHaveBeenCalled();
  });

  it("repeats without end while there is no network, and never ends the session for it", async () => {
    const renew = vi.fn().mockRejectedValue(new Offline());
    for (let count = 0; count < 9; count++) renew.mockRejectedValueOnce(new Offline());
    renew.mockResolvedValueOnce({ id: anIdToken({ jti: "back" }) });
    const { tokens, first, pass, signInAgain, wait } = setUp({ renew });
    pass(60);
    expect(await tokens.get()).not.toBe(first);
    expect(wait.mock.calls.flat()).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000]);
    expect(signInAgain).not.toHaveBeenCalled();
  });

  it("asks the person once when the session has ended, and all calls go on with the new token", async () => {
    const renew = vi.fn().mockRejectedValue(new SessionEnded("revoked"));
    const { tokens, pass, signInAgain } = setUp({ renew });
    pass(60);
    const all = await Promise.all([tokens.get(), tokens.get(), tokens.get()]);
    expect(new Set(all).size).toBe(1);
    expect(signInAgain).toHaveBeenCalledTimes(1);
    await tokens.get();
    expect(renew).toHaveBeenCalledTimes(1);
  });

  it("fails when the person does not sign in again, and asks again at the next call", async () => {
    const renew = vi.fn().mockRejectedValue(new SessionEnded("revoked"));
    const signInAgain = vi
      .fn()
      .mockRejectedValueOnce(new SessionEnded("left"))
      .mockResolvedValue({ id: anIdToken() });
    const { tokens, pass } = setUp({ renew, signInAgain });
    pass(60);
    await expect(tokens.get()).rejects.toThrow(SessionEnded);
    await expect(tokens.get()).resolves.toBeDefined();
  });
});

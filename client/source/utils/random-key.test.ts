import { afterEach, expect, test, vi } from "vitest";
import { randomKey } from "./random-key.ts";

afterEach(() => vi.unstubAllGlobals());

test.each(["with", "without"])("keys differ %s crypto, which React Native lacks", (crypto) => {
  if (crypto === "without") vi.stubGlobal("crypto", undefined);

  const keys = Array.from({ length: 100 }, randomKey);

  expect(new Set(keys).size).toBe(100);
  for (const key of keys) expect(key).toMatch(/^[\da-f]{32}$/);
});

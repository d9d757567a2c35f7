import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

let wordsOf: typeof import("./language.ts").wordsOf;
let preferredLanguage: typeof import("./language.ts").preferredLanguage;
beforeAll(async () => {
  vi.stubGlobal("document", { documentElement: {} });
  ({ wordsOf, preferredLanguage } = await import("./language.ts"));
});

afterAll(() => vi.unstubAllGlobals());

describe("sizes", () => {
  test.each([
    // Zero is singular in Portuguese.
    [0, "0 bytes", "0 byte"],
    [1, "1 byte", "1 byte"],
    [27, "27 bytes", "27 bytes"],
    [1536, "1.5 kB", "1,5 kB"],
    [1_048_575, "1,024 kB", "1.024 kB"],
    [64 * 1024 ** 2, "64 MB", "64 MB"],
    [12_345_678, "11.8 MB", "11,8 MB"],
    [5 * 1024 ** 4, "5 TB", "5 TB"],
  ])("of %i bytes", (bytes, english, portuguese) => {
    expect(wordsOf("en").bytes(bytes)).toBe(english.replace(" ", "\u00a0"));
    expect(wordsOf("pt-BR").bytes(bytes)).toBe(portuguese.replace(" ", "\u00a0"));
  });
});

test.each([
  // Less than 1 kB has no shorter form.
  [1010, "1,010 bytes", "1.010 bytes"],
  [1024, "1 kB (1,024 bytes)", "1 kB (1.024 bytes)"],
])("%i bytes exactly", (bytes, english, portuguese) => {
  const plain = (text: string) => text.replaceAll("\u00a0", " ");
  expect(plain(wordsOf("en").exactBytes(bytes))).toBe(english);
  expect(plain(wordsOf("pt-BR").exactBytes(bytes))).toBe(portuguese);
});

test.each([
  [95, "1 min 35 sec"],
  [0, "0 sec"],
  [59.6, "1 min"],
  [3700, "1 hr 1 min"],
])("%d seconds", (seconds, text) => {
  expect(wordsOf("en").duration(seconds)).toBe(text);
});

test("ages are relative, and never in the future", () => {
  const now = Date.parse("2026-11-27T12:00:00Z");
  const { ago } = wordsOf("en");
  expect(ago("2026-11-27T11:55:00Z", now)).toBe("5 minutes ago");
  expect(ago("2026-11-25T12:00:00Z", now)).toBe("2 days ago");
  expect(ago("2026-11-27T12:00:05Z", now)).toBe("now");
  expect(wordsOf("pt-BR").ago("2026-11-27T11:55:00Z", now)).toBe("há 5 minutos");
});

test.each([
  [["pt-PT", "en"], "pt-BR"],
  [["fr", "en-GB"], "en"],
  [["fr"], "en"],
  [[], "en"],
])("of the browser's languages %j the page takes %s", (wanted, language) => {
  expect(preferredLanguage(wanted)).toBe(language);
});

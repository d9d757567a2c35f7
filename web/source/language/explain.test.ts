import { FileFailed, MaloteError, ServiceError } from "malote";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { explain as Explain } from "./explain.ts";
import type { wordsOf as WordsOf } from "./language.ts";

// The language of the page is chosen when its module is loaded, in a browser.
let explain: typeof Explain;
let wordsOf: typeof WordsOf;
beforeAll(async () => {
  vi.stubGlobal("document", { documentElement: {} });
  ({ wordsOf } = await import("./language.ts"));
  ({ explain } = await import("./explain.ts"));
});

afterAll(() => vi.unstubAllGlobals());

const problem = (status: number, code: string, detail = "The detail.") =>
  new ServiceError("POST /upload", status, { code, detail, title: "The title" });

test("a code of the service has a sentence and what to do, in each language", () => {
  const error = problem(413, "file-too-large");

  expect(explain(wordsOf("en"), error)).toEqual({
    title: "The file is too large for this service.",
    detail: "Choose a smaller file.",
    retryable: false,
  });
  expect(explain(wordsOf("pt-BR"), error).title).toBe("O arquivo é grande demais para este serviço.");
});

test("an error is retryable as the SDK says", () => {
  expect(explain(wordsOf("en"), problem(503, "unavailable")).retryable).toBe(true);
  expect(explain(wordsOf("en"), new MaloteError("network", "…", { retryable: true })).retryable).toBe(true);
  expect(explain(wordsOf("en"), new MaloteError("file-changed", "…")).retryable).toBe(false);
});

test("a mistake in the request is described by the service, because only it knows which", () => {
  expect(explain(wordsOf("en"), problem(400, "invalid-request", "path ends with a slash."))).toEqual({
    title: "The service found a mistake in what was sent.",
    detail: "path ends with a slash.",
    retryable: false,
  });
});

test("a code that is newer than the page has the service's own sentence, without the route", () => {
  expect(explain(wordsOf("en"), problem(413, "quota-used", "Your 5 GB are full."))).toEqual({
    title: "The service refused this.",
    detail: "Your 5 GB are full.",
    retryable: false,
  });
  expect(explain(wordsOf("en"), problem(500, "constructor")).title).toBe("The service refused this.");
});

test("a file that failed has its reason", () => {
  const file = {
    file_id: "0b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b",
    file_name: "a.png",
    status: "error" as const,
    created_at: "2026-11-21T12:00:00.000Z",
    updated_at: "2026-11-21T12:00:00.000Z",
  };

  expect(explain(wordsOf("en"), new FileFailed({ ...file, error_code: "type-differs" })).title).toBe(
    "What is in the file does not fit its name.",
  );
  expect(
    explain(wordsOf("en"), new FileFailed({ ...file, error_code: "set-by-operator", details: "A virus." }))
      .detail,
  ).toBe("A virus.");
  expect(
    explain(wordsOf("en"), new FileFailed({ ...file, error_code: "newer", details: "Why." })),
  ).toMatchObject({ title: "The service did not accept the file.", detail: "Why." });
});

test("any other error has a general text, and never its message or its stack", () => {
  const { title, detail } = explain(wordsOf("en"), new TypeError("x is undefined"));
  expect([title, detail]).toEqual([
    "Something did not work.",
    "Try again. If it happens again, tell whoever runs this service.",
  ]);
  expect(explain(wordsOf("en"), "text").title).toBe("Something did not work.");
});

test("a session that ended asks for a sign-in", () => {
  const ended = Object.assign(new Error("refresh token revoked"), { name: "SessionEnded" });
  expect(explain(wordsOf("en"), ended).title).toBe("Your sign-in has ended.");
});

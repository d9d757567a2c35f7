import { expect } from "vitest";
import type { ApiResponse } from "./service.ts";

type Problem = { status: number; code: string };

/** Asserts a problem of RFC 9457 with CORS headers, from a function or from the gateway. */
export const expectProblem = (
  { status, headers, body }: ApiResponse,
  { status: expected, code }: Problem,
) => {
  expect([status, body["code"]]).toEqual([expected, code]);
  expect(headers.get("content-type")).toBe("application/problem+json");
  expect(headers.get("access-control-allow-origin")).toBe("*");
  expect(body).toMatchObject({ type: `urn:malote:problem:${code}`, status: expected });
  expect(body["title"]).toEqual(expect.stringMatching(/./));
  expect(body["detail"]).toEqual(expect.stringMatching(/./));
  expect(body["instance"]).toEqual(expect.stringMatching(/./));
};

import { expect } from "vitest";
import type { Answer } from "./service.ts";

type Problem = { status: number; code: string };

/** RFC 9457, with CORS, whoever made it: a function or the gateway. */
export const expectProblem = ({ status, headers, body }: Answer, { status: wanted, code }: Problem) => {
  expect([status, body["code"]]).toEqual([wanted, code]);
  expect(headers.get("content-type")).toBe("application/problem+json");
  expect(headers.get("access-control-allow-origin")).toBe("*");
  expect(body).toMatchObject({ type: `urn:malote:problem:${code}`, status: wanted });
  expect(body["title"]).toEqual(expect.stringMatching(/./));
  expect(body["detail"]).toEqual(expect.stringMatching(/./));
  expect(body["instance"]).toEqual(expect.stringMatching(/./));
};

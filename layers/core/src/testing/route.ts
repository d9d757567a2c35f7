import "./log-lines.ts";

import * as v from "valibot";
import { vi } from "vitest";
import type { HttpAnswer } from "../http/problem.ts";
import { http, type Route, type UseCase } from "../http/route.ts";
import { aContext, anApiEvent } from "./api-event.ts";

export const Greeting = v.strictObject({ name: v.string("name must be a string.") });
export type Greeting = v.InferOutput<typeof Greeting>;

export type Greet = UseCase<Greeting, unknown>;

/** A route that answers what it was given, or whatever `useCase` does instead. */
export const aRoute = (
  options: Partial<Route<typeof Greeting, unknown>> = {},
  useCase: Greet = async ({ name }) => ({ hello: name }),
) => {
  const called = vi.fn(useCase);
  const handler = http({ from: "body", input: Greeting, ...options }, called);
  const call = async (event: Parameters<typeof anApiEvent>[0]): Promise<Called> => {
    const answer: HttpAnswer = await handler(anApiEvent(event), aContext());
    return { ...answer, json: answer.body === "" ? undefined : JSON.parse(answer.body) };
  };
  return { call, useCase: called };
};

export type Called = HttpAnswer & { json: unknown };

/** A good call: a POST of JSON with a verified ID token. */
export const GOOD = { body: JSON.stringify({ name: "Ana" }) };

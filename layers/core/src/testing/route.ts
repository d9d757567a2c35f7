import "./log-lines.ts";

import * as v from "valibot";
import { vi } from "vitest";
import type { HttpResponse } from "../http/problem.ts";
import { http, type Route, type UseCase } from "../http/route.ts";
import { aContext, anApiEvent } from "./api-event.ts";

export const Greeting = v.strictObject({ name: v.string("name must be a string.") });
export type Greeting = v.InferOutput<typeof Greeting>;

export type Greet = UseCase<Greeting, unknown>;

/** A route that returns its input, or runs `useCase`. */
export const aRoute = (
  options: Partial<Route<typeof Greeting, unknown>> = {},
  useCase: Greet = async ({ name }) => ({ hello: name }),
) => {
  const called = vi.fn(useCase);
  const handler = http({ from: "body", input: Greeting, ...options }, called);
  const call = async (event: Parameters<typeof anApiEvent>[0]): Promise<Called> => {
    const response: HttpResponse = await handler(anApiEvent(event), aContext());
    return { ...response, json: response.body === "" ? undefined : JSON.parse(response.body) };
  };
  return { call, useCase: called };
};

export type Called = HttpResponse & { json: unknown };

/** A valid call: a POST of JSON with a verified ID token. */
export const VALID_CALL = { body: JSON.stringify({ name: "Ana" }) };

import { Trouble } from "../tools/command/trouble.ts";
import { isProblem, request, told } from "./request.ts";
import type { Route } from "./routes.ts";

const ORIGIN = "https://app.example.com";

/**
 * A stranger is told to sign in, on every route, in the form that clients read.
 * @throws Trouble at the first route that answers otherwise
 */
export const refusesStrangers = async (url: string, routes: Route[]): Promise<void> => {
  for (const { method, path } of routes) {
    for (const headers of [{}, { Authorization: "Bearer not.a.token" }]) {
      const answer = await request(`${url}${path}`, { method, headers });
      if (answer.status === 401 && isProblem(answer)) continue;
      const how = "Authorization" in headers ? "a forged token" : "no token";
      throw new Trouble(`${method} ${path} with ${how} should be a 401 problem, and is ${told(answer)}`);
    }
  }
};

/**
 * A page of another origin may call every route: browsers ask first, without a token.
 * @throws Trouble at the first route that a browser would not call
 */
export const answersPreflights = async (url: string, routes: Route[]): Promise<void> => {
  for (const { method, path } of routes) {
    const headers = {
      Origin: ORIGIN,
      "Access-Control-Request-Method": method,
      "Access-Control-Request-Headers": "authorization,content-type",
    };
    const answer = await request(`${url}${path}`, { method: "OPTIONS", headers });
    const allows = (name: string, what: string) =>
      answer.headers.get(`access-control-allow-${name}`)?.toLowerCase().includes(what.toLowerCase());
    const open = ["*", ORIGIN].includes(answer.headers.get("access-control-allow-origin") ?? "");
    if (answer.status < 300 && open && allows("methods", method) && allows("headers", "authorization"))
      continue;
    throw new Trouble(
      `OPTIONS ${path}, before a ${method}, should let a browser call, and is ${told(answer)}`,
    );
  }
};

/**
 * Every function behind a route starts. One that does not find the layer, or lacks a variable, is answered with
 * a 502 by the gateway. They are asked for what there is not (a file nobody has, a body that is no JSON), so that
 * nothing is changed; whatever they say to that, they say it themselves.
 * @throws Trouble that names the route
 */
export const startsEveryFunction = async (url: string, routes: Route[], token: string): Promise<void> => {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  for (const { method, path } of routes) {
    const answer = await request(`${url}${path}`, {
      method,
      headers,
      ...(method === "POST" ? { body: "{" } : {}),
    });
    if (answer.status === 401)
      throw new Trouble(`The token is refused by ${method} ${path}: ${told(answer)}`);
    if (answer.status < 300 || (answer.status < 500 && isProblem(answer))) continue;
    throw new Trouble(
      `${method} ${path} does not work: ${told(answer)}\nThe function's log group says why; one that cannot load @malote/core is answered with 502.`,
    );
  }
};

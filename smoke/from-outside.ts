import { Trouble } from "../tools/command/trouble.ts";
import { describeResponse, isProblem, request } from "./request.ts";
import type { Route } from "./routes.ts";

/**
 * Checks that every route refuses a request without a token, and one with a forged token, with a 401 problem.
 * @throws Trouble at the first route that responds otherwise
 */
export const refusesWithoutToken = async (url: string, routes: Route[]): Promise<void> => {
  for (const { method, path } of routes) {
    for (const headers of [{}, { Authorization: "Bearer not.a.token" }]) {
      const response = await request(`${url}${path}`, { method, headers });
      if (response.status === 401 && isProblem(response)) continue;
      const how = "Authorization" in headers ? "a forged token" : "no token";
      throw new Trouble(
        `${method} ${path} with ${how} should respond with a 401 problem, but responded ${describeResponse(response)}`,
      );
    }
  }
};

/**
 * Checks that every route refuses the user's access token with a 401 problem: the service accepts ID tokens only. A REST
 * authorizer without scopes lets an access token in, so the functions refuse it.
 * @throws Trouble at the first route that responds otherwise
 */
export const refusesAccessToken = async (url: string, routes: Route[], token: string): Promise<void> => {
  for (const { method, path } of routes) {
    const headers = { Authorization: `Bearer ${token}` };
    const response = await request(`${url}${path}`, { method, headers });
    if (response.status === 401 && isProblem(response)) continue;
    throw new Trouble(
      `${method} ${path} with an access token should respond with a 401 problem, but responded ${describeResponse(response)}`,
    );
  }
};

/**
 * Checks that a page of another origin may call every route. A browser sends a preflight first, without a token.
 * @throws Trouble at the first route that a browser would not call
 */
export const allowsPreflights = async (url: string, routes: Route[], origin: string): Promise<void> => {
  for (const { method, path } of routes) {
    const headers = {
      Origin: origin,
      "Access-Control-Request-Method": method,
      "Access-Control-Request-Headers": "authorization,content-type",
    };
    const response = await request(`${url}${path}`, { method: "OPTIONS", headers });
    const allows = (name: string, what: string) =>
      response.headers.get(`access-control-allow-${name}`)?.toLowerCase().includes(what.toLowerCase());
    const open = ["*", origin].includes(response.headers.get("access-control-allow-origin") ?? "");
    if (response.status < 300 && open && allows("methods", method) && allows("headers", "authorization"))
      continue;
    throw new Trouble(
      `OPTIONS ${path} should allow a browser to send ${method}, but responded ${describeResponse(response)}`,
    );
  }
};

/**
 * Checks that the function of every route starts. API Gateway responds 500 for a function that does not find the layer or
 * a variable. The requests change nothing: they name a file that does not exist, or have a body that is not JSON. Any
 * response of the function itself shows that it started.
 * @throws Trouble with the name of the route
 */
export const startsEveryFunction = async (url: string, routes: Route[], token: string): Promise<void> => {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  for (const { method, path } of routes) {
    const response = await request(`${url}${path}`, {
      method,
      headers,
      ...(method === "POST" ? { body: "{" } : {}),
    });
    if (response.status === 401)
      throw new Trouble(`${method} ${path} refuses the token. It responded ${describeResponse(response)}`);
    if (response.status < 300 || (response.status < 500 && isProblem(response))) continue;
    throw new Trouble(
      `${method} ${path} does not work. It responded ${describeResponse(response)}\nSee the function's log group. With 500, the function may not find @malote/core.`,
    );
  }
};

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "../../tools/paths.ts";

/** A route of the API, and the folder of its function. */
export interface ApiRoute {
  /** In upper case. */
  method: string;
  /** As in template.yaml, such as /files/{file_id}. */
  path: string;
  /** The function's folder, such as functions/upload. */
  folder: string;
  /** Whether API Gateway requires a token. */
  authorized: boolean;
}

interface Template {
  Resources: Record<
    string,
    { Type: string; Properties: { CodeUri?: string; Events?: Record<string, Event> } }
  >;
}

interface Event {
  Type: string;
  Properties: { Method: string; Path: string; Auth?: { Authorizer?: string } };
}

/** The routes of template.yaml, so that a new route needs no change here. */
export const apiRoutes = (): ApiRoute[] => {
  // CloudFormation's tags (!Ref, !Sub …) are ignored: only the text after the tag is read.
  const template: Template = parse(readFileSync(join(root, "template.yaml"), "utf8"), { logLevel: "error" });
  return Object.values(template.Resources).flatMap(({ Properties: { CodeUri, Events = {} } = {} }) =>
    Object.values(Events)
      .filter(({ Type }) => Type === "Api")
      .map(({ Properties: { Method, Path, Auth } }) => ({
        method: Method.toUpperCase(),
        path: Path,
        folder: CodeUri ?? "",
        authorized: Auth?.Authorizer !== "NONE",
      })),
  );
};

/**
 * Finds the route of a request. A route without parameters goes before one with parameters, as in API Gateway.
 * @returns the route and its path parameters
 */
export const findRoute = (
  routes: readonly ApiRoute[],
  method: string,
  path: string,
): { route: ApiRoute; parameters: Record<string, string> | null } | undefined => {
  const candidates = routes
    .filter((route) => route.method === method)
    .toSorted((a, b) => Number(a.path.includes("{")) - Number(b.path.includes("{")));
  for (const route of candidates) {
    const found = patternOf(route.path).exec(path);
    if (!found) continue;
    const { groups } = found;
    const parameters =
      groups &&
      Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, decodeURIComponent(text)]));
    return { route, parameters: parameters ?? null };
  }
  return undefined;
};

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`);

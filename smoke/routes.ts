import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "../tools/paths.ts";

export interface Route {
  /** GET, POST … */
  method: string;
  /** Without parameters: a file's id is replaced by an id that no file has. */
  path: string;
  /** Whether the route needs no token. */
  open: boolean;
}

/** An id in the service's format that no file has. */
const UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";

interface Template {
  Resources: Record<string, { Condition?: string; Properties?: { Events?: Record<string, unknown> } }>;
}

interface ApiEvent {
  Type: "Api";
  Properties: { Method: string; Path: string; Auth?: { Authorizer?: string } };
}

const isApiEvent = (event: unknown): event is ApiEvent =>
  typeof event === "object" && event !== null && "Type" in event && event.Type === "Api";

/** The routes of template.yaml that every deployment has, and those of the parts with these conditions. */
export const routes = (parts: readonly string[] = []): Route[] => {
  const template: Template = parse(readFileSync(join(root, "template.yaml"), "utf8"), { logLevel: "error" });
  return Object.values(template.Resources)
    .filter(({ Condition }) => Condition === undefined || parts.includes(Condition))
    .flatMap(({ Properties }) => Object.values(Properties?.Events ?? {}))
    .filter(isApiEvent)
    .map(({ Properties: { Method, Path, Auth } }) => ({
      method: Method.toUpperCase(),
      path: Path.replace(/\{\w+\}/g, UNKNOWN_ID),
      open: Auth?.Authorizer === "NONE",
    }));
};

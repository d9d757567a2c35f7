import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "../tools/paths.ts";

export interface Route {
  /** GET, POST … */
  method: string;
  /** With nothing left to fill in: ids of files are replaced by one that no file has. */
  path: string;
}

/** As the service makes them, and all but certainly nobody's. */
const NOBODYS = "00000000-0000-4000-8000-000000000000";

interface Template {
  Resources: Record<string, { Properties?: { Events?: Record<string, unknown> } }>;
}

interface ApiEvent {
  Type: "Api";
  Properties: { Method: string; Path: string };
}

const isApiEvent = (event: unknown): event is ApiEvent =>
  typeof event === "object" && event !== null && "Type" in event && event.Type === "Api";

/** Every route that template.yaml gives to a function. */
export const routes = (): Route[] => {
  const template: Template = parse(readFileSync(join(root, "template.yaml"), "utf8"), { logLevel: "error" });
  return Object.values(template.Resources)
    .flatMap(({ Properties }) => Object.values(Properties?.Events ?? {}))
    .filter(isApiEvent)
    .map(({ Properties: { Method, Path } }) => ({
      method: Method.toUpperCase(),
      path: Path.replace(/\{\w+\}/g, NOBODYS),
    }));
};

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "../../tools/paths.ts";

interface Template {
  Parameters: Record<string, { Default?: unknown }>;
  Mappings: { RouteShares: Record<string, Record<string, number>> };
  Globals: { Function: { MemorySize: number } };
  Resources: Record<string, { Properties: { MemorySize?: number; Events?: Record<string, ApiEvent> } }>;
}

interface ApiEvent {
  Type: string;
  Properties: { Path?: string };
}

/** What template.yaml allows with its defaults. */
export interface Limits {
  /** ApiRateLimit. */
  rate: number;
  /** Requests a second of each route, by its function; `Preflight` is for each path. */
  share: (name: string) => number;
  paths: number;
  routeGb: number;
  moverGb: number;
}

export const readLimits = (): Limits => {
  // CloudFormation's tags (!Ref, !Sub …) are ignored: only the text after the tag is read.
  const template: Template = parse(readFileSync(join(root, "template.yaml"), "utf8"), { logLevel: "error" });
  const rate = Number(template.Parameters["ApiRateLimit"]?.Default);
  const shares = template.Mappings.RouteShares[rate] ?? {};
  const events = Object.values(template.Resources).flatMap(({ Properties }) =>
    Object.values(Properties?.Events ?? {}).filter(({ Type }) => Type === "Api"),
  );
  return {
    rate,
    share: (name) => {
      const share = shares[name];
      if (share === undefined) throw new Error(`RouteShares has no ${name} for ${rate}`);
      return share;
    },
    paths: new Set(events.map(({ Properties }) => Properties.Path)).size,
    routeGb: template.Globals.Function.MemorySize / 1024,
    moverGb: (template.Resources["Mover"]?.Properties.MemorySize ?? Number.NaN) / 1024,
  };
};

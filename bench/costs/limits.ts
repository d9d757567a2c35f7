import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "../../tools/paths.ts";

interface Template {
  Parameters: Record<string, { Default?: unknown; AllowedValues?: unknown[] }>;
  Mappings: { RouteShares: Record<string, Record<string, number>> };
  Globals: { Function: { MemorySize: number } };
  Resources: Record<
    string,
    {
      Condition?: string;
      Properties: {
        MemorySize?: number;
        Events?: Record<string, ApiEvent>;
        /** A setting of an optional part is a list: its condition, the setting, and no value. */
        MethodSettings?: { ResourcePath?: string; ThrottlingRateLimit: unknown }[];
      };
    }
  >;
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
  /** Requests a second of the route without a token. */
  openRate: number;
  paths: number;
  routeGb: number;
  /** Of /uploads. */
  manyGb: number;
  moverGb: number;
  /** The mover's invocations at the same time: MoverConcurrency. */
  movers: number;
  /** The largest MoverConcurrency. */
  mostMovers: number;
}

export const readLimits = (): Limits => {
  // CloudFormation's tags (!Ref, !Sub …) are ignored: only the text after the tag is read.
  const template: Template = parse(readFileSync(join(root, "template.yaml"), "utf8"), { logLevel: "error" });
  const rate = Number(template.Parameters["ApiRateLimit"]?.Default);
  const shares = template.Mappings.RouteShares[rate] ?? {};
  const always = Object.values(template.Resources).filter(({ Condition }) => Condition === undefined);
  const events = always.flatMap(({ Properties }) =>
    Object.values(Properties?.Events ?? {}).filter(({ Type }) => Type === "Api"),
  );
  const concurrency = template.Parameters["MoverConcurrency"] ?? {};
  const gbOf = (name: string) => (template.Resources[name]?.Properties.MemorySize ?? Number.NaN) / 1024;
  const open = template.Resources["Api"]?.Properties.MethodSettings?.find(({ ResourcePath }) =>
    ResourcePath?.includes(".well-known"),
  );
  return {
    rate,
    openRate: Number(open?.ThrottlingRateLimit),
    share: (name) => {
      const share = shares[name];
      if (share === undefined) throw new Error(`RouteShares has no ${name} for ${rate}`);
      return share;
    },
    paths: new Set(events.map(({ Properties }) => Properties.Path)).size,
    routeGb: template.Globals.Function.MemorySize / 1024,
    manyGb: gbOf("UploadMany"),
    moverGb: gbOf("Mover"),
    movers: Number(concurrency.Default),
    mostMovers: Math.max(...(concurrency.AllowedValues ?? []).map(Number)),
  };
};

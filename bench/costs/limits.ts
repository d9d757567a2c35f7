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
        MethodSettings?: (MethodSetting | [condition: string, setting: MethodSetting, none: unknown])[];
      };
    }
  >;
}

interface MethodSetting {
  ResourcePath?: string;
  ThrottlingRateLimit: unknown;
}

interface ApiEvent {
  Type: string;
  Properties: { Path?: string; BatchSize?: number; ScalingConfig?: { MaximumConcurrency: number } };
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
  /** Of the parts that are off by default. */
  optional: {
    /** Requests a second of all routes of /webhooks. */
    webhookRate: number;
    webhookPaths: number;
    /** Attempts of webhooks at the same time. */
    attemptsAtOnce: number;
    /** Writes of the table in an invocation of the function that publishes events, and of the one that makes deliveries. */
    eventsBatch: number;
    fanoutBatch: number;
  };
}

export const readLimits = (): Limits => {
  // CloudFormation's tags (!Ref, !Sub …) are ignored: only the text after the tag is read.
  const template: Template = parse(readFileSync(join(root, "template.yaml"), "utf8"), { logLevel: "error" });
  const rate = Number(template.Parameters["ApiRateLimit"]?.Default);
  const shares = template.Mappings.RouteShares[rate] ?? {};
  const pathsOf = (condition: string | undefined): number => {
    const functions = Object.values(template.Resources).filter(({ Condition }) => Condition === condition);
    const events = functions.flatMap(({ Properties }) =>
      Object.values(Properties?.Events ?? {}).filter(({ Type }) => Type === "Api"),
    );
    return new Set(events.map(({ Properties }) => Properties.Path)).size;
  };
  const concurrency = template.Parameters["MoverConcurrency"] ?? {};
  const gbOf = (name: string) => (template.Resources[name]?.Properties.MemorySize ?? Number.NaN) / 1024;
  const settings = template.Resources["Api"]?.Properties.MethodSettings ?? [];
  const open = settings.find(
    (setting): setting is MethodSetting =>
      !Array.isArray(setting) && setting.ResourcePath?.includes(".well-known") === true,
  );
  const ofWebhooks = settings.flatMap((setting) =>
    Array.isArray(setting) && setting[0] === "HasWebhooks" ? setting[1] : [],
  );
  const source = (name: string) => {
    const [event] = Object.values(template.Resources[name]?.Properties.Events ?? {});
    const { BatchSize = Number.NaN, ScalingConfig } = event?.Properties ?? {};
    return { batch: BatchSize, atOnce: BatchSize * (ScalingConfig?.MaximumConcurrency ?? Number.NaN) };
  };
  return {
    rate,
    openRate: Number(open?.ThrottlingRateLimit),
    share: (name) => {
      const share = shares[name];
      if (share === undefined) throw new Error(`RouteShares has no ${name} for ${rate}`);
      return share;
    },
    paths: pathsOf(undefined),
    routeGb: template.Globals.Function.MemorySize / 1024,
    manyGb: gbOf("UploadMany"),
    moverGb: gbOf("Mover"),
    movers: Number(concurrency.Default),
    mostMovers: Math.max(...(concurrency.AllowedValues ?? []).map(Number)),
    optional: {
      webhookRate: ofWebhooks.reduce((sum, { ThrottlingRateLimit }) => sum + Number(ThrottlingRateLimit), 0),
      webhookPaths: pathsOf("HasWebhooks"),
      attemptsAtOnce: source("WebhookDeliver").atOnce,
      eventsBatch: source("StatusEvents").batch,
      fanoutBatch: source("WebhookFanout").batch,
    },
  };
};

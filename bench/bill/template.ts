import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "../../tools/paths.ts";

interface Resource {
  Type: string;
  Condition?: string;
  Properties?: {
    Metrics?: { MetricStat?: unknown }[];
    MetricsEnabled?: boolean;
    MethodSettings?: { HttpMethod: string; MetricsEnabled?: unknown }[];
    AccessLogSetting?: { Format: string };
    MemorySize?: number;
  };
}

export interface Template {
  Parameters: Record<string, { Default?: unknown }>;
  Globals: { Function: { MemorySize: number; Tracing?: unknown } };
  Resources: Record<string, Resource>;
}

/** template.yaml. CloudFormation's tags (!Ref, !Sub …) are ignored: only the text after the tag is read. */
export const readTemplate = (): Template =>
  parse(readFileSync(join(root, "template.yaml"), "utf8"), { logLevel: "error" });

/** Whether the functions record traces, with the template's defaults. */
export const tracesByDefault = ({ Parameters, Globals }: Template): boolean =>
  Parameters["Tracing"] === undefined
    ? Globals.Function.Tracing === "Active"
    : Parameters["Tracing"].Default === "true";

/** The conditions of parts that are off by default, and have alarms of their own. */
const OPTIONAL_PARTS: readonly unknown[] = ["HasInbox", "HasWebhooks", "PublishesStatusEvents"];

/** The metrics that alarms read, without those of parts that are off by default. */
export const alarmMetrics = ({ Resources }: Template): number =>
  Object.values(Resources)
    .filter(({ Type, Condition }) => Type === "AWS::CloudWatch::Alarm" && !OPTIONAL_PARTS.includes(Condition))
    .reduce(
      (sum, { Properties }) =>
        sum + (Properties?.Metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1),
      0,
    );

/** The methods of the API with metrics of their own, with the template's defaults. */
export const methodsWithMetrics = ({ Parameters, Resources }: Template): number => {
  if (Parameters["MethodMetrics"]?.Default === "false") return 0;
  const settings = Resources["Api"]?.Properties?.MethodSettings ?? [];
  return settings.filter(({ MetricsEnabled }) => MetricsEnabled !== undefined).length;
};

/** The bytes of a line of the access log, with values of a usual length. */
export const accessLogBytes = ({ Resources }: Template): number => {
  const format = Resources["Api"]?.Properties?.AccessLogSetting?.Format ?? "";
  return Buffer.byteLength(format.replaceAll(/\$context\.[\w.]+/g, (name) => VALUES[name] ?? "-"));
};

const VALUES: Readonly<Record<string, string>> = {
  "$context.requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
  "$context.requestTime": "21/Nov/2026:12:00:00 +0000",
  "$context.identity.sourceIp": "203.0.113.210",
  "$context.authorizer.claims.sub": "5f0e8a52-70c1-7051-3a4b-9c8d7e6f5a4b",
  "$context.httpMethod": "POST",
  "$context.path": "/prod/consult-status",
  "$context.status": "200",
  "$context.responseLength": "245",
  "$context.responseLatency": "25",
};

export const memoryGb = ({ Globals, Resources }: Template, name: string): number =>
  (Resources[name]?.Properties?.MemorySize ?? Globals.Function.MemorySize) / 1024;

import { readFileSync } from "node:fs";
import { parse } from "yaml";

type Resource = {
  Type: string;
  Condition?: string;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  Properties?: Record<string, unknown>;
};

// CloudFormation's tags (!Ref, !Sub …) are ignored: the parser returns the value after the tag.
export const template = parse(readFileSync("template.yaml", "utf8"), { logLevel: "error" }) as {
  Resources: Record<string, Resource>;
  Parameters: Record<string, { MinValue: number; MaxValue: number; Default: unknown; Description: string }>;
  Outputs: Record<string, { Description: string }>;
  Globals: { Function: { Timeout: number } };
};

/** The property `name` of `resource`, which must be there. */
export const property = <T>(resource: string, name: string): T => {
  const found = template.Resources[resource]?.Properties?.[name];
  if (found === undefined) throw new Error(`template.yaml has no ${resource}.${name}`);
  return found as T;
};

export const numberOf = (resource: string, name: string): number => property(resource, name);

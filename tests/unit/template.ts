import { readFileSync } from "node:fs";
import { parse } from "yaml";

type Resource = {
  Type: string;
  Condition?: string;
  DependsOn?: string | string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  Properties?: Record<string, unknown>;
};

// CloudFormation's tags (!Ref, !Sub …) are ignored: the parser returns the value after the tag.
export const template = parse(readFileSync("template.yaml", "utf8"), { logLevel: "error" }) as {
  Resources: Record<string, Resource>;
  Parameters: Record<
    string,
    {
      MinValue: number;
      MaxValue: number;
      AllowedValues?: unknown[];
      AllowedPattern?: string;
      Default: unknown;
      Description: string;
    }
  >;
  Rules: Record<string, { RuleCondition: unknown; Assertions: { Assert: unknown }[] }>;
  Mappings: {
    RouteShares: Record<string, Record<string, number>>;
    Movers: Record<string, { AtOnce: number }>;
  };
  Outputs: Record<string, { Description: string }>;
  Globals: {
    Function: {
      Timeout: number;
      /** The alarms are an !If: its condition, the list, and an empty list. */
      DeploymentPreference: { Alarms: [condition: string, alarms: string[], none: string[]] };
    };
  };
};

/** The property `name` of `resource`, which must be there. */
export const property = <T>(resource: string, name: string): T => {
  const found = template.Resources[resource]?.Properties?.[name];
  if (found === undefined) throw new Error(`template.yaml has no ${resource}.${name}`);
  return found as T;
};

export const numberOf = (resource: string, name: string): number => property(resource, name);

type ApiEvent = {
  Type: string;
  Properties: { Method: string; Path: string; Auth?: { Authorizer?: string } };
};

/**
 * The functions by their logical ids: the folder of each, its routes, such as "GET /files/{file_id}", whether anybody may call
 * them, and the condition on which the function exists. `route` is the first one.
 */
export const functions = Object.entries(template.Resources)
  .filter(([, { Type }]) => Type === "AWS::Serverless::Function")
  .map(([id, { Condition, Properties }]) => {
    const events = Object.values((Properties?.["Events"] ?? {}) as Record<string, ApiEvent>);
    const ofApi = events.flatMap(({ Type, Properties: route }) => (Type === "Api" ? [route] : []));
    const routes = ofApi.map(({ Method, Path }) => `${Method.toUpperCase()} ${Path}`);
    return {
      id,
      folder: String(Properties?.["CodeUri"]),
      condition: Condition,
      routes,
      route: routes[0],
      isPublic: ofApi[0]?.Auth?.Authorizer === "NONE",
    };
  });

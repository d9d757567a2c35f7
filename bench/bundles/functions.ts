import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parse } from "yaml";
import { root } from "../../tools/paths.ts";
import type { BuildProperties } from "./sam-options.ts";

export interface LambdaFunction {
  /** The folder's name: upload, consult, mover … */
  name: string;
  folder: string;
  /** BuildProperties of template.yaml. */
  build: BuildProperties;
  /** The variables of template.yaml. A value that exists only after a deployment is the name of its resource. */
  environment: Record<string, string>;
  /** How long Lambda lets an invocation run. */
  timeoutSeconds: number;
}

interface Resource {
  Type: string;
  Metadata?: { BuildMethod?: string; BuildProperties?: BuildProperties };
  Properties: { CodeUri?: unknown; Timeout?: number; Environment?: { Variables?: Record<string, unknown> } };
}

interface Template {
  Parameters: Record<string, { Default?: unknown }>;
  Globals: { Function: { Timeout: number; Environment: { Variables: Record<string, unknown> } } };
  Resources: Record<string, Resource>;
}

const handlers = (): string[] => globSync("functions/*/handler.ts", { cwd: root }).sort();

/** The functions of template.yaml whose folder has a handler. */
export const lambdaFunctions = (): LambdaFunction[] => {
  // CloudFormation's tags (!Ref, !Sub …) are ignored: only the text after the tag is read.
  const template: Template = parse(readFileSync(join(root, "template.yaml"), "utf8"), { logLevel: "error" });
  return handlers().flatMap((handler) => {
    const codeUri = dirname(handler);
    const resource = Object.values(template.Resources).find(
      ({ Type, Properties }) => Type === "AWS::Serverless::Function" && Properties.CodeUri === codeUri,
    );
    const build = resource?.Metadata?.BuildProperties;
    if (!build) return [];
    const environment = environmentOf(resource, template);
    const timeoutSeconds = resource.Properties.Timeout ?? template.Globals.Function.Timeout;
    return [{ name: basename(codeUri), folder: join(root, codeUri), build, environment, timeoutSeconds }];
  });
};

/** Handlers that are never deployed, because no function of template.yaml is built from their folder. */
export const forgottenHandlers = (): string[] => {
  const known = new Set(lambdaFunctions().map(({ folder }) => folder));
  return handlers().filter((handler) => !known.has(join(root, dirname(handler))));
};

const environmentOf = ({ Properties }: Resource, { Globals, Parameters }: Template) => {
  const variables = { ...Globals.Function.Environment.Variables, ...Properties.Environment?.Variables };
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, textOf(value, Parameters)]),
  );
};

/** The default of a parameter, or the name of a resource. That is enough to load a handler. */
const textOf = (value: unknown, parameters: Template["Parameters"]): string => {
  // !Join [",", !Ref AllowedTypes], !If [Condition, this, that], !GetAtt in its list form
  if (Array.isArray(value)) return textOf(value.at(-1), parameters);
  const text = String(value);
  return String(parameters[text]?.Default ?? text);
};

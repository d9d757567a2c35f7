import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "../../tools/paths.ts";

/** A function of template.yaml, and how SAM bundles it. */
export interface TemplateFunction {
  /** Its logical id: Upload. */
  name: string;
  /** CodeUri: functions/upload. */
  folder: string;
  /** BuildProperties, unchanged. */
  build: Record<string, unknown>;
}

interface Resource {
  Type?: string;
  Properties?: { CodeUri?: string };
  Metadata?: { BuildMethod?: string; BuildProperties?: Record<string, unknown> };
}

/** The functions that SAM bundles with esbuild, from the template's text. */
export const functionsIn = (template: string): TemplateFunction[] => {
  // CloudFormation's tags (!Ref and others) are ignored: the values that are read here have none.
  const { Resources = {} }: { Resources?: Record<string, Resource> } = parse(template, {
    logLevel: "error",
  });
  return Object.entries(Resources).flatMap(([name, { Type, Properties, Metadata }]) => {
    const folder = Properties?.CodeUri;
    if (Type !== "AWS::Serverless::Function" || Metadata?.BuildMethod !== "esbuild" || !folder) return [];
    return { name, folder, build: Metadata.BuildProperties ?? {} };
  });
};

export const templateFile = join(root, "template.yaml");

export const templateFunctions = async (): Promise<TemplateFunction[]> =>
  functionsIn(await readFile(templateFile, "utf8"));

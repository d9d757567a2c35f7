import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../paths.ts";
import { programOf } from "../python/environments.ts";

export interface TransformedResource {
  Type: string;
  Condition?: string;
  DependsOn?: string | string[];
  DeletionPolicy?: string;
  Properties: Record<string, unknown>;
}

export interface TransformedTemplate {
  Resources: Record<string, TransformedResource>;
  Conditions: Record<string, unknown>;
}

/**
 * A SAM template as CloudFormation deploys it: once for each set of parameters, the others have their defaults.
 * The Python environment `sam` must be installed (ensureEnvironments).
 */
export const transformed = async (
  sets: readonly Readonly<Record<string, string>>[],
  template = join(root, "template.yaml"),
): Promise<TransformedTemplate[]> => {
  const script = join(root, "tools", "sam", "transform.py");
  const args = [script, template, JSON.stringify(sets)];
  const { stdout } = await promisify(execFile)(programOf("sam", "python"), args, {
    maxBuffer: 64 * 1024 ** 2,
  });
  return JSON.parse(stdout);
};

import { globSync, readFileSync } from "node:fs";
import { parse } from "yaml";

export interface Step {
  uses?: string;
  run?: string;
  if?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

export interface Job {
  if?: string;
  permissions?: Record<string, string> | string;
  environment?: unknown;
  uses?: string;
  secrets?: unknown;
  steps?: Step[];
}

interface Workflow {
  on: string | string[] | Record<string, unknown>;
  permissions?: Record<string, string> | string;
  jobs: Record<string, Job>;
}

export const text = (path: string) => readFileSync(path, "utf8");

export const workflows = globSync(".github/workflows/*.{yml,yaml}").map((path) => ({
  path,
  workflow: parse(text(path)) as Workflow,
}));

/** The files of .github that can have steps. */
export const stepFiles = [...workflows.map(({ path }) => path), ...globSync(".github/actions/*/action.yml")];

export const jobs = workflows.flatMap(({ path, workflow }) =>
  Object.entries(workflow.jobs).map(([id, job]) => ({
    name: `${path.replace(/^.*\//, "")} ${id}`,
    path,
    job,
    permissions: job.permissions ?? workflow.permissions,
  })),
);

/** The steps of the composite action that installs Node.js and the packages. */
export const setup = (parse(text(".github/actions/setup/action.yml")) as { runs: { steps: Step[] } }).runs
  .steps;

export const usesOf = (job: Job): string[] =>
  [job.uses, ...(job.steps ?? []).map(({ uses }) => uses)].filter((uses) => uses !== undefined);

import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import manifest from "../../package.json" with { type: "json" };
import { jobs, type Step, setup, stepFiles, text, usesOf, workflows } from "./workflows.ts";

const SETUP = "./.github/actions/setup";
const expression = (content: string) => `\${{ ${content} }}`;
const mayGetToken = ({ permissions }: (typeof jobs)[number]) =>
  typeof permissions === "object" && permissions["id-token"] !== undefined;
const hasSecret = ({ job }: (typeof jobs)[number]) => /\bsecrets\b/.test(JSON.stringify(job));

describe.each(stepFiles)("%s", (path) => {
  test("pins every action by a commit, and names its release", () => {
    const uses = text(path).match(/^.*\buses:.*$/gm) ?? [];
    for (const line of uses)
      expect(line).toMatch(/uses: (\.\/\.github\/\S+|[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
  });

  test("gives a script its input in variables, because an expression in it would be run", () => {
    const { jobs: found = {}, runs } = parse(text(path));
    const lists: Step[][] = [
      runs?.steps ?? [],
      ...Object.values(found).map((job) => (job as { steps?: Step[] }).steps ?? []),
    ];
    for (const { run = "" } of lists.flat()) expect(run).not.toContain("${{");
  });
});

describe.each(workflows)("$path", ({ workflow: { on, permissions } }) => {
  test("has no permission but to read the code, unless a job asks for more", () => {
    expect([{}, { contents: "read" }]).toContainEqual(permissions);
  });

  test("is not started by an event that gives a stranger's code or text this repository's rights", () => {
    const events = typeof on === "string" ? [on] : Array.isArray(on) ? on : Object.keys(on);
    const safe = ["push", "pull_request", "workflow_call", "workflow_dispatch"];
    expect(events.filter((event) => !safe.includes(event))).toEqual([]);
  });
});

describe.each(jobs)("$name", ({ job, permissions }) => {
  test("may read the code, and get a token at most", () => {
    expect([{ contents: "read" }, { contents: "read", "id-token": "write" }]).toContainEqual(permissions);
  });

  test("passes on no secrets that it does not name", () => {
    expect(job.secrets).toBeUndefined();
  });

  test("leaves no token in the checkout", () => {
    for (const step of job.steps ?? [])
      if (step.uses?.startsWith("actions/checkout@")) expect(step.with?.["persist-credentials"]).toBe(false);
  });
});

/** The one job that runs npm itself: to publish a file that it has compared, without running a script. */
const isNpm = ({ name }: { name: string }) => name === "publish-npm.yml publish";

describe.each(
  jobs.filter((job) => mayGetToken(job) && !isNpm(job)),
)("$name, which may get a token for a role,", ({ job }) => {
  test("runs no package: only programs of the runner, and these actions", () => {
    const allowed =
      /^(\.\/\.github\/workflows\/deploy-stack\.yml|(actions\/(checkout|download-artifact)|aws-actions\/configure-aws-credentials|pypa\/gh-action-pypi-publish)@.+)$/;
    for (const uses of usesOf(job)) expect(uses).toMatch(allowed);
    for (const { run = "" } of job.steps ?? []) {
      expect(run).not.toMatch(
        /\b(npm|npx|node|yarn|pnpm|corepack|uvx?|pipx?3?|python3?|go|make|curl|wget)\b/,
      );
      // Nor a script of the repository or of the artifact.
      expect(run).not.toMatch(/(^|[\s;&|(])(bash|sh|source|\.|\S*\.(sh|m?[jt]s|py))(\s|$)|(^|[\s;&|(])\.\//m);
    }
  });

  test("has an environment, in this file or in the one that it calls", () => {
    const called = workflows.find(({ path }) => `./${path}` === job.uses)?.workflow.jobs;
    for (const { environment } of called ? Object.values(called) : [job]) expect(environment).toBeTruthy();
  });
});

describe.each(jobs.filter(hasSecret))("$name, which has a secret,", ({ job }) => {
  test("has an environment of its own, and no caches", () => {
    expect(job.environment).toMatch(/-smoke$/);
    for (const step of job.steps ?? []) if (step.uses === SETUP) expect(step.with?.["cache"]).toBe("false");
  });
});

describe("what is deployed", () => {
  const deployment = workflows.find(({ path }) => path.endsWith("/deploy.yml"))?.workflow.jobs ?? {};
  const deploy = workflows.find(({ path }) => path.endsWith("/deploy-stack.yml"))?.workflow.jobs["deploy"];
  const stepWith = (part: string) =>
    (deploy?.steps ?? []).findIndex(({ run = "", uses = "" }) => `${run}${uses}`.includes(part));

  test("is built and deployed from main alone", () => {
    expect(deployment["build"]?.if).toBe("vars.DEPLOY == 'true' && github.ref == 'refs/heads/main'");
    expect(deploy?.if).toBe("github.ref == 'refs/heads/main'");
  });

  test("is built without a cache that another job could have written", () => {
    const steps = deployment["build"]?.steps ?? [];
    expect(steps.find(({ uses }) => uses === SETUP)?.with).toEqual({ cache: "false" });
    for (const step of steps) expect(step.uses ?? "").not.toMatch(/^actions\/cache/);
  });

  test("is what the build job's digest says, checked before it is unpacked and before there are credentials", () => {
    const check = 'echo "$SHA256  $RUNNER_TEMP/artifact/build.tar.gz" | sha256sum --check --strict\n';
    expect(stepWith(check)).toBeGreaterThan(stepWith("actions/download-artifact@"));
    expect(stepWith(check)).toBeLessThan(stepWith("aws-actions/configure-aws-credentials@"));
    const script = deploy?.steps?.[stepWith(check)]?.run ?? "";
    expect(script.indexOf("tar -")).toBeGreaterThan(script.indexOf(check));
    expect(deploy?.steps?.[stepWith(check)]?.env).toEqual({ SHA256: expression("inputs.sha256") });
    for (const id of ["dev", "production"])
      expect(deployment[id]).toMatchObject({ with: { sha256: expression("needs.build.outputs.sha256") } });
  });
});

/** The jobs of a workflow that publishes a package. */
const publishing = (file: string) =>
  workflows.find(({ path }) => path.endsWith(`/${file}`))?.workflow.jobs ?? {};

describe.each(["publish-npm.yml", "publish-python.yml"])("what %s publishes", (file) => {
  const { build, publish } = publishing(file);

  test("is built and published from main alone, and without a cache", () => {
    for (const job of [build, publish]) expect(job?.if).toBe("github.ref == 'refs/heads/main'");
    const steps = build?.steps ?? [];
    expect(steps.find(({ uses }) => uses === SETUP)?.with).toEqual({ cache: "false" });
    for (const step of steps) expect(step.uses ?? "").not.toMatch(/^actions\/cache/);
  });
});

describe("the npm package", () => {
  const { publish } = publishing("publish-npm.yml");

  test("is what the build job's digest says, and is published with its provenance by a job that runs nothing else", () => {
    expect(publish).toMatchObject({ environment: "npm", permissions: { "id-token": "write" } });
    const steps = publish?.steps ?? [];
    expect(steps.map(({ uses = "run" }) => uses.split("@")[0])).toEqual([
      "actions/setup-node",
      "actions/download-artifact",
      "run",
    ]);
    expect(steps[0]?.with).toEqual({ "node-version": "24", "package-manager-cache": false });
    expect(steps[2]?.env).toEqual({ SHA256: expression("needs.build.outputs.sha256") });
    expect(steps[2]?.run?.trim().split("\n")).toEqual([
      'cd "$RUNNER_TEMP/artifact"',
      'echo "$SHA256  malote.tgz" | sha256sum --check --strict',
      "npm publish ./malote.tgz --provenance --access public --ignore-scripts",
    ]);
  });
});

describe("the Python package", () => {
  const { publish } = publishing("publish-python.yml");

  test("is what the build job's digest says, checked before it is unpacked and published", () => {
    const steps = publish?.steps ?? [];
    expect(steps.map(({ uses = "run" }) => uses.split("@")[0])).toEqual([
      "actions/download-artifact",
      "run",
      "pypa/gh-action-pypi-publish",
    ]);
    const { run = "", env } = steps[1] ?? {};
    expect(env).toEqual({ SHA256: expression("needs.build.outputs.sha256") });
    expect(run).toMatch(/^echo "\$SHA256 {2}\S+" \| sha256sum --check --strict\nmkdir dist\ntar -xf/);
  });
});

describe("the setup", () => {
  test("restores no cache if a job refuses them", () => {
    const caching = setup.filter(({ uses = "" }) => uses.startsWith("actions/cache@"));
    expect(caching.map((step) => step.if)).toEqual(["inputs.cache == 'true'"]);
    expect(setup.find(({ uses = "" }) => uses.startsWith("actions/setup-node@"))?.with).toMatchObject({
      cache: expression("inputs.cache == 'true' && 'npm' || ''"),
      "package-manager-cache": false,
    });
  });

  test("installs the Node.js that package.json pins", () => {
    expect(manifest.devDependencies.node).toMatch(/^\d+\.\d+\.\d+$/);
    expect(setup[0]?.run).toContain("jq -er .devDependencies.node package.json");
  });
});

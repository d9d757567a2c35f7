import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { tarEntry } from "./tar.ts";
import { template } from "./template.ts";
import { text, workflows } from "./workflows.ts";

// The scripts of deploy.yml and deploy-stack.yml that hand the build over. They run on the workflows' Linux runner.

const scriptOf = (workflow: string, job: string, start: string): string => {
  const found = workflows.find(({ path }) => path.endsWith(`/${workflow}`))?.workflow.jobs[job];
  return found?.steps?.find((step) => (step as { name?: string }).name?.startsWith(start))?.run ?? "";
};
const PACK = scriptOf("deploy.yml", "build", "Pack");
const UNPACK = scriptOf("deploy-stack.yml", "deploy", "Unpack");

/** From the folder in the archive to the folder that template.yaml names. */
const FOLDERS: Record<string, string> = Object.fromEntries(
  Object.entries(template.Resources).flatMap(([id, { Properties = {} }]) => {
    const { CodeUri, ContentUri } = Properties as { CodeUri?: string; ContentUri?: string };
    if (CodeUri) return [[`.aws-sam/build/${id}`, CodeUri]];
    return ContentUri ? [[ContentUri, ContentUri]] : [];
  }),
);

let root: string;
const at = (...path: string[]) => join(root, ...path);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "malote-deployed-code-"));
  mkdirSync(at("runner/artifact"), { recursive: true });
  mkdirSync(at("checkout"));
  cpSync("template.yaml", at("checkout/template.yaml"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = (script: string, cwd: string, env: Record<string, string> = {}) =>
  spawnSync("bash", ["--noprofile", "--norc", "-e", "-c", script], {
    cwd,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], RUNNER_TEMP: at("runner"), ...env },
  });

const unpack = (archive: Buffer, sha256 = createHash("sha256").update(archive).digest("hex")) => {
  writeFileSync(at("runner/artifact/build.tar.gz"), archive);
  return run(UNPACK, at("checkout"), { SHA256: sha256 });
};

const archiveOf = (entries: Buffer[]): Buffer => gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)]));
const goodEntries = () =>
  Object.keys(FOLDERS).map((folder) => tarEntry(`${folder}/handler.mjs`, { text: folder }));

test("the code of each function and of the layer lands where the commit's template expects it, and nothing else does", () => {
  for (const folder of Object.keys(FOLDERS)) {
    mkdirSync(at("build", folder, "deeper/@malote"), { recursive: true });
    writeFileSync(at("build", folder, "deeper/@malote/code.mjs"), folder);
  }
  writeFileSync(at("build/.aws-sam/build/template.yaml"), "Resources: {}");
  expect(run(PACK, at("build"), { GITHUB_OUTPUT: at("output") }).stderr).toBe("");
  const sha256 = readFileSync(at("output"), "utf8").match(/^sha256=(\w{64})$/m)?.[1];

  expect(unpack(readFileSync(at("runner/build.tar.gz")), sha256)).toMatchObject({ status: 0, stderr: "" });

  expect(Object.keys(FOLDERS)).toHaveLength(21);
  const files = globSync("**/*", { cwd: at("checkout"), withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files).toHaveLength(Object.keys(FOLDERS).length + 1);
  for (const [built, folder] of Object.entries(FOLDERS))
    expect(readFileSync(at("checkout", folder, "deeper/@malote/code.mjs"), "utf8")).toBe(built);
  expect(text(at("checkout/template.yaml"))).toBe(text("template.yaml"));
});

test("the deployment uses the commit's template", () => {
  const job = parse(text(".github/workflows/deploy-stack.yml")).jobs.deploy;
  const checkout = job.steps[0].with["sparse-checkout"].trim().split("\n");
  expect(checkout).toEqual(["template.yaml", "samconfig.toml"]);
  expect(scriptOf("deploy-stack.yml", "deploy", "Deploy")).toContain(
    "sam deploy --template-file template.yaml ",
  );
});

const UPLOAD = ".aws-sam/build/Upload";
const ENVIRON = "/proc/self/environ";

test.each([
  ["a symbolic link", tarEntry(`${UPLOAD}/env.txt`, { type: "2", link: ENVIRON })],
  ["a hard link", tarEntry(`${UPLOAD}/env.txt`, { type: "1", link: ENVIRON })],
  [
    "a hard link within the archive",
    tarEntry(`${UPLOAD}/a.mjs`, { type: "1", link: `${UPLOAD}/handler.mjs` }),
  ],
  ["a link in place of a folder", tarEntry(UPLOAD, { type: "2", link: "/" })],
  ["a character device", tarEntry(`${UPLOAD}/device`, { type: "3" })],
  ["a block device", tarEntry(`${UPLOAD}/device`, { type: "4" })],
  ["a fifo", tarEntry(`${UPLOAD}/fifo`, { type: "6" })],
  ["another template", tarEntry("template.yaml", { text: "Resources: {}" })],
  ["the build's template", tarEntry(".aws-sam/build/template.yaml", { text: "Resources: {}" })],
  ["another configuration", tarEntry("samconfig.toml", { text: "version = 0.1" })],
  ["a folder of no function", tarEntry(".aws-sam/build/Other/handler.mjs", { text: "x" })],
  ["a folder whose name begins as another", tarEntry(`${UPLOAD}2/handler.mjs`, { text: "x" })],
  ["a path that leaves its folder", tarEntry(`${UPLOAD}/../../../outside.txt`, { text: "x" })],
  ["an absolute path", tarEntry("/tmp/malote-outside.txt", { text: "x" })],
  ["a name of two lines", tarEntry(`${UPLOAD}/a\nb`, { text: "x" })],
  ["a name with a space", tarEntry(`${UPLOAD}/a b`, { text: "x" })],
  ["a file in place of a folder", tarEntry(UPLOAD, { text: "x" })],
])("an archive with %s is refused before it is unpacked", (_, entry) => {
  expect(unpack(archiveOf([...goodEntries(), entry])).status).toBe(1);
  expect(existsSync(at("runner/code"))).toBe(false);
});

test.each(Object.keys(FOLDERS))("an archive without %s is refused", (folder) => {
  const others = Object.keys(FOLDERS).filter((name) => name !== folder);
  const { status, stderr } = unpack(
    archiveOf([
      ...others.map((name) => tarEntry(`${name}/handler.mjs`, { text: name })),
      tarEntry(`${folder}/`, { type: "5" }),
    ]),
  );
  expect(status).toBe(1);
  expect(stderr).toContain(`Not in the archive: ${folder}`);
});

test("an archive that is cut off, or that has another digest, is refused", () => {
  const archive = archiveOf(goodEntries());
  expect(unpack(archive).status).toBe(0);
  rmSync(at("runner/code"), { recursive: true });
  expect(unpack(archive.subarray(0, -20)).status).not.toBe(0);
  expect(unpack(archive, "0".repeat(64)).status).toBe(1);
  expect(existsSync(at("runner/code"))).toBe(false);
});

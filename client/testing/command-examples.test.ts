import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildCommand } from "../build-command.mjs";
import { aCognito, aFolder, aServedWorld, SIGNED_IN, SRP } from "./command.ts";
import { someBytes } from "./connected.ts";

// Runs the shell examples of docs/client/command.md, one after the other, as their reader does.

const root = join(import.meta.dirname, "../..");
const guide = readFileSync(join(root, "docs/client/command.md"), "utf8");
const examples = [...guide.matchAll(/^```sh run\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);

let folder: string;
/** PATH, with a folder whose `malote` is the one file that is published. */
let PATH: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "malote-bundle-"));
  await buildCommand(join(root, "client"), join(folder, "command"));
  await mkdir(join(folder, "bin"));
  await writeFile(
    join(folder, "bin/malote"),
    `#!/bin/sh\nexec "${process.execPath}" "${join(folder, "command/malote.js")}" "$@"\n`,
    { mode: 0o755 },
  );
  // As in a package of ES modules.
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  PATH = `${join(folder, "bin")}:${process.env["PATH"]}`;
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

test("each shell example of the guide runs", async () => {
  expect(examples.length).toBeGreaterThanOrEqual(5);
  const cognito = await aCognito({ InitiateAuth: () => SRP, RespondToAuthChallenge: () => SIGNED_IN });
  const { user_pool_id, client_id, endpoint } = cognito.pool;
  const { service, cwd } = await aServedWorld();
  service.description = { ...service.description, user_pool_id, client_id, endpoint_url: endpoint };
  service.statuses = Array.from({ length: 100 }, () => "completed");
  await mkdir(join(cwd, "photos/2026"), { recursive: true });
  for (const name of ["holiday.mp4", "notes.txt", "photos/a.jpg", "photos/2026/b.jpg", "photos/draft-c.jpg"])
    await writeFile(join(cwd, name), someBytes(1000, name.length));
  const script = examples.join("\n").replaceAll(/https:\/\/abc123\S+/g, service.origin);

  const child = spawn("bash", ["--norc", "-euo", "pipefail", "-c", script], {
    cwd,
    env: {
      PATH,
      MALOTE_CONFIG_DIR: join(await aFolder(), "config"),
      MALOTE_USERNAME: "ana@example.com",
      MALOTE_PASSWORD: "Correct-horse-7",
    },
  });
  child.stdin.end();
  const [out, err, exit] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on("close", resolve)),
  ]);

  expect({ exit, out, err }).toMatchObject({ exit: 0 });
  expect(out).toMatch(/^Signed in to .* \(profile default\)\.$/m);
  expect(out).toMatch(/^there already {2}\S+ {2}photos\/2026\/b\.jpg$/m);
  expect(out).toContain("photos/2026/b.jpg\n");
  expect(await readFile(join(cwd, "copy.mp4"))).toEqual(await readFile(join(cwd, "holiday.mp4")));
  const names = [...service.files.values()].map(({ body }) => body["file_name"]);
  expect(names).toContain("photos.tar.gz");
}, 60_000);

test("each option of put, and each exit code, is in the guide", async () => {
  const source = readFileSync(join(root, "client/source/command/put/put.ts"), "utf8");
  const options = [...source.matchAll(/"(?:-\w, )?(--[\w-]+)[^"]*",?\s*[\n"]/g)].map(([, name]) => name);
  expect(options.length).toBeGreaterThan(10);
  for (const option of options) expect(guide).toContain(`\`${option}`);
  const { EXIT } = await import("../source/command/exit.ts");
  for (const code of Object.values(EXIT)) expect(guide).toMatch(new RegExp(`^\\| ${code} \\|`, "m"));
});

test("the licences of what the file holds are beside it, and it holds nothing that it does not need", async () => {
  const licences = await readFile(join(folder, "command/LICENSES.txt"), "utf8");
  for (const name of ["amazon-cognito-identity-js", "commander", "log-update", "picomatch", "uqr"])
    expect(licences).toMatch(new RegExp(`^${name} [\\d.]+: (MIT|ISC|Apache-2\\.0)$`, "m"));
  const [, ...others] = licences.split(/^-{80}$/m);
  expect(others.length).toBeGreaterThan(20);
  expect(licences).not.toMatch(/GPL|UNLICENSED|undefined/);
  // In bytes. The library of Cognito alone would bring a fetch of its own along, which is as large.
  expect((await stat(join(folder, "command/malote.js"))).size).toBeLessThan(360_000);
});

test("the completion for bash offers commands, options and names of files", async () => {
  const cwd = await aFolder();
  await writeFile(join(cwd, "holiday.mp4"), "");
  const complete = (words: string[]) => `
    COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); COMPREPLY=()
    _malote; echo "\${COMPREPLY[*]}"`;
  const script = `source <(malote completion bash)
    compopt() { printf "compopt %s %s\\n" "$@"; }
    ${complete(["malote", "wh"])} ${complete(["malote", "put", "ho"])} ${complete(["malote", "put", "--chec"])}
    ${complete(["malote", "get", "$(touch evil)"])}`;
  const child = spawn("bash", ["--norc", "-c", script], { cwd, env: { PATH, MALOTE_CONFIG_DIR: cwd } });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(err).toBe("");
  expect(out.split("\n").map((line) => line.trim())).toEqual([
    "compopt +o default",
    "whoami",
    "compopt +o default",
    "compopt -o default",
    "",
    "compopt +o default",
    "--checksum",
    "compopt +o default",
    "",
    "",
  ]);
}, 30_000);

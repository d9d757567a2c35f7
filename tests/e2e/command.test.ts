import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import type { Io } from "../../client/source/command/io.ts";
import { run } from "../../client/source/command/program.ts";
import { sourceOf } from "../../local/stack/resources.ts";

// The command malote against the deployed template, as a program.

// A sign-in is 0.2 s of arithmetic, and several programs start. A loaded machine needs longer.
vi.setConfig({ testTimeout: 120_000 });

const stack = inject("stack");
const main = fileURLToPath(new URL("../../client/source/command/main.ts", import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "malote-command-"));
  // What npm start leaves for it.
  await mkdir(join(folder, ".malote"));
  await writeFile(join(folder, ".malote/stack.json"), JSON.stringify(stack));
  await mkdir(join(folder, "trip/day one"), { recursive: true });
  await writeFile(join(folder, "trip/notes.txt"), "day by day");
  await writeFile(join(folder, "trip/day one/é.txt"), "arrival");
  await writeFile(join(folder, "trip/empty.txt"), "");
});
afterAll(() => rm(folder, { recursive: true }));

const cwd = () => join(folder, "trip");
const configFolder = () => join(folder, "config");

/** The program, as a shell starts it. */
const program = async (...args: string[]) => {
  const child = spawn(process.execPath, ["--conditions=malote-source", main, ...args], {
    cwd: cwd(),
    env: { PATH: process.env["PATH"], MALOTE_CONFIG_DIR: configFolder() },
  });
  child.stdin.end();
  const [out, err, exit] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on("close", resolve)),
  ]);
  return { exit, err, out, lines: out.split("\n").filter(Boolean) };
};

/** The same without a process of its own, which would take most of the time. */
const malote = async (args: string[], changes: Partial<Io> = {}) => {
  const lines: string[] = [];
  const warnings: string[] = [];
  const exit = await run(args, {
    env: {},
    cwd: cwd(),
    configFolder: configFolder(),
    print: (line) => lines.push(line) > 0,
    warn: (line) => warnings.push(line),
    writeBytes: async (bytes) => lines.push(Buffer.from(bytes).toString()) > 0,
    stdin: async function* () {},
    signal: new AbortController().signal,
    now: Date.now,
    ...changes,
  });
  return { exit, err: warnings.join("\n"), out: lines.join("\n"), lines };
};

const rows = ({ lines }: { lines: string[] }) => lines.map((line) => JSON.parse(line));

test("in a clone with the local stack it asks nothing: put, put again, ls, status, get, rm", async () => {
  const who = await program("whoami");
  expect(who).toMatchObject({ exit: 0, err: "" });
  expect(who.lines).toEqual([
    expect.stringContaining(stack.demo.username),
    `service  ${stack.api_url}`,
    "profile  local",
  ]);
  expect((await stat(join(folder, "config/tokens/local.json"))).mode & 0o777).toBe(0o600);

  const label = `command-${Date.now()}`;
  const args = ["put", "../trip", "--path", label, "--wait", "--json"];
  const first = await program(...args);
  expect(first).toMatchObject({ exit: 0, err: "" });
  const files = rows(first).filter(({ outcome }) => outcome !== "summary");
  expect(
    files.map(({ path, file_name, status, outcome }) => [path, file_name, status, outcome]).sort(),
  ).toEqual([
    [`${label}/trip`, "empty.txt", "completed", "uploaded"],
    [`${label}/trip`, "notes.txt", "completed", "uploaded"],
    [`${label}/trip/day one`, "é.txt", "completed", "uploaded"],
  ]);
  const ids: string[] = files.map(({ file_id }) => file_id);

  const again = await malote(args);
  expect(rows(again).at(-1)).toEqual({
    outcome: "summary",
    uploaded: 0,
    there: 3,
    failed: 0,
    skipped: 0,
    bytes: 0,
  });
  expect(
    rows(again)
      .flatMap(({ file_id }) => file_id ?? [])
      .sort(),
  ).toEqual(ids.toSorted());

  const listed = await malote(["ls", label]);
  expect(listed.lines).toHaveLength(3);
  expect(listed.out).toContain(`${label}/trip/day one/é.txt`);
  const status = await malote(["status", ...ids]);
  expect(status).toMatchObject({ exit: 0 });

  const notes = files.find(({ file_name }) => file_name === "notes.txt").file_id;
  expect(await malote(["get", notes, "-o", "back.txt"])).toMatchObject({ exit: 0, err: "" });
  expect(await readFile(join(folder, "trip/back.txt"), "utf8")).toBe("day by day");
  expect(await malote(["get", notes, "-o", "-"])).toMatchObject({ exit: 0, out: "day by day" });

  expect(await malote(["rm", ...ids])).toMatchObject({ exit: 0, err: "" });
  expect(await malote(["status", notes])).toMatchObject({ exit: 1, out: "" });
  expect(await malote(["ls", label])).toMatchObject({ exit: 0, out: "", err: "No files." });
  expect(await malote(["put", "notes.txt", "--name", `${label}.txt`])).toMatchObject({ exit: 0 });
});

test("a machine's account and the standard input; the token that is kept is used again", async () => {
  const account = { MALOTE_URL: stack.api_url, MALOTE_USERNAME: stack.demo.username };
  const env = { ...account, MALOTE_PASSWORD: stack.demo.password };
  const put = await malote(["put", "-", "--name", "piped.txt", "--json"], {
    env,
    stdin: async function* () {
      yield Buffer.from("from a pipe");
    },
  });
  expect(put).toMatchObject({ exit: 0, err: "" });
  const { file_id } = rows(put)[0];
  expect(await malote(["watch", file_id], { env })).toMatchObject({ exit: 0 });
  expect(await malote(["get", file_id, "-o", "-"], { env })).toMatchObject({ out: "from a pipe" });
  const wrong = await malote(["ls"], { env: { ...account, MALOTE_PASSWORD: "Wrong-password-1" } });
  expect(wrong).toMatchObject({ exit: 3, out: "" });
  expect(wrong.err).toContain("cannot sign in");
});

test("login with a temporary password asks for a new one, and the profile works from then on", async () => {
  const cognito = new CognitoIdentityProviderClient(sourceOf(stack));
  const Username = `command-${Date.now()}@malote.local`;
  await cognito.send(
    new AdminCreateUserCommand({
      UserPoolId: stack.user_pool_id,
      Username,
      TemporaryPassword: "Temporary-123-a",
      MessageAction: "SUPPRESS",
    }),
  );
  const answers = [Username, "Temporary-123-a", "Chosen-456-bcd", "Chosen-456-bcd"];
  const asked: string[] = [];
  const answer = async (question: string) => {
    asked.push(question);
    return answers.shift() ?? "";
  };
  const prompts = { text: answer, password: answer, show: () => {} };
  const login = await malote(["login", stack.api_url, "--profile", "mine"], { prompts });
  expect(login).toMatchObject({
    exit: 0,
    out: `Signed in to ${stack.api_url} as ${Username} (profile mine).`,
  });
  expect(asked).toEqual(["User name or e-mail address:", "Password:", "New password:", "The same again:"]);

  const who = await program("whoami", "--profile", "mine", "--json");
  expect(JSON.parse(who.out)).toMatchObject({ profile: "mine", url: stack.api_url });
  expect(await malote(["logout", "--profile", "mine"])).toMatchObject({ exit: 0, err: "" });
  expect(await malote(["ls", "--profile", "mine"])).toMatchObject({ exit: 3 });
});

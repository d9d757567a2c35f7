import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { aFolder } from "../../../testing/command.ts";
import { configFolder } from "./config-folder.ts";
import { findLocalStack } from "./local-stack.ts";
import { privateFile } from "./private-file.ts";
import { checkProfileName, profilesIn } from "./profiles.ts";

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test("a private file is readable for its owner alone, and replaced as a whole", async () => {
  const folder = join(await aFolder(), "malote");
  const file = privateFile(join(folder, "tokens", "a.json"));

  expect(await file.read()).toBeUndefined();
  await Promise.all(Array.from({ length: 20 }, (_, i) => file.write({ i })));

  expect(await file.read()).toEqual({ i: expect.any(Number) });
  expect(await modeOf(file.path)).toBe(0o600);
  expect(await modeOf(join(folder, "tokens"))).toBe(0o700);
  expect(await readdir(join(folder, "tokens"))).toEqual(["a.json"]);
  await writeFile(file.path, "{ half");
  expect(await file.read()).toBeUndefined();
  await file.remove();
  await file.remove();
});

test("profiles are kept beside each other, and a broken one is left out", async () => {
  const folder = await aFolder();
  const profiles = profilesIn(folder);
  await profiles.set("default", { url: "https://a.example", username: "ana" });
  await profiles.set("work", { url: "https://b.example", username: "bia" });
  await profiles.remove("default");

  expect(await profiles.all()).toEqual({ work: { url: "https://b.example", username: "bia" } });
  expect(await profiles.get("toString")).toBeUndefined();
  await writeFile(join(folder, "config.json"), '{"profiles":{"work":{"url":5}}}');
  expect(await profiles.all()).toEqual({});
});

test.each(["../x", "a b", "", "x".repeat(65)])("%j is no name of a profile", (name) => {
  expect(() => checkProfileName(name)).toThrow(/no name of a profile/);
});

test("the config folder is the system's, or MALOTE_CONFIG_DIR", () => {
  expect(configFolder({ MALOTE_CONFIG_DIR: "/etc/ci" })).toBe("/etc/ci");
  expect(configFolder({})).toMatch(/malote(\\Config)?$/);
});

const STACK = {
  api_url: "http://127.0.0.1:4566/restapis/abc/local/_user_request_",
  client_id: "client",
  demo: { username: "demo@malote.local", password: "Demo-password-2345" },
};

const inFolder = async (stack: unknown) => {
  const root = await aFolder();
  await mkdir(join(root, ".malote"));
  await writeFile(join(root, ".malote/stack.json"), JSON.stringify(stack));
  return root;
};

test("the local stack is found in the folder and above it", async () => {
  const root = await inFolder(STACK);
  await mkdir(join(root, "a/b"), { recursive: true });

  const found = await findLocalStack(join(root, "a/b"));

  expect(found).toEqual({
    url: STACK.api_url,
    path: join(root, ".malote/stack.json"),
    username: "demo@malote.local",
    password: "Demo-password-2345",
    clientId: "client",
  });
  expect(await findLocalStack(await aFolder())).toBeUndefined();
});

test.each([
  { ...STACK, api_url: "https://evil.example/" },
  { ...STACK, api_url: "http://127.0.0.1.evil.example/" },
  { ...STACK, api_url: "http://localhost@evil.example/" },
  { ...STACK, api_url: "file:///etc" },
  { ...STACK, api_url: "nothing" },
  { ...STACK, demo: {} },
  null,
])("a stack.json that is not this machine's stack is ignored: %j", async (stack) => {
  expect(await findLocalStack(await inFolder(stack))).toBeUndefined();
});

test("what is written is text that people can read", async () => {
  const folder = await aFolder();
  await profilesIn(folder).set("default", { url: "https://a.example", username: "ana" });
  expect(await readFile(join(folder, "config.json"), "utf8")).toContain('\n    "default": {\n');
});

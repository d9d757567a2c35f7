import { expect, test } from "vitest";
import { type Machine, pipSetting } from "./pip-settings.ts";

const machine = (files: Record<string, string> = {}, more: Partial<Machine> = {}): Machine => ({
  env: {},
  home: "/home/ana",
  platform: "linux",
  read: async (path) => files[path],
  ...more,
});

const index = (url: string, section = "global") => `# ours\n[${section}]\ntimeout = 60\nindex-url = ${url}\n`;

test("without a configuration there is no setting", async () => {
  await expect(pipSetting("index-url", machine())).resolves.toBeUndefined();
});

test("the environment overrides every file", async () => {
  const files = { "/etc/pip.conf": index("https://file.example") };
  const env = { PIP_INDEX_URL: "https://environment.example" };
  await expect(pipSetting("index-url", machine(files, { env }))).resolves.toBe("https://environment.example");
});

test.each([
  ["the user's file overrides the machine's", "/home/ana/.config/pip/pip.conf"],
  ["so does the file at its older place", "/home/ana/.pip/pip.conf"],
])("%s", async (_, path) => {
  const files = { "/etc/pip.conf": index("https://machine.example"), [path]: index("https://user.example") };
  await expect(pipSetting("index-url", machine(files))).resolves.toBe("https://user.example");
});

test("[install] of a weak file overrides [global] of a strong one, as in pip", async () => {
  const files = {
    "/etc/pip.conf": index("https://install.example", "install"),
    "/home/ana/.config/pip/pip.conf": index("https://global.example"),
  };
  await expect(pipSetting("index-url", machine(files))).resolves.toBe("https://install.example");
});

test("PIP_CONFIG_FILE is the strongest file, and the null device means no file", async () => {
  const files = {
    "/etc/pip.conf": index("https://machine.example"),
    "/p.conf": index("https://chosen.example"),
  };
  const withFile = (path: string) => machine(files, { env: { PIP_CONFIG_FILE: path } });
  await expect(pipSetting("index-url", withFile("/p.conf"))).resolves.toBe("https://chosen.example");
  await expect(pipSetting("index-url", withFile("/dev/null"))).resolves.toBeUndefined();
});

test("PIP_CONFIG_FILE takes the place of the user's files, if it exists", async () => {
  const files = {
    "/etc/pip.conf": index("https://machine.example"),
    "/home/ana/.config/pip/pip.conf": index("https://user.example"),
    "/p.conf": "[global]\ntimeout = 60\n",
  };
  const withFile = (path: string) => machine(files, { env: { PIP_CONFIG_FILE: path } });
  await expect(pipSetting("index-url", withFile("/p.conf"))).resolves.toBe("https://machine.example");
  await expect(pipSetting("index-url", withFile("/none.conf"))).resolves.toBe("https://user.example");
});

test("the last folder of XDG_CONFIG_DIRS is the strongest, as in pip", async () => {
  const files = {
    "/a/pip/pip.conf": index("https://a.example"),
    "/b/pip/pip.conf": index("https://b.example"),
  };
  const withFolders = (folders: string) => machine(files, { env: { XDG_CONFIG_DIRS: folders } });
  await expect(pipSetting("index-url", withFolders("/a:/b"))).resolves.toBe("https://b.example");
  await expect(pipSetting("index-url", withFolders("/b:/a"))).resolves.toBe("https://a.example");
});

test("an empty variable counts as none", async () => {
  const files = { "/home/ana/.config/pip/pip.conf": index("https://user.example") };
  const env = { PIP_INDEX_URL: "", PIP_CONFIG_FILE: "", XDG_CONFIG_HOME: "", XDG_CONFIG_DIRS: "" };
  await expect(pipSetting("index-url", machine(files, { env }))).resolves.toBe("https://user.example");
});

test.each([
  ["    index-url = https://a.example", "https://a.example"],
  ["--index-url = https://a.example", "https://a.example"],
  ["index_url: https://a.example/simple", "https://a.example/simple"],
  ["INDEX-URL=https://a.example/simple?x=1  ", "https://a.example/simple?x=1"],
  ["; index-url = https://a.example", undefined],
  ["index-url =", undefined],
  ["extra-index-url = https://a.example", undefined],
])("reads %j as pip does", async (line, expected) => {
  const files = { "/etc/pip.conf": `[global]\r\n${line}\r\n` };
  await expect(pipSetting("index-url", machine(files))).resolves.toBe(expected);
});

test.each([
  ["darwin", "/home/ana/Library/Application Support/pip/pip.conf"],
  ["win32", "/home/ana/AppData/Roaming/pip/pip.ini"],
] as const)("finds the user's file on %s", async (platform, path) => {
  const read = async (asked: string) => (asked === path ? index("https://user.example") : undefined);
  await expect(pipSetting("index-url", machine({}, { platform, read }))).resolves.toBe(
    "https://user.example",
  );
});

import { expect, test } from "vitest";
import { packageIndex } from "./package-index.ts";

const machine = (env: NodeJS.ProcessEnv, pipConf?: string) => ({
  env,
  home: "/home/ana",
  platform: "linux" as const,
  read: async (path: string) => (path === "/etc/pip.conf" ? pipConf : undefined),
});

const PIP_CONF = "[global]\nindex-url = https://ana:s%40cret@pip.example/simple\n";

test("PyPI by default", async () => {
  await expect(packageIndex(machine({}))).resolves.toEqual({
    url: "https://pypi.org/simple/",
    authorization: undefined,
    env: {},
  });
});

test.each([
  [{ UV_DEFAULT_INDEX: "https://uv.example/simple", UV_INDEX_URL: "https://no.example" }],
  [{ UV_DEFAULT_INDEX: "ours=https://uv.example/simple/" }],
  [{ UV_INDEX_URL: "https://uv.example/simple", PIP_INDEX_URL: "https://no.example" }],
])("uv's variables first, which uv reads itself: %j", async (env) => {
  await expect(packageIndex(machine(env, PIP_CONF))).resolves.toMatchObject({
    url: "https://uv.example/simple/",
    env: {},
  });
});

test("then pip's, which uv is told; credentials leave the URL and become a header", async () => {
  await expect(packageIndex(machine({}, PIP_CONF))).resolves.toEqual({
    url: "https://pip.example/simple/",
    authorization: `Basic ${Buffer.from("ana:s@cret").toString("base64")}`,
    env: { UV_DEFAULT_INDEX: "https://ana:s%40cret@pip.example/simple" },
  });
});

test("a password with a % that escapes nothing is sent as it is", async () => {
  const env = { UV_DEFAULT_INDEX: "https://ana:100%sure@uv.example/simple" };
  await expect(packageIndex(machine(env))).resolves.toMatchObject({
    authorization: `Basic ${Buffer.from("ana:100%sure").toString("base64")}`,
  });
});

test.each([
  [{ PIP_INDEX_URL: "file:///srv/index" }, /pip's setting index-url is another kind\. Set UV_DEFAULT_INDEX/],
  [{ UV_INDEX_URL: "secret-token" }, /^(?!.*secret-token).*UV_INDEX_URL is another kind/],
])("another kind of index is refused with what to do: %j", async (env, sentence) => {
  await expect(packageIndex(machine(env))).rejects.toThrow(sentence);
});

import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { someBytes } from "../../testing/connected.ts";
import { fakeDevice } from "../../testing/react-native/fake-device.ts";
import { compileForHermes } from "../../testing/react-native/hermesc.ts";
import { asMetro } from "../../testing/react-native/metro.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "malote-hermes-"));
});
afterAll(() => rm(folder, { recursive: true }));

const compile = async (code: string) => {
  const path = join(folder, "app.js");
  await writeFile(path, code);
  return compileForHermes(path, join(folder, "app.hbc"));
};

test("the entry compiles to Hermes' bytecode, and names no global that the tests' device lacks", async () => {
  const code = await asMetro('export * from "./react-native.ts";');

  const { status, globals, others, stderr } = await compile(code);

  expect(status, stderr).toBe(0);
  expect(others, stderr).toBe(0);
  expect((await stat(join(folder, "app.hbc"))).size).toBeGreaterThan(50_000);
  expect((await readFile(join(folder, "app.hbc"))).readBigUInt64LE()).toBe(0x1f1903c103bc1fc6n);
  const device = fakeDevice();
  device.remove();
  // What Metro declares, and what Hermes has without naming it.
  const known = ["exports", "Promise", ...device.globals];
  expect(globals.length).toBeGreaterThan(5);
  expect(globals.filter((name) => !known.includes(name))).toEqual([]);
  // The compiler does not see these.
  const ofGlobalThis = [...code.matchAll(/globalThis\.(\w+)(\?\.)?/g)].map(([, name, asked]) =>
    asked ? `${name}?` : name,
  );
  expect(new Set(ofGlobalThis)).toEqual(new Set(["fetch", "crypto?"]));
}, 60_000);

test("a development build, whose generators Babel replaces, uploads in parts", async () => {
  const code = await asMetro('export * from "./react-native.ts";', { dev: true });
  const device = fakeDevice();
  device.service.partSize = 1000;
  const { connect, upload } = device.run(code, {}) as typeof import("../react-native.ts");
  const { fileSystem } = device;
  const malote = connect({ url: device.service.origin, token: "t", fileSystem });

  await upload(malote, device.put("a.bin", someBytes(5000)), { multipartFrom: 0, hedging: 0 });

  const [file] = device.service.files.values();
  expect(file?.bytes?.equals(someBytes(5000))).toBe(true);
  expect((await compile(code)).status).toBe(0);
  device.remove();
}, 60_000);

test("that list would name what React Native lacks", async () => {
  const { globals } = await compile(
    "exports.f = () => [new ReadableStream(), crypto.subtle, structuredClone({})];",
  );

  expect(globals.toSorted()).toEqual(["ReadableStream", "crypto", "exports", "structuredClone"]);
});

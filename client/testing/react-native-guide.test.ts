import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { someBytes } from "./connected.ts";
import { FakeAppState, fakeDevice } from "./react-native/fake-device.ts";
import { asMetro } from "./react-native/metro.ts";

// Runs each example of docs/client/react-native.md on the fake device, as modules of one app.

const ORIGIN = "http://service.test";
const root = join(import.meta.dirname, "../..");
const guide = await readFile(join(root, "docs/client/react-native.md"), "utf8");
const examples = new Map(
  [...guide.matchAll(/^```ts native (\w+)\n([\s\S]*?)^```$/gm)].map(([, name = "", code = ""]) => [
    name,
    code,
  ]),
);

/** What the examples use of other packages, as those declare it. */
const MODULES = `declare const session: { idToken: string | undefined };
declare module "react-native" {
  export const AppState: {
    currentState: "active" | "background" | "inactive" | "unknown" | "extension";
    addEventListener(type: "change", listener: (state: "active" | "background") => void): { remove(): void };
  };
}
declare module "expo-document-picker" {
  export const getDocumentAsync: () => Promise<{ assets: { uri: string; name: string }[] | null }>;
}
declare module "@react-native-async-storage/async-storage" {
  const storage: {
    getItem(key: string): Promise<string | null>;
    setItem(key: string, value: string): Promise<void>;
    removeItem(key: string): Promise<void>;
  };
  export default storage;
}
declare module "expo-file-system" {
  enum FileMode { ReadOnly = "r" }
  class FileHandle {
    offset: number | null;
    readBytes(length: number): Promise<Uint8Array<ArrayBuffer>>;
    writeBytes(bytes: Uint8Array): Promise<void>;
    close(): void;
  }
  class Directory { uri: string }
  export class Paths { static get cache(): Directory; static get document(): Directory }
  export class File {
    constructor(...uris: (string | File | Directory)[]);
    static downloadFileAsync: (url: string, destination: File) => Promise<File>;
    readonly uri: string;
    readonly name: string;
    exists: boolean;
    size: number;
    type: string;
    lastModified: number | null;
    create(options?: { overwrite?: boolean }): void;
    delete(): void;
    open(mode?: FileMode): FileHandle;
  }
}`;

let folder: string;
let app: string;
let device: ReturnType<typeof fakeDevice>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "malote-native-guide-"));
  for (const [name, code] of examples)
    await writeFile(join(folder, `${name}.ts`), code.replaceAll("https://api.example.com/v1", ORIGIN));
  app = await asMetro([...examples.keys()].map((name) => `export * from "./${name}.ts";`).join("\n"), {
    resolveDir: folder,
  });
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  device = fakeDevice({ session: { idToken: "token" } });
  device.service.origin = ORIGIN;
  device.service.statuses = ["processing", "completed"];
});
afterEach(() => device.remove());

/** The functions of the examples, in an app that has started. */
const start = () => {
  const assets = [{ uri: device.put("picked.pdf", someBytes(5000)), name: "contract.pdf" }];
  return device.run(app, {
    "react-native": { AppState: new FakeAppState() },
    "expo-file-system": device.fileSystem,
    "expo-document-picker": { getDocumentAsync: async () => ({ assets }) },
    "@react-native-async-storage/async-storage": { __esModule: true, default: device.storage },
  });
};

const kept = () =>
  [...device.service.files.values()].map(({ body, status, bytes }) => [
    body["file_name"],
    status,
    bytes?.length,
  ]);

test("the guide has these examples, and each compiles under the strictest options", async () => {
  expect([...examples.keys()]).toEqual(["malote", "pick", "resume", "many", "task", "download"]);
  await writeFile(join(folder, "modules.d.ts"), MODULES);
  const config = {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: {
      lib: ["es2024", "dom"],
      types: [],
      paths: { "malote/react-native": [join(root, "client/source/react-native.ts")] },
    },
    include: ["*.ts"],
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  expect(spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" }).stdout).toBe("");
}, 60_000);

test("malote", async () => {
  const { malote } = start();
  await expect(malote.describe()).resolves.toMatchObject({ service: "malote" });
});

test("pick", async () => {
  const percents: number[] = [];
  const { pickAndUpload } = start();
  await expect(pickAndUpload((percent: number) => percents.push(percent))).resolves.toMatchObject({
    status: "completed",
  });
  expect(percents.at(-1)).toBe(100);
  expect(kept()).toEqual([["contract.pdf", "completed", 5000]]);
});

test("resume", async () => {
  device.stored.set("film", device.put("film.mp4", someBytes(3000)));
  const { continueFilm } = start();
  await expect(continueFilm()).resolves.toMatchObject({ status: "uploaded" });
  expect(kept()).toEqual([["film.mp4", "uploaded", 3000]]);
  expect(device.stored.size).toBe(0);
  await expect(continueFilm()).resolves.toBeUndefined();
});

test("many", async () => {
  const { uploadPhotos } = start();
  const uris = ["1.jpg", "2.jpg"].map((name) => device.put(name, someBytes(10)));
  await expect(uploadPhotos([...uris, "file:///nowhere/3.jpg"])).resolves.toBe(1);
  expect(kept().toSorted()).toEqual([
    ["1.jpg", "pending", 10],
    ["2.jpg", "pending", 10],
  ]);
});

test("task", async () => {
  const example = start();
  const { finished, toggle, cancel } = example.start(device.put("a.bin", someBytes(10)));
  toggle();
  toggle();
  await finished;
  expect(kept()).toEqual([["a.bin", "uploaded", 10]]);
  const other = example.start(device.put("b.bin", someBytes(10)));
  other.cancel();
  await expect(other.finished).rejects.toMatchObject({ code: "aborted" });
  cancel();
});

test("download", async () => {
  const { pickAndUpload, save } = start();
  const { file_id } = await pickAndUpload(() => {});
  const saved: string[] = [];
  Object.assign(device.fileSystem.File, {
    downloadFileAsync: async (url: string, { uri }: { uri: string }) =>
      saved.push(new URL(url).pathname, uri),
  });
  await save(file_id);
  expect(saved).toEqual([`/s3/dest/${file_id}`, "file:///documents/contract.pdf"]);
  device.service.files.clear();
  await expect(save(file_id)).rejects.toMatchObject({ code: "file-not-found" });
});

test("each option of this entry's connect is in the guide", async () => {
  const types = await readFile(join(root, "client/source/types/react-native.ts"), "utf8");
  const [, body = ""] = /^export interface DeviceConnectOptions[^{]*\{([\s\S]*?)^\}/m.exec(types) ?? [];
  const names = [...body.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name);
  expect(names).toEqual(["fileSystem", "appState", "connections"]);
  for (const name of names) expect(guide).toContain(`| \`${name}\` |`);
});

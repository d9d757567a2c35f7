import { globSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { runTool } from "../../../tools/command/run-tool.ts";
import type { Trouble } from "../../../tools/command/trouble.ts";
import { root, toolPath } from "../../../tools/paths.ts";
import { idTokenOf } from "../judges/sign-in.ts";

// Clients of openapi-generator are generated with the commands of docs/client/generated.md, from the description without unions.
// The Kotlin one is compiled with the sample of the guide, and sends a file. Swift's is only generated. Nothing is kept.

const stack = inject("realStack");

let folder: string;
let guide: string;

const run = async (program: string, ...args: string[]): Promise<string> => {
  const env = {
    ...process.env,
    PATH: toolPath,
    API: stack.api_url,
    TOKEN: await idTokenOf(stack, stack.demo),
  };
  return runTool(program, args, { name: program, cwd: folder, env }).catch((error: Trouble) => {
    throw new Error(`${error.message}\n${error.tail}`, { cause: error });
  });
};

/** Runs the command of the guide that contains these words. */
const documented = async (words: string): Promise<string> => {
  const line = guide.split("\n").find((line) => !line.startsWith("|") && line.includes(words));
  const [program = "", ...args] = line?.split(" ") ?? [];
  return run(program, ...args);
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "malote-openapi-generator-"));
  guide = await readFile(join(root, "docs/client/generated.md"), "utf8");
  await writeFile(join(folder, "notes.txt"), "sent by a generated client");
  await writeFile(
    join(folder, "plain.yaml"),
    await runTool("npm", ["run", "-s", "openapi:plain"], { name: "npm", cwd: root, env: process.env }),
  );
  await documented("mvn -q dependency:copy ");
}, 600_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a Kotlin client of openapi-generator", { timeout: 600_000 }, async () => {
  await documented("-g kotlin ");
  await mkdir(join(folder, "kotlin"));
  await cp(join(root, "tests/real/generators/kotlin/pom.xml"), join(folder, "kotlin/pom.xml"));
  const libraries = join(folder, "libraries");
  await run(
    "mvn",
    "-B",
    "-q",
    "-f",
    "kotlin/pom.xml",
    "dependency:copy-dependencies",
    `-DoutputDirectory=${libraries}`,
  );
  const [, sample = ""] = /^```kotlin sample\n([\s\S]*?)^```$/m.exec(guide) ?? [];
  await writeFile(join(folder, "Sample.kt"), sample);

  const jars = globSync(join(libraries, "*.jar")).join(delimiter);
  const sources = ["malote-kotlin/src/main/kotlin", "Sample.kt"];
  const compiler = "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler";
  await run("java", "-cp", jars, compiler, "-nowarn", "-no-stdlib", "-cp", jars, "-d", "classes", ...sources);
  expect(await run("java", "-cp", ["classes", jars].join(delimiter), "SampleKt")).toBe("completed\n");
});

test("a Swift client of openapi-generator", { timeout: 240_000 }, async () => {
  await documented("-g swift6 ");
  const read = (name: string) => readFile(join(folder, "malote-swift/Sources/Malote", name), "utf8");
  // What the sample of the guide uses. No compiler of Swift runs here.
  expect(await read("APIs/FilesAPI.swift")).toMatch(
    /func requestUpload\(uploadRequest: UploadRequest, idempotencyKey: String\?.*async throws.*-> UploadAnswer/,
  );
  expect(await read("Models/UploadAnswer.swift")).toMatch(/public var fields: \[String: String\]\?/);
  expect(await read("Models/StatusView.swift")).toMatch(/public var status: String$/m);
  expect(await read("Models/UploadRequest.swift")).toMatch(
    /public init\(fileName: String, .*len: Int64\? = nil, type: String,/,
  );
});

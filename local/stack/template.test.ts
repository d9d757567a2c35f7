import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { functionsIn, templateFile } from "./template.ts";

test("the functions of template.yaml, each with its folder and how it is bundled", async () => {
  const functions = functionsIn(await readFile(templateFile, "utf8"));
  for (const { name, folder, build } of functions) {
    expect(folder).toMatch(/^functions\/[a-z-]+$/);
    expect(build, name).toHaveProperty("EntryPoints");
  }
  expect(functions).toContainEqual(
    expect.objectContaining({
      name: "Mover",
      folder: "functions/mover",
      build: expect.objectContaining({ Banner: [expect.stringContaining("createRequire")] }),
    }),
  );
});

test("what SAM does not bundle is none of them", () => {
  expect(
    functionsIn("Resources: { A: { Type: AWS::Serverless::Function, Properties: { CodeUri: a } } }"),
  ).toEqual([]);
  expect(functionsIn("Resources: { B: { Type: AWS::S3::Bucket } }")).toEqual([]);
});

import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { functionsIn, templateFile } from "./template.ts";

test("each function of template.yaml has its folder and its BuildProperties", async () => {
  const functions = functionsIn(await readFile(templateFile, "utf8"));
  for (const { name, folder, build } of functions) {
    expect(folder).toMatch(/^functions\/[a-z-]+$/);
    expect(build, name).toHaveProperty("EntryPoints");
  }
  expect(functions).toContainEqual(
    expect.objectContaining({
      name: "Mover",
      folder: "functions/mover",
      build: expect.objectContaining({ Alias: ["debug=./no-debug.ts"] }),
    }),
  );
});

test("resources that SAM does not bundle are left out", () => {
  expect(
    functionsIn("Resources: { A: { Type: AWS::Serverless::Function, Properties: { CodeUri: a } } }"),
  ).toEqual([]);
  expect(functionsIn("Resources: { B: { Type: AWS::S3::Bucket } }")).toEqual([]);
});

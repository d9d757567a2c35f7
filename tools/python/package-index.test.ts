import { expect, test } from "vitest";
import { indexUrlIn } from "./package-index.ts";

test("finds the index pip was told to use", () => {
  expect(indexUrlIn("global.index-url='https://mirror.example/simple'\nglobal.timeout='60'\n")).toBe(
    "https://mirror.example/simple",
  );
});

test("the environment's goes before the file's", () => {
  const configured = ":env:.index-url='https://here.example'\nglobal.index-url='https://there.example'";
  expect(indexUrlIn(configured)).toBe("https://here.example");
});

test("PyPI needs no telling", () => {
  expect(indexUrlIn("global.extra-index-url='https://more.example'\n")).toBeUndefined();
});

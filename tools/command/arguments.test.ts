import { expect, test, vi } from "vitest";
import { printedHelp, readArguments, readPort } from "./arguments.ts";

const options = { port: { type: "string" }, once: { type: "boolean" } } as const;
const read = (...args: string[]) => readArguments("npm start", { args, options });

test("reads known options", () => {
  expect(read("--port", "4600", "--once").values).toMatchObject({ port: "4600", once: true });
});

test.each([
  [["--prot", "1"], "Unknown option '--prot'. For help: npm start --help"],
  [["--port"], "Option '--port <value>' argument missing. For help: npm start --help"],
  [["more"], "Unexpected argument 'more'. For help: npm start --help"],
])("the error for %j is one sentence and the command for help", (args, sentence) => {
  expect(() => read(...args)).toThrow(expect.objectContaining({ message: sentence, exitCode: 2 }));
});

test("prints the help for --help, and refuses any other argument", () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  expect(printedHelp("npm run checkov", "What it does.", [])).toBe(false);
  expect(log).not.toHaveBeenCalled();
  expect(printedHelp("npm run checkov", "What it does.", ["--help"])).toBe(true);
  expect(log).toHaveBeenCalledExactlyOnceWith("What it does.");
  log.mockRestore();
  expect(() => printedHelp("npm run checkov", "", ["--halp"])).toThrow(/^Unknown option '--halp'/);
});

test.each(["0", "4566", "65535"])("%s is a port", (text) => {
  expect(readPort(text)).toBe(Number(text));
});

test.each(["", "http", "-1", "65536", "1e3", "4566.5"])("%j is not a port", (text) => {
  expect(() => readPort(text)).toThrow(/^--port must be a number from 0 to 65535/);
});

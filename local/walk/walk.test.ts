import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { aStack } from "../stack/a-stack.fixture.ts";
import { curlWalk, shellQuoted } from "./walk.ts";

const walk = curlWalk(aStack({ demo: { username: "o'neill@malote.local", password: "a b$c" } }));
const sh = (script: string, input = "") => execFileSync("sh", ["-c", script], { encoding: "utf8", input });

test.each(["plain", "two words", "it's", '$HOME `ls` \\ "', "*"])("the shell reads %s unchanged", (word) => {
  expect(sh(`printf %s ${shellQuoted(word)}`)).toBe(word);
});

test("it is valid shell, without comments, continuations and history expansion", () => {
  expect(() => sh(`set -n\n${walk}`)).not.toThrow();
  for (const line of walk.split("\n")) expect(line).not.toMatch(/^#|\\$|!/);
});

test("the shell ends in the folder where it began, so that the next npm run works", () => {
  const output = sh(`curl() { :; }\nnode() { :; }\n${walk}\nprintf %s "$PWD"`);
  expect(output.split("\n").at(-1)).toBe(process.cwd());
});

test("the form becomes options for curl: fields unchanged, and the file last", () => {
  const command = walk.split("\n").find((line) => line.includes("form-string"));
  const fields = { key: "temp/a b.txt", "Content-Type": "text/plain; charset=utf-8", Policy: '@"\\' };
  const options = sh(
    command?.split(" | curl")[0]?.replace(" < upload.json", "") ?? "",
    JSON.stringify({ url: "http://s3/b", fields }),
  );
  expect(options.trim().split("\n")).toEqual([
    'form-string = "key=temp/a b.txt"',
    'form-string = "Content-Type=text/plain; charset=utf-8"',
    'form-string = "Policy=@\\"\\\\"',
    'form = "file=@hello.txt"',
    'url = "http://s3/b"',
  ]);
});

test("signing in sends username and password unchanged", () => {
  const quoted = walk
    .split("\n")
    .find((line) => line.startsWith("TOKEN="))
    ?.match(/-d (.*) \| node/)?.[1];
  expect(JSON.parse(sh(`printf %s ${quoted}`))).toMatchObject({
    AuthParameters: { USERNAME: "o'neill@malote.local", PASSWORD: "a b$c" },
  });
});

import { expect, test } from "vitest";
import { readAllowedOrigins } from "./allowed-origins.ts";

test.each([
  ["http://localhost:3000", "http://localhost:3000"],
  ["http://localhost:3000/", "http://localhost:3000"],
  ["HTTP://LocalHost:80", "http://localhost"],
  ["http://127.0.0.1:5173", "http://127.0.0.1:5173"],
  ["http://[::1]:8080", "http://[::1]:8080"],
  ["https://app.localhost", "https://app.localhost"],
])("%s allows %s", (text, origin) => {
  expect(readAllowedOrigins([text])).toEqual([origin]);
});

test.each([
  "http://evil.example",
  "http://localhost.evil.example",
  "http://127.0.0.1.evil.example",
  "http://evil-localhost:3000",
  "http://192.168.0.7:3000",
  "http://0.0.0.0:3000",
  "http://localhost:3000/app",
  "http://localhost:3000/?x",
  "http://user@localhost:3000",
  "file:///index.html",
  "localhost:3000",
  "null",
  "*",
  "",
])("%j is refused with an example", (text) => {
  expect(() => readAllowedOrigins(["http://localhost:3000", text])).toThrow(
    /such as http:\/\/localhost:3000/,
  );
});

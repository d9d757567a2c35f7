import { expect, test } from "vitest";
import { urlOf } from "./url-of.ts";

test.each([
  ["127.0.0.1", "http://127.0.0.1:8080"],
  ["0.0.0.0", "http://127.0.0.1:8080"],
  ["::", "http://[::1]:8080"],
  ["fe80::1", "http://[fe80::1]:8080"],
  ["relay.example.com", "http://relay.example.com:8080"],
])("a server on %s is at %s", (host, url) => {
  expect(urlOf("http", host, 8080)).toBe(url);
});

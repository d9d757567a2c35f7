import { afterEach, expect, test } from "vitest";
import { aForm, aRelay, type Relay } from "./a-relay.ts";

let relay: Relay;
afterEach(() => relay.close());

const form = aForm([{ name: "file", filename: "a.txt", content: "abc" }]);

test.each<[string, Record<string, string>, number]>([
  ["a page of the internet", { origin: "https://evil.example" }, 403],
  ["a sandboxed page", { origin: "null" }, 403],
  ["a page that points its own name at this machine", { host: "evil.example" }, 403],
  ["a page of the settings", { origin: "https://app.example" }, 201],
  ["a program", {}, 201],
])("%s that sends a form to a relay without authentication", async (_, headers, status) => {
  relay = await aRelay({ withoutAuthentication: true, origins: ["https://app.example"] });
  const response = await relay.send({
    method: "POST",
    path: "/files",
    headers: { ...form.headers, ...headers },
    body: form.body,
  });
  expect(response.status).toBe(status);
  expect(relay.files()).toHaveLength(status === 201 ? 1 : 0);
});

test("a relay that listens to the network may be called by any name", async () => {
  relay = await aRelay({ withoutAuthentication: true, host: "0.0.0.0" });
  const headers = { ...form.headers, host: "relay.office.example" };
  const { status } = await relay.send({ method: "POST", path: "/files", headers, body: form.body });
  expect(status).toBe(201);
});

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claimPort } from "../../tools/processes/port.ts";
import { assertRelayResponds } from "./assert-relay-responds.ts";

let url: string;
let closed: string;
const server = createServer((_, response) => response.writeHead(401).end());
beforeEach(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  closed = `http://127.0.0.1:${await claimPort(0)}`;
});
afterEach(() => {
  server.close();
});

test("a relay that refuses a request without a token runs", async () => {
  await assertRelayResponds({ url, statusUrl: url });
});

test("a port without a relay is an error in a sentence, with the option that names it", async () => {
  await expect(assertRelayResponds({ url: closed, statusUrl: url })).rejects.toThrow(
    `No relay responds at ${closed} (ECONNREFUSED). Start one with npm run relay, correct --relay, or`,
  );
  await expect(assertRelayResponds({ url, statusUrl: closed })).rejects.toThrow(
    `No status page of a relay responds at ${closed} (ECONNREFUSED).`,
  );
});

test("what is no URL is refused", async () => {
  await expect(assertRelayResponds({ url: "127.0.0.1:8080", statusUrl: url })).rejects.toThrow(
    "--relay must be a URL such as http://127.0.0.1:8080",
  );
});

import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { assertLoopbackOnly, busyPortMessage, claimPort } from "./port.ts";

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server = undefined;
});

const listen = async (host: string): Promise<number> => {
  server = createServer().listen(0, host);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
};

test("the error for a busy port has the command for another port", async () => {
  const port = await listen("127.0.0.1");
  await expect(claimPort(port)).rejects.toThrow(busyPortMessage(port));
  expect(busyPortMessage(4566)).toBe(
    "Port 4566 on 127.0.0.1 is in use by another program. Use another port: npm start -- --port 4567 (0 picks a free one).",
  );
});

test("0 claims a free port", async () => {
  const port = await claimPort(0);
  expect(port).toBeGreaterThan(1023);
  await expect(claimPort(port)).resolves.toBe(port);
});

test("a server that listens only on the loopback address passes", async () => {
  await expect(assertLoopbackOnly(await listen("127.0.0.1"))).resolves.toBeUndefined();
});

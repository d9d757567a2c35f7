import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates } from "node:tls";
import { afterEach, beforeEach, expect, test } from "vitest";
import { throughProxies, trustMachineCertificates } from "./machine-network.ts";

/** A certificate without its key: nothing can be signed with it. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBojCCAUegAwIBAgIUBfjJImN7+mo2jrbPQqcttjmtPWEwCgYIKoZIzj0EAwIw
JTEjMCEGA1UEAwwaTWFsb3RlIHRlc3QsIHNpZ25zIG5vdGhpbmcwIBcNMjYxMTI2
MTQwNzE1WhgPMjEyNjExMDIxNDA3MTVaMCUxIzAhBgNVBAMMGk1hbG90ZSB0ZXN0
LCBzaWducyBub3RoaW5nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEb34rTN43
fk7c3tG1brwb4Ys8Xk6i8IUWde+wW0JPtXdezTOvOJdljDmyEISTGoXMCzgs3yk3
T2GhDWGQuWhlIqNTMFEwHQYDVR0OBBYEFEarKYr4zMn5CNJ1ugfcpENWM8CFMB8G
A1UdIwQYMBaAFEarKYr4zMn5CNJ1ugfcpENWM8CFMA8GA1UdEwEB/wQFMAMBAf8w
CgYIKoZIzj0EAwIDSQAwRgIhAJrovMsarTMfwAHSZ9wl6Dw3wAJZF4lcSfrD2tRT
5zzCAiEA0/+SnITbXpMLj3Ypz0hy+3dT2rQbf9pGH6Lmi1THkkU=
-----END CERTIFICATE-----
`;

let folder: string;
const servers: Server[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "network-"));
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
  await rm(folder, { recursive: true });
});

const listen = async (server: Server): Promise<number> => {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
};

/** A server and a proxy that sends every tunnel to it. The hosts that the proxy was asked for are kept. */
const prepare = async () => {
  const port = await listen(createServer((_, response) => response.end("ok")));
  const hosts: (string | undefined)[] = [];
  const proxy = createServer().on("connect", (request, client) => {
    hosts.push(request.url);
    const server = connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connected\r\n\r\n");
      server.pipe(client).pipe(server);
    });
    client.on("error", () => server.destroy());
  });
  return { url: `http://127.0.0.1:${port}/`, proxy: `http://127.0.0.1:${await listen(proxy)}`, hosts };
};

const textOf = async (url: string) => (await fetch(url)).text();

test("fetch goes through the proxy, and afterwards directly: the local stack's own calls must not leave the machine", async () => {
  const { url, proxy, hosts } = await prepare();

  await expect(throughProxies(() => textOf("http://index.example/uv/"), { HTTP_PROXY: proxy })).resolves.toBe(
    "ok",
  );
  await expect(textOf(url)).resolves.toBe("ok");

  expect(hosts).toEqual(["index.example:80"]);
});

test("a failure ends the use of the proxy, too", async () => {
  const { url, proxy, hosts } = await prepare();

  const failing = throughProxies(() => Promise.reject(new Error("no")), { HTTP_PROXY: proxy });
  await expect(failing).rejects.toThrow("no");
  await expect(textOf(url)).resolves.toBe("ok");

  expect(hosts).toEqual([]);
});

test("NO_PROXY is honoured", async () => {
  const { url, proxy, hosts } = await prepare();
  const env = { HTTP_PROXY: proxy, NO_PROXY: "127.0.0.1" };
  await expect(throughProxies(() => textOf(url), env)).resolves.toBe("ok");
  expect(hosts).toEqual([]);
});

test.each([
  "proxy.example:3128",
  "http://ana:secret@proxy.example:99999",
  "http://ana:se%cret@proxy.example",
])("%s is refused, and no secret is printed", async (HTTPS_PROXY) => {
  const failing = throughProxies(async () => "never", { HTTPS_PROXY });
  await expect(failing).rejects.toMatchObject({
    name: "Trouble",
    message: expect.stringMatching(/^HTTPS_PROXY or HTTP_PROXY is not the URL of a proxy.+such as http:/),
  });
  await expect(failing).rejects.not.toThrow(/se%?cret/);
});

const fingerprint = (certificate: string) => new X509Certificate(certificate).fingerprint256;
const trusted = () => new Set(getCACertificates("default").map(fingerprint));

const certificatesIn = async (path = "") =>
  (await readFile(path, "utf8")).match(/-----BEGIN[\s\S]+?-----END CERTIFICATE-----/g) ?? [];

test("certificates of SSL_CERT_FILE are trusted besides the others, by this process and by uv", async () => {
  const SSL_CERT_FILE = join(folder, "ca.pem");
  await writeFile(SSL_CERT_FILE, `A comment\n${CERTIFICATE}`);
  const before = trusted();

  const env = await trustMachineCertificates(folder, { SSL_CERT_FILE });

  const after = trusted();
  expect([...before].filter((known) => !after.has(known))).toEqual([]);
  expect(before).not.toContain(fingerprint(CERTIFICATE));
  expect(after).toContain(fingerprint(CERTIFICATE));
  expect(new Set((await certificatesIn(env.SSL_CERT_FILE)).map(fingerprint))).toEqual(after);
});

test.each(["", "no certificate"])("a file with %j in it adds none", async (text) => {
  const SSL_CERT_FILE = join(folder, "ca.pem");
  await writeFile(SSL_CERT_FILE, text);

  const env = await trustMachineCertificates(folder, { SSL_CERT_FILE });

  expect((await certificatesIn(env.SSL_CERT_FILE)).length).toBeGreaterThan(0);
});

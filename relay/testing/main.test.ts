import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fakeServer } from "../../client/testing/fake-server.ts";
import { SUB } from "../source/identity/testing/a-pool.ts";
import { aProcess } from "./a-process.ts";
import { fakePool } from "./fake-pool.ts";

let folder: string;
let far: Awaited<ReturnType<typeof fakeServer>>;
let pool: ReturnType<typeof fakePool>;
const running: ReturnType<typeof aProcess>[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "malote-main-"));
  await writeFile(join(folder, "password"), "secret password\n");
  far = await fakeServer();
  pool = fakePool();
  far.disturbs.push(pool.respond);
  far.service.description = {
    ...far.service.description,
    ...pool.describe(far.service.origin),
  };
});
afterEach(async () => {
  for (const one of running.splice(0)) {
    one.kill("SIGKILL");
    await one.exited;
  }
  far.close();
  await rm(folder, { recursive: true });
});

const start = (...flags: string[]) => {
  const usual = [
    `--folder=${join(folder, "spool")}`,
    "--port=0",
    "--status-port=0",
    `--service=${far.service.origin}`,
    "--username=office",
    `--password-file=${join(folder, "password")}`,
    "--keep-free=0",
  ];
  const given = new Set(flags.map((flag) => flag.split("=")[0]));
  const one = aProcess([...usual.filter((flag) => !given.has(flag.split("=")[0])), ...flags]);
  running.push(one);
  return one;
};

const authorization = () => ({ authorization: `Bearer ${pool.token()}` });

test("every faulty setting is named at once, with exit code 2", async () => {
  const one = start("--max-uploads=many", "--no-such-option=1", "--tls-key=/none");
  expect(await one.exited).toMatchObject({ code: 2 });
  expect(one.output().stderr).toMatch(
    /--max-uploads[\s\S]*--no-such-option|--no-such-option[\s\S]*--max-uploads/,
  );
  expect(one.output().stderr).toContain("--tls-certificate");
});

describe("what an operator can mend is a sentence, and no stack", () => {
  const fails = async (...flags: string[]) => {
    const one = start(...flags);
    expect(await one.exited).toMatchObject({ code: 1, signal: null });
    const { stdout, stderr } = one.output();
    expect(stdout).not.toContain("stack");
    expect(stderr).toMatch(/^The relay cannot start\. [^\n]+\n$/);
    return stderr;
  };

  test.each(["--port", "--status-port"])("%s is in use", async (option) => {
    const port = new URL(far.service.origin).port;
    expect(await fails(`${option}=${port}`)).toContain(`${option}: another program uses 127.0.0.1:${port}.`);
  });
  test("--host is not of this machine", async () => {
    // Of TEST-NET-1, which nobody has.
    expect(await fails("--host=192.0.2.1")).toContain("--host: this machine has no address");
  });
  test("--folder has files of others, cannot be made, or is in use", async () => {
    expect(await fails(`--folder=${folder}`)).toContain("no journal.sqlite");
    expect(await fails(`--folder=${join(folder, "password")}`)).toContain("cannot be made");
    await start().ready();
    expect(await fails()).toContain("Another relay uses the folder");
  });
});

test("--help prints the options", async () => {
  const one = start("--help");
  expect(await one.exited).toMatchObject({ code: 0 });
  expect(one.output().stdout).toContain("--stream-memory=SIZE");
});

test("a file is passed on in its owner's name, or kept and sent later; SIGTERM ends the process when all is done", async () => {
  const one = start();
  const { url, statusUrl } = await one.ready();
  expect((await fetch(`${url}/files/a.txt`, { method: "PUT", body: "x" })).status).toBe(401);

  const streamed = await fetch(`${url}/files/a.txt`, {
    method: "PUT",
    headers: authorization(),
    body: "hello",
  });
  expect(streamed.status).toBe(201);
  expect([...far.service.files.values()][0]?.body).toMatchObject({ on_behalf_of: SUB, file_name: "a.txt" });

  const kept = await fetch(`${url}/files/b.txt`, {
    method: "PUT",
    headers: { ...authorization(), prefer: "respond-async" },
    body: "later",
  });
  expect(kept.status).toBe(202);
  const place = `${url}${kept.headers.get("location")}`;
  await expect
    .poll(async () => (await (await fetch(place, { headers: authorization() })).json()) as object)
    .toMatchObject({ state: "sent" });

  // tus begins an upload behind the same checks.
  const creation = { "tus-resumable": "1.0.0", "upload-length": "5", "upload-metadata": "filename Yy50eHQ=" };
  expect((await fetch(`${url}/tus/`, { method: "POST", headers: creation })).status).toBe(401);
  const created = await fetch(`${url}/tus/`, {
    method: "POST",
    headers: { ...authorization(), ...creation },
  });
  expect(created.status).toBe(201);
  const patched = await fetch(new URL(created.headers.get("location") ?? "", url), {
    method: "PATCH",
    headers: {
      ...authorization(),
      "tus-resumable": "1.0.0",
      "upload-offset": "0",
      "content-type": "application/offset+octet-stream",
    },
    body: "bytes",
  });
  expect(patched.status).toBe(204);
  await expect.poll(() => far.service.files.size).toBe(3);

  const metrics = await (await fetch(`${statusUrl}/metrics`)).text();
  expect(metrics).toMatch(/fsync_seconds_count\{[^}]*what="journal"[^}]*\} [1-9]/);
  expect(metrics).toMatch(/malote_relay_received_files_total{.*} [12]/);

  // An upload that is under way finishes.
  const upload = request(`${url}/files/d.txt`, {
    method: "PUT",
    headers: { ...authorization(), "content-length": 10, expect: "100-continue" },
    agent: false,
  });
  const answered = new Promise<number | undefined>((resolve) => {
    upload.on("response", (response) => {
      response.resume();
      resolve(response.statusCode);
    });
  });
  upload.flushHeaders();
  // The relay reads the body.
  await new Promise((resolve) => upload.once("continue", resolve));
  upload.write("first");
  one.kill("SIGTERM");
  await expect.poll(() => one.logs.some(({ msg }) => msg === "The relay stops")).toBe(true);
  upload.end("later");
  expect(await answered).toBe(201);
  expect(await one.exited).toMatchObject({ code: 0, signal: null });
  expect(one.output().stdout).not.toMatch(/secret password|eyJ/);
});

test("tus refuses at the creation what the service would refuse", async () => {
  far.service.description = {
    ...far.service.description,
    max_file_bytes: 1000,
    denied_extensions: [".exe"],
  };
  const { url } = await start().ready();
  const create = (name: string, length: number) =>
    fetch(`${url}/tus/`, {
      method: "POST",
      headers: {
        ...authorization(),
        "tus-resumable": "1.0.0",
        "upload-length": String(length),
        "upload-metadata": `filename ${Buffer.from(name).toString("base64")}`,
      },
    });
  await expect.poll(async () => (await create("evil.exe", 1)).status).toBe(415);
  expect((await create("a.txt", 1001)).status).toBe(413);
  expect((await create("a.txt", 1000)).status).toBe(201);
});

test.each([
  ["a wrong password", { wrongPassword: true }, "Incorrect username or password"],
  ["a user who is not in the group relays", { groups: [] }, "office is not a member of the group relays"],
])("%s: the relay is not ready, with the reason, and still accepts files", async (_, account, reason) => {
  Object.assign(pool.account, account);
  const one = start();
  const { url, statusUrl } = await one.ready();
  await expect.poll(async () => (await fetch(`${url}/readyz`)).status).toBe(503);
  // Anybody may read it.
  const ready = (await (await fetch(`${url}/readyz`)).json()) as { reasons: string[] };
  expect(ready.reasons.join()).toContain("own account cannot sign in");
  expect(ready.reasons.join()).not.toContain("office");

  const own = await fetch(`${statusUrl}/readyz`);
  expect(own.status).toBe(503);
  expect(await own.text()).toContain(reason);
  expect(await (await fetch(`${statusUrl}/status.json`)).json()).toMatchObject({ ready: false });
  const page = await (await fetch(statusUrl)).text();
  expect(page.split(reason)).toHaveLength(2);
  expect(page).toContain("Not ready.");
  const kept = await fetch(`${url}/files/b.txt`, {
    method: "PUT",
    headers: { ...authorization(), prefer: "respond-async" },
    body: "kept",
  });
  expect(kept.status).toBe(202);
});

describe("while the service cannot be reached, also at the start", () => {
  const owner = ["--without-authentication=loopback", `--owner-without-authentication=${SUB}`];

  test("files are kept, survive kill -9, and are sent when the line is back; a stream fails", async () => {
    let up = false;
    far.disturbs.unshift((incoming) => {
      if (!up) incoming.socket.destroy();
      return !up;
    });
    const first = start(...owner);
    const before = await first.ready();
    // Files can be kept, so the relay is ready.
    expect((await fetch(`${before.url}/readyz`)).status).toBe(200);
    const kept = await fetch(`${before.url}/files/b.txt`, {
      method: "PUT",
      headers: { prefer: "respond-async" },
      body: "kept",
    });
    expect(kept.status).toBe(202);
    const streamed = await fetch(`${before.url}/files/c.txt`, { method: "PUT", body: "x" });
    expect(streamed.status).toBeGreaterThanOrEqual(500);
    expect(streamed.headers.get("content-type")).toBe("application/problem+json");
    first.kill("SIGKILL");
    await first.exited;

    const second = start(...owner);
    const after = await second.ready();
    const place = `${after.url}${kept.headers.get("location")}`;
    expect(await (await fetch(place)).json()).toMatchObject({ state: "waiting" });
    up = true;
    await expect
      .poll(async () => await (await fetch(place)).json(), { timeout: 15_000 })
      .toMatchObject({ state: "sent" });
    expect([...far.service.files.values()].map(({ bytes }) => bytes?.toString())).toEqual(["kept"]);
  }, 40_000);
});

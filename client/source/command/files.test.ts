import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { anIdToken, aServedWorld, aWorld } from "../../testing/command.ts";
import type { FakeService } from "../../testing/fake-service.ts";
import { problem } from "../../testing/fake-service.ts";
import { localName } from "./get/local-name.ts";

vi.setConfig({ testTimeout: 20_000 });

/** A completed file of the fake service. */
const aFile = (service: FakeService, file_id: string, text = "hello", file_name = "a.txt") => {
  const bytes = Buffer.from(text);
  const body = { file_name, len: bytes.length, type: "text/plain" };
  service.files.set(file_id, { file_id, body, status: "completed", version: 1, bytes, parts: new Map() });
  return file_id;
};

describe("get", () => {
  test("downloads files under their names, and verifies them", async () => {
    const { service, malote, cwd } = await aServedWorld();
    aFile(service, "1");
    aFile(service, "2", "two", "b.txt");

    const { exit, out, err } = await malote("get", "1", "2");

    expect({ exit, err }).toEqual({ exit: 0, err: [] });
    expect(out).toEqual(["downloaded  1  a.txt", "downloaded  2  b.txt"]);
    expect(await readFile(join(cwd, "a.txt"), "utf8")).toBe("hello");
    expect((await readdir(cwd)).sort()).toEqual(["a.txt", "b.txt"]);
  });

  test("never overwrites without --force", async () => {
    const { service, malote, cwd } = await aServedWorld();
    aFile(service, "1");
    await writeFile(join(cwd, "a.txt"), "mine");
    const { exit, err } = await malote("get", "1");
    expect(exit).toBe(1);
    expect(err.join()).toMatch(/a.txt exists already.*--force/);
    expect(await readFile(join(cwd, "a.txt"), "utf8")).toBe("mine");
    expect((await malote("get", "1", "--force")).exit).toBe(0);
    expect(await readFile(join(cwd, "a.txt"), "utf8")).toBe("hello");
  });

  test("keeps a file that comes during the download", async () => {
    const { service, malote, cwd } = await aServedWorld();
    aFile(service, "1");
    aFile(service, "2", "other");
    const both = await Promise.all([malote("get", "1", "-o", "c.txt"), malote("get", "2", "-o", "c.txt")]);
    expect(both.map(({ exit }) => exit).toSorted()).toEqual([0, 1]);
    expect(both.flatMap(({ err }) => err).join()).toMatch(/already/);
    const kept = both[0]?.exit === 0 ? "hello" : "other";
    expect(await readFile(join(cwd, "c.txt"), "utf8")).toBe(kept);
  });

  test("writes to another name, another folder, or the standard output", async () => {
    const { service, malote, cwd } = await aServedWorld();
    aFile(service, "1");
    await mkdir(join(cwd, "in"));
    await malote("get", "1", "-o", "copy.txt");
    await malote("get", "1", "-o", "in");
    expect(await readFile(join(cwd, "copy.txt"), "utf8")).toBe("hello");
    expect(await readFile(join(cwd, "in/a.txt"), "utf8")).toBe("hello");
    expect(await malote("get", "1", "-o", "-")).toEqual({ exit: 0, out: ["hello"], err: [] });
    expect((await malote("get", "1", "2", "-o", "nowhere")).exit).toBe(2);
    expect((await malote("get", "1", "-o", "-", "--json")).exit).toBe(2);
  });

  test("to the standard output ends when nobody reads it any more", async () => {
    let pieces = 0;
    const writeBytes = async () => ++pieces < 2;
    const { service, malote } = await aServedWorld({ writeBytes });
    aFile(service, "1", "x".repeat(4_000_000));
    expect((await malote("get", "1", "-o", "-")).exit).toBe(0);
    expect(pieces).toBe(2);
  });

  test("does not overwrite what it has just written, also with --force", async () => {
    const { service, malote, cwd } = await aServedWorld();
    aFile(service, "1", "one");
    aFile(service, "2", "two");
    const { exit, out, err } = await malote("get", "1", "2", "--force");
    expect(exit).toBe(1);
    expect(out).toEqual(["downloaded  1  a.txt"]);
    expect(err.join()).toMatch(/^2: .*a.txt/);
    expect(await readFile(join(cwd, "a.txt"), "utf8")).toBe("one");
  });

  test.each([
    "nowhere/",
    "nowhere/copy.txt",
  ])("does not begin for %s, whose folder is missing", async (output) => {
    const { service, malote, cwd } = await aServedWorld();
    aFile(service, "1");
    const { exit, err } = await malote("get", "1", "-o", output);
    expect(exit).toBe(2);
    expect(err.join()).toMatch(/^The folder nowhere\/? does not exist\. .* See malote get --help\.$/);
    expect(await readdir(cwd)).toEqual([]);
    expect(service.requests).toEqual([]);
  });

  test("keeps nothing of a file that is not what the service verified", async () => {
    const { service, malote, cwd } = await aServedWorld();
    aFile(service, "1");
    service.faults.push(({ path }) => (path.startsWith("/s3/dest") ? new Response("hellx") : undefined));
    const { exit, err } = await malote("get", "1");
    expect(exit).toBe(1);
    expect(err.join()).toContain("The downloaded bytes are not those of the file");
    expect(await readdir(cwd)).not.toContain("a.txt");
  });

  test("says when a file could not be compared", async () => {
    const { service, malote } = await aServedWorld();
    aFile(service, "1");
    const record = service.record.bind(service);
    service.record = (file) => ({
      ...record(file),
      verified: { algorithm: "SHA256", value: "x", declared: true },
    });
    expect((await malote("get", "1")).err).toEqual(["1 was not compared: its checksum is a SHA256."]);
  });

  test("a file that is not there, or not completed", async () => {
    const { service, malote } = await aServedWorld();
    aFile(service, "1");
    const file = service.files.get("1");
    if (file) file.status = "processing";
    const { exit, out } = await malote("get", "1", "2", "--json");
    expect(exit).toBe(1);
    expect(out.map((line) => JSON.parse(line))).toEqual([
      { file_id: "1", error: { code: "not-completed", message: expect.stringContaining("is processing") } },
      { file_id: "2", error: { code: "file-not-found", message: "There is no file of yours with this id." } },
    ]);
  });

  test.each([
    ["../../etc/passwd", ".._.._etc_passwd".replace(/^\.+/, "_")],
    ["/etc/passwd", "_etc_passwd"],
    ["C:\\x", "C__x"],
    [".bashrc", "_bashrc"],
    ["..", "id-"],
    ["con.txt", "id-con.txt"],
    ["a\u0000b", "a_b"],
    ["é ü.txt", "é ü.txt"],
  ])("the name %j is %j on the disk", (file_name, expected) => {
    expect(localName({ file_name, file_id: "id" })).toBe(expected);
  });
});

describe("ls", () => {
  test("prints a line for each file, a page at a time, until --limit", async () => {
    const { service, malote } = await aServedWorld();
    for (let i = 0; i < 250; i++) aFile(service, `id-${i}`, "x", `${i}.txt`);
    expect((await malote("ls")).out).toHaveLength(250);
    expect(service.count("GET", "/files")).toBe(3);
    const { out } = await malote("ls", "--limit", "2");
    expect(out).toEqual([
      expect.stringMatching(/^id-0 {2}completed {11}0 B {2}2026-11-21 \d\d:\d\d {2}0\.txt$/),
      expect.stringContaining("1.txt"),
    ]);
  });

  test.each([120, 80, 40])("cuts no word in two on a terminal of %i columns", async (columns) => {
    const screen = { columns, rows: 24, draw: () => {} };
    const { service, malote } = await aServedWorld({ screen });
    const id = "0b0e1c1a-f34f-4d70-b600-85dfaa840e7e";
    aFile(service, id, "x", "report.txt");
    const lines = (await malote("ls")).out.join("\n").split("\n");
    expect(lines).toHaveLength({ 120: 1, 80: 2, 40: 3 }[columns] ?? 0);
    for (const line of lines) expect(line.length).toBeLessThan(columns);
    expect(lines.join()).toMatch(new RegExp(`report.txt.*${id}|${id}.*report.txt`));
  });

  test("filters by folder, status, name and tag", async () => {
    const { service, malote } = await aServedWorld();
    const { exit, err } = await malote(
      "ls",
      "/trips/",
      "--status",
      "completed",
      "--name",
      "x",
      "--tag",
      "a=b",
    );
    expect({ exit, err }).toEqual({ exit: 0, err: ["No files."] });
    expect(Object.fromEntries(service.requests.at(-1)?.query ?? [])).toEqual({
      limit: "100",
      path: "trips",
      status: "completed",
      name: "x",
      tag: "a:b",
    });
    expect((await malote("ls", "--status", "done")).err.join()).toMatch(/Allowed choices are pending/);
  });

  test("ends when nobody reads it any more", async () => {
    let lines = 0;
    const { service, malote } = await aServedWorld({ print: () => ++lines < 3 });
    for (let i = 0; i < 250; i++) aFile(service, `id-${i}`);
    await malote("ls");
    expect(lines).toBe(3);
    expect(service.count("GET", "/files")).toBe(1);
  });
});

test("rm deletes files, and reports those that are not there", async () => {
  const { service, malote } = await aServedWorld();
  aFile(service, "1");
  aFile(service, "2");
  const { exit, out, err } = await malote("rm", "1", "none", "1", "2", "--reason", "old");
  expect({ exit, out: out.sort(), err }).toEqual({
    exit: 1,
    out: ["deleted  1", "deleted  2"],
    err: ["none: There is no file of yours with this id."],
  });
  expect(service.files.size).toBe(0);
});

describe("status", () => {
  test("prints a line for each file; 1 if one has failed or is not there", async () => {
    const { service, malote } = await aServedWorld();
    aFile(service, "1");
    aFile(service, "2");
    const one = service.files.get("2");
    expect(await malote("status", "1")).toEqual({ exit: 0, out: ["completed    1  a.txt"], err: [] });
    if (one) one.status = "error";
    expect(await malote("status", "1", "2", "3")).toEqual({
      exit: 1,
      out: ["completed    1  a.txt", "error        2  a.txt"],
      err: ["3: There is no file of yours with this id."],
    });
  });

  test("of an id that the service refuses does not hide the others", async () => {
    const { service, malote } = await aServedWorld();
    aFile(service, "1");
    service.faults.push(({ path, query }) =>
      path === "/consult-status" && query.getAll("file_id").includes("?!")
        ? problem(400, "invalid-request")
        : undefined,
    );
    expect(await malote("status", "1", "?!")).toMatchObject({ exit: 1, out: ["completed    1  a.txt"] });
  });
});

describe("watch", () => {
  test("prints each change until every file is completed", async () => {
    const { service, malote } = await aServedWorld();
    aFile(service, "1");
    const file = service.files.get("1");
    if (file) file.status = "uploaded";
    service.statuses = ["uploaded", "processing", "processing", "completed"];
    const { exit, out } = await malote("watch", "1");
    expect(exit).toBe(0);
    expect(out).toEqual(["uploaded     1  a.txt", "processing   1  a.txt", "completed    1  a.txt"]);
  });

  test("fails if one failed, or was deleted meanwhile", async () => {
    const { service, malote } = await aServedWorld();
    for (const id of ["1", "2"]) {
      const file = service.files.get(aFile(service, id));
      if (file) file.status = "processing";
    }
    service.statuses = ["processing", "processing", "expired"];
    service.faults.push(({ path }) => {
      if (path === "/consult-status" && service.statuses.length === 1) service.files.delete("2");
      return undefined;
    });
    const { exit, out, err } = await malote("watch", "1", "2", "3");
    expect(exit).toBe(1);
    expect(out.at(-1)).toBe("expired      1  a.txt");
    expect(err).toEqual(["3: There is no file of yours with this id.", "2: It was deleted."]);
  });

  test("ends with the time, and with Ctrl-C", async () => {
    const interruption = new AbortController();
    const { service, malote } = await aServedWorld({ signal: interruption.signal });
    const file = service.files.get(aFile(service, "1"));
    if (file) file.status = "processing";
    expect((await malote("watch", "1", "--timeout", "1")).exit).toBe(1);
    service.faults.push(() => {
      interruption.abort();
      return undefined;
    });
    expect((await malote("watch", "1")).exit).toBe(130);
  });
});

test("watch ends with its time also while the service does not respond", async () => {
  const { server, malote } = await aServedWorld();
  server.disturbs.push(() => true);
  const { exit, err } = await malote("watch", "1", "--timeout", "1");
  expect(exit).toBe(1);
  expect(err.join()).toContain("within 1 s");
});

describe("the command", () => {
  test("without anything prints its help as an error; --help and --version do not", async () => {
    const { malote } = await aWorld();
    expect(await malote()).toMatchObject({ exit: 2, out: [] });
    const { exit, out } = await malote("--help");
    expect(exit).toBe(0);
    for (const name of ["login", "put", "get", "ls", "rm", "status", "watch", "whoami"])
      expect(out.join("\n")).toMatch(new RegExp(`^ +${name}\\b`, "m"));
    expect(await malote("--version")).toEqual({
      exit: 0,
      out: [expect.stringMatching(/^\d+\.\d+\.\d+$/)],
      err: [],
    });
  });

  test.each([
    "login",
    "put",
    "get",
    "ls",
    "rm",
    "status",
    "watch",
    "whoami",
    "logout",
  ])("%s --help has examples and exit codes", async (name) => {
    const { malote } = await aWorld();
    const { exit, out, err } = await malote(name, "--help");
    expect({ exit, err }).toEqual({ exit: 0, err: [] });
    expect(out.join("\n")).toMatch(/Examples:\n {2}\S/);
    expect(out.join("\n")).toContain("Exit codes: 0 done; ");
    expect(await malote("help", name)).toEqual({ exit, out, err });
  });

  test.each([40, 60, 80])("no help cuts words in two on a terminal of %i columns", async (columns) => {
    const { malote } = await aWorld({ screen: { columns, rows: 24, draw: () => {} } });
    const { out } = await malote("--help");
    const prose = out
      .join("\n")
      .split("\n")
      .filter((line) => !line.startsWith(" "));
    for (const line of prose) expect(line.length).toBeLessThanOrEqual(columns);
  });

  test("help of a command that does not exist is an error", async () => {
    const { malote } = await aWorld();
    const { exit, out, err } = await malote("help", "lst");
    expect({ exit, out }).toEqual({ exit: 2, out: [] });
    expect(err.join("\n")).toMatch(/^Unknown command 'lst'\nSee malote --help\.$/);
    expect(await malote("help")).toEqual(await malote("--help"));
  });

  test("a mistake leads to the help of its command", async () => {
    const { malote } = await aServedWorld();
    expect((await malote("put", "missing.txt")).err.join()).toMatch(/See malote put --help\.$/);
    expect((await malote("completion", "tcsh")).err.join("\n")).toMatch(/See malote completion --help\.$/);
    expect((await malote("frob")).err.join("\n")).toMatch(/See malote --help\.$/);
  });

  test("says of a service that cannot be reached what a person can check", async () => {
    const env = { MALOTE_URL: "http://127.0.0.1:1", MALOTE_TOKEN: anIdToken() };
    vi.spyOn(Math, "random").mockReturnValue(0);
    const { malote } = await aWorld({ env });
    const { exit, err } = await malote("ls");
    vi.restoreAllMocks();
    expect({ exit, err }).toEqual({
      exit: 4,
      err: [
        "GET http://127.0.0.1:1/files could not be reached. Check the URL and the network, or try again later.",
      ],
    });
  });

  test("suggests what was meant, also for programs", async () => {
    const { malote } = await aWorld();
    expect((await malote("lst")).err.join("\n")).toMatch(/Unknown command 'lst'[\s\S]*Did you mean ls\?/);
    const { exit, out, err } = await malote("--json", "lst");
    expect({ exit, out }).toEqual({ exit: 2, out: [] });
    expect(err.map((line) => JSON.parse(line))).toEqual([
      { error: { code: "usage", message: expect.stringContaining("unknown command") } },
    ]);
  });

  test.each([
    [503, "service-unavailable", 4],
    [401, "unauthenticated", 3],
    [403, "forbidden", 1],
  ])("a service that responds %i is exit code %i", async (status, code, expected) => {
    const { service, malote } = await aServedWorld();
    service.faults.push(() => problem(status, code, status === 503 ? { detail: "Later." } : {}));
    const { exit, err } = await malote("ls", "--json");
    expect(exit).toBe(expected);
    expect(JSON.parse(err.join()).error.code).toBe(code);
  });
});

describe("completion", () => {
  test.each([
    [["p"], ["put\tuploads files, folders, patterns, or the standard input (-)", ":4"]],
    [["put", ""], [":0"]],
    [["get", "-o", ""], [":0"]],
    [["get", ""], [":4"]],
    [
      ["ls", "--status", "comp"],
      ["completed", ":4"],
    ],
    [
      ["ls", "--status=comp"],
      ["completed", ":4"],
    ],
    // As bash divides it.
    [
      ["ls", "--status", "=", "comp"],
      ["completed", ":4"],
    ],
    [
      ["ls", "--profile", "="],
      ["work", ":4"],
    ],
    [
      ["help", "wh"],
      ["whoami\twho is signed in, and where", ":4"],
    ],
    [
      ["ls", "--na"],
      ["--name\tonly files whose name contains it", ":4"],
    ],
    [
      ["completion", "z"],
      ["zsh", ":4"],
    ],
    [
      ["ls", "--profile", ""],
      ["work", ":4"],
    ],
  ])("of %j", async (words, expected) => {
    const { malote, configFolder } = await aWorld();
    await mkdir(configFolder, { recursive: true });
    await writeFile(
      join(configFolder, "config.json"),
      JSON.stringify({ profiles: { work: { url: "https://a.example", username: "ana" } } }),
    );
    expect(await malote("complete", "--", ...words)).toEqual({ exit: 0, out: expected, err: [] });
  });
});

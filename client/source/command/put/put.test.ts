import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, test, vi } from "vitest";
import { aServedWorld, type Ran } from "../../../testing/command.ts";
import { problem } from "../../../testing/fake-service.ts";

vi.setConfig({ testTimeout: 20_000 });

const rowsOf = ({ out }: Ran) => out.map((line) => JSON.parse(line));
const filesOf = (ran: Ran) => rowsOf(ran).filter(({ outcome }) => outcome !== "summary");

const write = async (folder: string, files: Record<string, string>) => {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), text);
  }
};

describe("a file", () => {
  test("is uploaded with what the options say, and reported in a line", async () => {
    const { service, malote, cwd } = await aServedWorld();
    await write(cwd, { "a.txt": "hello" });

    const ran = await malote(
      "put",
      "a.txt",
      "--path",
      "/trips/2026/",
      "--tag",
      "album=summer",
      "--tag",
      "a=b=c",
    );

    const [file] = [...service.files.values()];
    expect(ran).toEqual({ exit: 0, out: [`uploaded       ${file?.file_id}  a.txt`], err: [] });
    expect(file?.body).toMatchObject({
      file_name: "a.txt",
      path: "trips/2026",
      tags: { album: "summer", a: "b=c" },
      len: 5,
    });
    expect(file?.bytes?.toString()).toBe("hello");
  });

  test("is not sent again when the command is run again, from any folder", async () => {
    const { service, malote, cwd } = await aServedWorld();
    await write(cwd, { "a.txt": "hello" });
    await malote("put", "a.txt");

    const again = await malote("put", join(cwd, "a.txt"), "--json");

    expect(filesOf(again)).toMatchObject([{ outcome: "there", len: 5, status: "uploaded" }]);
    expect(service.files.size).toBe(1);
    expect(service.count("POST", "/s3")).toBe(1);
  });

  test("is sent again when it has changed, was deleted, or with --again", async () => {
    const { service, malote, cwd } = await aServedWorld();
    await write(cwd, { "a.txt": "hello" });
    const first = filesOf(await malote("put", "a.txt", "--json"))[0].file_id;
    await write(cwd, { "a.txt": "hello, world" });
    expect(filesOf(await malote("put", "a.txt", "--json"))).toMatchObject([{ outcome: "uploaded", len: 12 }]);
    expect(service.files.size).toBe(2);

    const second = [...service.files.keys()].find((id) => id !== first) ?? "";
    await malote("rm", second);
    const third = filesOf(await malote("put", "a.txt", "--json"))[0];
    expect(third).toMatchObject({ outcome: "uploaded" });
    expect(filesOf(await malote("put", "a.txt", "--json"))).toMatchObject([
      { outcome: "there", file_id: third.file_id },
    ]);
    expect(filesOf(await malote("put", "a.txt", "--again", "--json"))).toMatchObject([
      { outcome: "uploaded" },
    ]);
    expect(service.files.size).toBe(3);
  });

  test("with other bytes, but the same size and time, is another file", async () => {
    const { service, malote, cwd } = await aServedWorld();
    const path = join(cwd, "a.txt");
    await write(cwd, { "a.txt": "hello" });
    await utimes(path, 1000, 1000);
    await malote("put", "a.txt");
    await write(cwd, { "a.txt": "HELLO" });
    await utimes(path, 1000, 1000);

    expect(filesOf(await malote("put", "a.txt", "--json"))).toMatchObject([{ outcome: "uploaded" }]);
    expect([...service.files.values()].map(({ bytes }) => bytes?.toString())).toEqual(["hello", "HELLO"]);
  });

  test("is known by its bytes with --checksum, which prints the SHA-256", async () => {
    const { service, malote, cwd } = await aServedWorld();
    await write(cwd, { "a.txt": "hello", "copy/a.txt": "hello" });
    await malote("put", "a.txt", "--checksum");

    const copy = await malote("put", "copy/a.txt", "--checksum");

    expect(copy.out.join()).toMatch(
      /^there already .* copy\/a.txt {2}sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824$/,
    );
    expect(service.files.size).toBe(1);
  });

  test("in parts continues with the parts that are missing, and is there afterwards", async () => {
    const { service, malote, cwd } = await aServedWorld();
    service.partSize = 100;
    await write(cwd, { "a.bin": "0123456789".repeat(95) });
    const put = () => malote("put", "a.bin", "--json", "--multipart-from", "1");
    // Nothing else is refused for good than a part that S3 has never seen.
    service.faults.push(({ method, query }) =>
      method === "PUT" && query.get("part") === "7" ? problem(400, "invalid-request") : undefined,
    );
    const first = await put();
    expect(first.exit).toBe(1);
    service.faults.length = 0;
    const before = service.count("PUT", "/s3");
    const parts = [...service.files.values()][0]?.parts.size ?? 0;

    const second = filesOf(await put());

    expect(second).toMatchObject([{ outcome: "uploaded", resumed: parts > 0, len: 950 }]);
    expect(service.count("PUT", "/s3") - before).toBe(10 - parts);
    expect(filesOf(await put())).toMatchObject([{ outcome: "there", file_id: second[0].file_id }]);
    expect(service.files.size).toBe(1);
  });

  test("that the service refuses does not keep the others from it", async () => {
    const { service, malote, cwd } = await aServedWorld();
    await write(cwd, { "bad.exe": "x", "a.txt": "a", "b.txt": "b" });
    service.faults.push(({ path, body }) =>
      path === "/upload" && body.includes("bad.exe") ? problem(415, "type-not-allowed") : undefined,
    );

    const ran = await malote("put", "bad.exe", "a.txt", "b.txt");

    expect(ran.exit).toBe(1);
    expect(ran.out).toHaveLength(2);
    expect(ran.err).toEqual(["bad.exe: type-not-allowed.", "2 files uploaded (2 B), 1 failed."]);
    expect(filesOf(await malote("put", "bad.exe", "--json"))).toEqual([
      {
        outcome: "failed",
        source: "bad.exe",
        error: { code: "type-not-allowed", message: "type-not-allowed." },
      },
    ]);
  });

  test("whose name steers terminals is shown as text", async () => {
    const { malote, cwd } = await aServedWorld();
    await write(cwd, { "a\u001b[2Jb\u202e.txt": "x" });
    const { out } = await malote("put", ".");
    expect(out.join()).toContain("a\\u{1b}[2Jb\\u{202e}.txt");
  });
});

describe("--wait", () => {
  test("reports the status that the service came to, and what it verified", async () => {
    const { service, malote, cwd } = await aServedWorld();
    await write(cwd, { "a.txt": "a", "b.txt": "b" });
    service.statuses = ["processing", "processing", "completed", "completed"];
    const { exit, out } = await malote("put", "a.txt", "b.txt", "--wait");
    expect(exit).toBe(0);
    expect(out.every((line) => line.startsWith("completed "))).toBe(true);
  });

  test("a file that the service refuses at the end has failed", async () => {
    const { service, malote, cwd } = await aServedWorld();
    await write(cwd, { "a.txt": "a" });
    service.statuses = ["quarantined"];
    const { exit, err } = await malote("put", "a.txt", "--wait");
    expect(exit).toBe(1);
    expect(err.join()).toMatch(
      /^a.txt: The service has this file as quarantined: see malote status .*--again/,
    );
  });

  test("ends after --timeout", async () => {
    const { malote, cwd } = await aServedWorld();
    await write(cwd, { "a.txt": "a" });
    const { exit, err } = await malote("put", "a.txt", "--wait", "--timeout", "1");
    expect(exit).toBe(1);
    expect(err.join()).toMatch(/^Not all files were completed within 1 s\. Run the same command again/);
  });

  test("sends nothing any more after --timeout", async () => {
    const { server, malote, cwd } = await aServedWorld();
    await write(cwd, { "a.txt": "a" });
    let isOpen: boolean | undefined;
    // The storage never responds.
    server.disturbs.push((request) => {
      if (!request.url?.startsWith("/s3")) return false;
      isOpen = true;
      request.resume().socket.on("close", () => {
        isOpen = false;
      });
      return true;
    });
    const { exit } = await malote("put", "a.txt", "--wait", "--timeout", "1");
    expect(exit).toBe(1);
    await vi.waitFor(() => expect(isOpen).toBe(false));
  });

  test("sends nothing more after --timeout", async () => {
    const { server, malote, cwd } = await aServedWorld();
    await write(cwd, { "a.txt": "a", "b.txt": "b" });
    const held: Promise<unknown>[] = [];
    server.disturbs.push((request) => {
      if (!request.url?.startsWith("/s3")) return false;
      held.push(once(request.socket, "close"));
      return true;
    });

    await malote("put", "a.txt", "b.txt", "--wait", "--timeout", "1");

    expect(held).toHaveLength(2);
    await Promise.all(held);
  });

  test("a file that is waited for was not deleted when something else ends the command", async () => {
    const { service, malote, cwd } = await aServedWorld();
    await write(cwd, { "a.txt": "a", "b.txt": "b" });
    service.statuses = Array(50).fill("processing");
    service.faults.push(({ path, body }) =>
      path === "/upload" && body.includes("b.txt") ? problem(401, "unauthenticated") : undefined,
    );

    const { exit, err } = await malote("put", "a.txt", "b.txt", "--wait", "--concurrency", "1");

    expect(exit).toBe(3);
    expect(err.join()).not.toContain("deleted");
  });
});

describe("a folder", () => {
  const TREE = {
    "photos/a.txt": "1",
    "photos/2026/b.txt": "22",
    "photos/2026/lisbon/c.jpg": "333",
    "photos/.d": "4",
  };

  const pathsOf = ({ service }: Awaited<ReturnType<typeof aServedWorld>>) =>
    [...service.files.values()]
      .map(({ body }) => [body["path"], body["file_name"]].filter(Boolean).join("/"))
      .sort();

  test("keeps its folders as paths, below --path", async () => {
    const world = await aServedWorld();
    await write(world.cwd, TREE);
    await world.malote("put", "photos/", "--path", "trips");
    expect(pathsOf(world)).toEqual([
      "trips/photos/.d",
      "trips/photos/2026/b.txt",
      "trips/photos/2026/lisbon/c.jpg",
      "trips/photos/a.txt",
    ]);
  });

  test.each([
    [["."], ["photos/.d", "photos/2026/b.txt", "photos/2026/lisbon/c.jpg", "photos/a.txt"]],
    [["./photos/2026"], ["2026/b.txt", "2026/lisbon/c.jpg"]],
    [["photos/**/*.txt"], ["2026/b.txt", "a.txt"]],
    [["photos/*/*.txt"], ["2026/b.txt"]],
    [["photos", "--exclude", "*.txt", "--exclude", "2026/lisbon/*"], ["photos/.d"]],
    [
      ["photos", "--exclude", "2026"],
      ["photos/.d", "photos/a.txt"],
    ],
    [
      ["photos", "--exclude", "2026/"],
      ["photos/.d", "photos/a.txt"],
    ],
  ])("put %j", async (args, expected) => {
    const world = await aServedWorld();
    await write(world.cwd, TREE);
    expect(await world.malote("put", ...args)).toMatchObject({ exit: 0 });
    expect(pathsOf(world)).toEqual(expected);
  });

  test("reports symbolic links and what cannot be read, and follows a link that is named", async () => {
    const world = await aServedWorld();
    const { cwd, malote } = world;
    await write(cwd, TREE);
    await symlink("..", join(cwd, "photos/loop"));
    await symlink("a.txt", join(cwd, "photos/link.txt"));
    const { exit, err } = await malote("put", "photos");
    expect(exit).toBe(0);
    expect(err.toSorted()).toEqual([
      "4 files uploaded (7 B), 2 skipped.",
      "photos/link.txt: skipped (symbolic link)",
      "photos/loop: skipped (symbolic link)",
    ]);
    expect((await malote("put", "photos/link.txt")).exit).toBe(0);
    expect(pathsOf(world)).toContain("link.txt");
  });

  test("that is empty is done", async () => {
    const { malote, cwd } = await aServedWorld();
    await mkdir(join(cwd, "empty"));
    expect(await malote("put", "empty", "--json")).toMatchObject({ exit: 0, err: [] });
    expect(await malote("put", "empty")).toEqual({ exit: 0, out: [], err: ["There is no file to send."] });
  });

  test("cuts neither ids nor names in two on a narrow terminal", async () => {
    const { malote, cwd } = await aServedWorld({ screen: { columns: 40, rows: 24, draw: () => {} } });
    await write(cwd, { "photos/2026/lisbon.txt": "2" });
    const { out } = await malote("put", "photos");
    expect(out.join().split("\n")).toEqual(["uploaded", expect.any(String), "photos/2026/lisbon.txt"]);
  });

  test("a pattern that matches nothing has failed, and the others are sent", async () => {
    const { malote, cwd } = await aServedWorld();
    await write(cwd, { "a/b.txt": "2", "c.txt": "3" });
    const { exit, out, err } = await malote("put", "a/*.jpg", "c.txt");
    expect(exit).toBe(1);
    expect(out).toEqual([expect.stringMatching(/^uploaded .* c\.txt$/)]);
    expect(err).toEqual(["a/*.jpg: No file matches this pattern.", "1 file uploaded (1 B), 1 failed."]);
  });

  test("with something that is no file is sent without it", async () => {
    const { malote, cwd } = await aServedWorld();
    await write(cwd, { "a/b": "2" });
    execFileSync("mkfifo", [join(cwd, "a/pipe")]);
    const { exit, err } = await malote("put", "a");
    expect(exit).toBe(0);
    expect(err).toContain("a/pipe: skipped (no regular file)");
  });

  test.runIf(process.platform === "linux")(
    "with something that cannot be read has failed, and the rest of it is sent",
    async () => {
      const { malote, cwd } = await aServedWorld();
      await write(cwd, { "a/b": "2" });
      // Linux accepts names that are not UTF-8, which Node.js can list and not open.
      const place = (name: string) =>
        Buffer.concat([Buffer.from(join(cwd, "a/")), Buffer.from(name, "latin1")]);
      await mkdir(place("folder\xff"));
      await writeFile(place("file\xff"), "3");
      const { exit, out, err } = await malote("put", "a");
      expect(exit).toBe(1);
      expect(out).toEqual([expect.stringMatching(/^uploaded .* a\/b$/)]);
      expect(err.toSorted()).toEqual([
        "1 file uploaded (1 B), 2 failed.",
        "a/file\uFFFD: It cannot be read (ENOENT), so nothing of it was sent.",
        "a/folder\uFFFD: It cannot be read (ENOENT), so nothing of it was sent.",
      ]);
    },
  );

  test.runIf(process.platform === "linux")(
    "a pattern does not look into folders in which it can match nothing",
    async () => {
      const { malote, cwd } = await aServedWorld();
      await write(cwd, { "a/b": "2" });
      await mkdir(Buffer.concat([Buffer.from(join(cwd, "a/")), Buffer.from("folder\xff", "latin1")]));
      expect(await malote("put", "a/b*")).toMatchObject({ exit: 0 });
      expect(await malote("put", "a/**/b*")).toMatchObject({ exit: 1 });
    },
  );

  test("a pipe that is named itself has failed", async () => {
    const { malote, cwd } = await aServedWorld();
    execFileSync("mkfifo", [join(cwd, "pipe")]);
    const { exit, err } = await malote("put", "-q", "pipe");
    expect(exit).toBe(1);
    expect(err.join()).toMatch(/^pipe: It is no regular file.*malote put - --name/);
  });
});

describe("the standard input", () => {
  const stdin = async function* () {
    yield Buffer.from("hello, ");
    yield Buffer.from("pipe");
  };

  test("is sent under --name, known by its bytes, and leaves nothing on the disk", async () => {
    const { service, malote } = await aServedWorld({ stdin });
    const leftovers = async () =>
      (await readdir(tmpdir())).filter((name) => name.startsWith("malote-stdin-"));
    const before = await leftovers();
    const [first] = filesOf(await malote("put", "-", "--name", "notes.txt", "--json"));
    const [second] = filesOf(await malote("put", "-", "--name", "notes.txt", "--json"));
    expect(first).toMatchObject({ outcome: "uploaded", source: "-", file_name: "notes.txt", len: 11 });
    expect(second).toMatchObject({ outcome: "there", file_id: first.file_id });
    expect([...service.files.values()][0]?.bytes?.toString()).toBe("hello, pipe");
    expect((await malote("put", "-", "--name", "notes.txt")).out.join()).toMatch(
      /^there already .* notes\.txt$/,
    );
    expect(await leftovers()).toEqual(before);
  });

  test("is not waited for after Ctrl-C", async () => {
    const interruption = new AbortController();
    const endless = new PassThrough();
    const { service, malote } = await aServedWorld({ stdin: () => endless, signal: interruption.signal });
    setTimeout(() => interruption.abort(), 50);

    const { exit, err } = await malote("put", "-", "--name", "notes.txt");

    expect({ exit, err }).toEqual({ exit: 130, err: ["Interrupted. Nothing was changed."] });
    expect(service.files.size).toBe(0);
  });
});

test.each([
  [["-"], /no name.*--name/],
  [["-", "a.txt"], /sent alone/],
  [["a.txt", "b.txt", "--name", "c"], /one file/],
  [["f", "--name", "c"], /one file/],
  [["*.txt", "--name", "c"], /one file/],
  [["missing.txt"], /no file or folder missing.txt/],
  [["missing/*.txt"], /no file or folder missing/],
  [["a.txt", "--timeout", "5"], /for --wait/],
  [["a.txt", "--concurrency", "0"], /from 1 to 64/],
  [["a.txt", "--tag", "x"], /key=value/],
  [["a.txt", "--chekcsum"], /Unknown option '--chekcsum'/],
])("put %j is refused before anything is sent", async (args, message) => {
  const { service, malote, cwd } = await aServedWorld();
  await write(cwd, { "a.txt": "a", "b.txt": "b", "f/d.txt": "d" });
  const { exit, err, out } = await malote("put", ...args);
  expect(exit).toBe(2);
  expect(err.join("\n")).toMatch(message);
  expect(out).toEqual([]);
  expect(service.requests).toEqual([]);
});

test("Ctrl-C ends the command, keeps what has arrived, and says how to continue", async () => {
  const interruption = new AbortController();
  const { service, malote, cwd } = await aServedWorld({ signal: interruption.signal });
  service.partSize = 100;
  await write(cwd, { "a.bin": "0123456789".repeat(95) });
  service.faults.push(({ method, query }) => {
    if (method === "PUT" && query.get("part") === "5") interruption.abort();
    return undefined;
  });

  const { exit, err } = await malote("put", "a.bin", "--multipart-from", "1");

  expect(exit).toBe(130);
  expect(err.join()).toContain("Run the same command again to continue");
  expect(service.count("DELETE", "/files")).toBe(0);
});

test("a line that is down ends the command, not each of its files", async () => {
  const { service, malote, cwd } = await aServedWorld();
  await write(cwd, Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`f/${i}.txt`, "x"])));
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("fetch failed")));
  vi.spyOn(Math, "random").mockReturnValue(0);
  try {
    const { exit, err } = await malote("put", "f", "--concurrency", "2");
    expect(exit).toBe(4);
    expect(err.join("\n")).toContain("The line is down. Run the same command again");
    expect(err.length).toBeLessThan(6);
  } finally {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  }
  expect(service.files.size).toBe(0);
});

test("a session that ends on the way ends the command", async () => {
  const { service, malote, cwd } = await aServedWorld();
  await write(cwd, { "f/a.txt": "a", "f/b.txt": "b" });
  service.faults.push(({ path }) => (path === "/upload" ? problem(401, "unauthenticated") : undefined));
  const { exit, err } = await malote("put", "f");
  expect(exit).toBe(3);
  expect(err.join()).toContain("Sign in with: malote login");
});

test("what is on the disk stays as it is", async () => {
  const { malote, cwd } = await aServedWorld();
  await write(cwd, { "a.txt": "hello" });
  await malote("put", "a.txt");
  expect(await readFile(join(cwd, "a.txt"), "utf8")).toBe("hello");
  expect(await readdir(cwd)).toEqual(["a.txt"]);
});

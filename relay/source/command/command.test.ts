import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { JournalQueue } from "../spool/journal/queue.ts";
import { inThisThread } from "../spool/journal/transport.ts";
import { aFile, aFolder, aSpool, bodyOf } from "../spool/testing/a-spool.ts";
import type { Entry } from "../types/entry.ts";
import type { IncomingFile } from "../types/incoming-file.ts";
import { exportName, numbered } from "./export-name.ts";
import type { Io } from "./io.ts";
import { copiesOf } from "./pages.ts";
import { needsFreshKey } from "./retry.ts";
import { COMMANDS, runCommand } from "./run.ts";

/** A relay's folder with a spool that is open, as beside a relay that runs, and a way to run commands on it. */
const aRelay = async () => {
  const folder = await aFolder();
  const spool = await aSpool({ folder });
  const clock = { now: Date.now(), onWait: async () => {} };
  return {
    folder,
    spool,
    clock,
    accept: (name: string, file: Partial<IncomingFile> = {}, bytes: string | Uint8Array = name) =>
      spool.accept(aFile({ name, ...file }), bodyOf(bytes)),
    async parked(name: string, code = "file-too-large"): Promise<Entry> {
      const entry = await spool.accept(aFile({ name }), bodyOf(name));
      await spool.journal.park(entry.id, { code, message: `It is ${code}.` });
      return entry;
    },
    async run(...argv: string[]) {
      const out: string[] = [];
      const err: string[] = [];
      const io: Io = {
        env: { MALOTE_RELAY_FOLDER: folder },
        cwd: folder,
        print: (line) => out.push(line),
        warn: (line) => err.push(line),
        now: () => clock.now,
        wait: async (ms) => {
          clock.now += ms;
          await clock.onWait();
        },
      };
      const code = await runCommand(argv, io);
      const json = () => JSON.parse(out.join("\n"));
      return { code, out, err, json };
    },
  };
};

describe("malote-relay", () => {
  test.each(Object.keys(COMMANDS))("%s --help names its options, examples and exit codes", async (name) => {
    const { run } = await aRelay();

    const { code, out } = await run(name, "--help");

    expect(code).toBe(0);
    const text = out.join("\n");
    for (const option of [...Object.keys(COMMANDS[name]?.options ?? {}), "folder", "json", "help"])
      expect(text).toContain(`--${option}`);
    expect(text).toMatch(/Examples:\n {2}malote-relay /);
    expect(text).toContain("Exit codes: 0 done");
  });

  test("--help lists the commands", async () => {
    const { run } = await aRelay();
    const { code, out } = await run("--help");
    expect(code).toBe(0);
    for (const name of Object.keys(COMMANDS)) expect(out.join("\n")).toContain(`  ${name}`);
  });

  test.each([
    [[], "malote-relay COMMAND"],
    [["lst"], 'There is no command "lst". Did you mean list?'],
    [["stauts"], 'There is no command "stauts". Did you mean status?'],
    [["status", "--fodler", "x"], '"--fodler" is not an option of this command. Did you mean --folder?'],
    [["status", "-x"], '"-x" is not an option of this command.'],
    [["list", "--state"], "--state needs a value: --state STATE."],
    [["list", "--state", "--json"], "--state needs a value: --state STATE."],
    [["list", "--json=yes"], "--json takes no value."],
    [["--folder", "x"], "Name a command, such as status."],
    [["status", "--nothing"], "npm run relay:command -- status --help"],
    [["toString"], 'There is no command "toString".'],
    [["list", "--colour"], "--colour"],
    [["list", "--state", "lost"], "--state must be one of receiving, waiting"],
    [["list", "--limit", "0"], "--limit must be a whole number from 1 to 1000."],
    [["status", "now"], 'status accepts options only, not "now".'],
    [["retry"], "retry needs either IDs or --all."],
    [["retry", "--all", "x"], "retry needs either IDs or --all."],
    [["retry", "x", "--reason", "y"], "--reason needs --all."],
    [["retry", "x", "--fresh-key", "--same-key"], "retry accepts either"],
    [["remove"], "remove needs IDs of parked files."],
    [["list", "--limit", "2.5"], "--limit must be a whole number from 1 to 1000."],
    [["list", "--after", "nothing"], "There is no entry nothing"],
    [["drain", "--timeout", "soon"], "--timeout must be a whole number"],
    [["export"], "export needs one DIR."],
    [["export", "."], "is not empty."],
    [["status", "--folder", "nowhere"], "nowhere is not the folder of a relay"],
  ])("%j is wrong usage: exit code 2, and what to do", async (argv, message) => {
    const { run } = await aRelay();

    const { code, out, err } = await run(...argv);

    expect(code).toBe(2);
    expect(out).toEqual([]);
    expect(err.join("\n")).toContain(message);
  });

  test("options may come before the command", async () => {
    const { run, folder } = await aRelay();
    expect(await run("--folder", folder, "--json", "status")).toMatchObject({ code: 0 });
    expect(await run("--state", "parked", "list")).toMatchObject({ code: 0, out: ["No entries."] });
    expect((await run("--folder", folder, "--help")).out[0]).toContain("malote-relay COMMAND");
    expect((await run("--help", "list")).out[0]).toContain("malote-relay list");
  });

  test("a broken journal is exit code 3", async () => {
    const { run } = await aRelay();
    const folder = await aFolder();
    await writeFile(
      join(folder, "journal.sqlite"),
      "This is no database, and it is long enough to be read as one.",
    );

    const { code, err } = await run("status", "--folder", folder);

    expect(code).toBe(3);
    expect(err[0]).toContain("malote-relay status failed: ");
  });
});

describe("status", () => {
  test("counts, and names the oldest file and the reasons of parked ones", async () => {
    const { run, accept, parked, clock, spool } = await aRelay();
    const oldest = await accept("oldest.txt");
    await accept("next.txt", { owner: "bob" });
    const sent = await accept("sent.txt");
    await spool.journal.sent(sent.id, "f-1");
    await parked("a.exe", "type-not-allowed");
    await parked("b.exe", "type-not-allowed");
    await parked("c.bin");
    await spool.journal.failed(oldest.id, { code: "network", message: "The line is down." }, 0);
    clock.now = oldest.acceptedAt + 3 * 3_600_000;

    const { code, json } = await run("status", "--json");

    expect(code).toBe(0);
    expect(json()).toMatchObject({
      waiting: { files: 2, bytes: 18 },
      sent: { files: 1 },
      parked: { files: 3 },
      oldest: { id: oldest.id, age_seconds: 10_800, attempts: 1, reason: { code: "network" } },
      parked_by_reason: { "type-not-allowed": 2, "file-too-large": 1 },
    });
    const text = (await run("status")).out.join("\n");
    expect(text).toContain("waiting    2 files");
    expect(text).toContain(
      `The oldest has waited for 3 h 0 min: oldest.txt (${oldest.id}), 1 failed attempt.`,
    );
    expect(text).toContain("network: The line is down.");
    expect(text).toMatch(/ {2}type-not-allowed +2 files/);
  });

  test("works while the relay is down, and on an empty folder", async () => {
    const { run, spool } = await aRelay();
    await spool.close();
    expect(await run("status", "--json").then(({ json }) => json())).toMatchObject({
      oldest: null,
      parked_by_reason: {},
    });
  });
});

describe("list", () => {
  test("shows pages, of a state and of an owner", async () => {
    const { run, accept, parked } = await aRelay();
    const entries = [];
    for (let i = 0; i < 5; i++) entries.push(await accept(`${i}.txt`, { owner: i % 2 ? "bob" : "ana" }));
    const bad = await parked("bad.exe");
    const ids = async (...argv: string[]) => {
      const { json } = await run("list", "--json", ...argv);
      return { ids: json().entries.map(({ id }: Entry) => id), next: json().next };
    };

    const first = await ids("--limit", "4");
    expect(first).toEqual({ ids: entries.slice(0, 4).map(({ id }) => id), next: entries[3]?.id });
    expect(await ids("--limit", "4", "--after", first.next)).toEqual({
      ids: [entries[4]?.id, bad.id],
      next: null,
    });
    expect((await ids("--state", "parked")).ids).toEqual([bad.id]);
    expect((await ids("--owner", "bob")).ids).toEqual([entries[1]?.id, entries[3]?.id]);
    expect((await ids("--owner", "eva")).ids).toEqual([]);
    expect((await run("list", "--limit", "4")).out.at(-1)).toBe(`More: --after ${entries[3]?.id}`);
  });

  test("shows the reason, and no character that could steer a terminal", async () => {
    const { run, spool } = await aRelay();
    const { id } = await spool.accept(aFile({ name: "photo\u202egpj.exe" }), bodyOf("x"));
    await spool.journal.park(id, { code: "type-not-allowed", message: "No \u001b[31mprograms." });

    const { out } = await run("list");

    expect(out).toHaveLength(1);
    expect(out[0]).toContain("photo\\u{202e}gpj.exe  [type-not-allowed: No \\u{1b}[31mprograms.]");
  });
});

describe("retry", () => {
  test("lets parked files wait again, under their keys", async () => {
    const { run, parked, spool } = await aRelay();
    const a = await parked("a.bin");
    const b = await parked("b.bin");

    const { code, out } = await run("retry", a.id);

    expect({ code, out }).toEqual({ code: 0, out: ["1 file will be sent again."] });
    expect(await spool.get(a.id)).toMatchObject({ state: "waiting", key: a.key, attempts: 0 });
    expect(await spool.get(b.id)).toMatchObject({ state: "parked" });
  });

  test("names what is not parked: exit code 1, and the others are sent", async () => {
    const { run, parked, accept } = await aRelay();
    const bad = await parked("a.bin");
    const waiting = await accept("b.txt");

    const { code, json } = await run("retry", "--json", waiting.id, "nothing", bad.id);

    expect(code).toBe(1);
    expect(json()).toEqual({
      retried: [bad.id],
      refused: [
        { id: waiting.id, state: "waiting" },
        { id: "nothing", state: "unknown" },
      ],
    });
  });

  test("--all takes all of them, or those of one reason", async () => {
    const { run, parked, spool } = await aRelay();
    for (let i = 0; i < 3; i++) await parked(`${i}.bin`);
    const other = await parked("a.exe", "type-not-allowed");

    expect((await run("retry", "--all", "--reason", "type-not-allowed", "--json")).json().retried).toEqual([
      other.id,
    ]);
    expect((await run("retry", "--all", "--json")).json().retried).toHaveLength(3);
    expect((await spool.journal.counts()).waiting.files).toBe(4);
  });

  test.each<[string, { sent?: boolean }, boolean]>([
    ["file-too-large", {}, false],
    ["quota-of-bytes", {}, false],
    ["unknown-owner", {}, false],
    ["bytes-damaged", {}, false],
    ["file-deleted", {}, true],
    ["idempotency-conflict", {}, true],
    ["file-changed", {}, true],
    ["quarantined", { sent: true }, false],
    ["bytes-missing", { sent: true }, false],
    ["type-differs", { sent: true }, true],
    ["set-by-operator", { sent: true }, true],
    ["file-not-found", { sent: true }, true],
    ["checksum-differs", { sent: true }, true],
  ])("%s %j needs a new key: %s", async (code, { sent = false }, fresh) => {
    const { run, accept, spool } = await aRelay();
    const entry = await accept("a.bin");
    if (sent) await spool.journal.sent(entry.id, "f-1");
    await spool.journal.park(entry.id, { code, message: "." });

    expect(needsFreshKey((await spool.get(entry.id)) ?? entry)).toBe(fresh);
    await run("retry", entry.id);

    const retried = await spool.get(entry.id);
    expect(retried?.state).toBe("waiting");
    expect(retried?.key !== entry.key).toBe(fresh);
  });

  test("--fresh-key and --same-key decide for themselves", async () => {
    const { run, parked, spool } = await aRelay();
    const a = await parked("a.bin");
    const b = await parked("b.bin", "file-deleted");

    await run("retry", a.id, "--fresh-key");
    await run("retry", b.id, "--same-key");

    expect((await spool.get(a.id))?.key).not.toBe(a.key);
    expect((await spool.get(b.id))?.key).toBe(b.key);
  });
});

describe("drain", () => {
  test("waits until nothing is waiting or sent, and tells what is left", async () => {
    const { run, accept, parked, spool, clock } = await aRelay();
    const first = await accept("a.txt");
    const second = await accept("b.txt");
    await parked("c.bin");
    const steps = [
      () => spool.journal.sent(first.id, "f-1"),
      () => spool.complete(first.id),
      () => spool.complete(second.id),
    ];
    clock.onWait = async () => void (await steps.shift()?.());

    const { code, out, err } = await run("drain");

    expect(code).toBe(0);
    expect(steps).toEqual([]);
    expect(out).toEqual(["Nothing waits.", "1 file is parked: see malote-relay list --state parked."]);
    expect(err).toEqual([
      "2 files wait (10 B), 0 sent and not verified.",
      "1 file waits (5 B), 1 sent and not verified.",
      "1 file waits (5 B), 0 sent and not verified.",
    ]);
  });

  test("ends with exit code 1 when its time is over, and asks whether the relay runs", async () => {
    const { run, accept } = await aRelay();
    await accept("a.txt");

    const { code, out, err } = await run("drain", "--timeout", "61");

    expect(code).toBe(1);
    expect(out).toEqual(["The time is over, and 1 file still waits."]);
    expect(err.filter((line) => line.startsWith("Nothing has changed"))).toHaveLength(2);
    expect((await run("drain", "--timeout", "0", "--json")).json()).toMatchObject({ drained: false });
  });
});

describe("beside a relay that runs", () => {
  test("each entry with a copy is read once, whatever becomes of it meanwhile", async () => {
    const { spool, accept } = await aRelay();
    const entries = [];
    for (const name of ["a", "b", "c"]) entries.push(await accept(name));
    const found: string[] = [];
    for await (const entry of copiesOf(spool.journal, {})) {
      found.push(entry.name);
      // Forwards and back: both were read, or are read, in other states.
      if (found.length === 1) await spool.journal.park(entry.id, { code: "quota", message: "No." });
      if (found.length === 2) await spool.journal.retry(entries[0]?.id ?? "");
    }
    expect(found).toEqual(["a", "b", "c"]);
  });

  test("the next page is there when the last entry of a page is removed", async () => {
    const { spool, accept } = await aRelay();
    for (const name of ["a", "b", "c"]) await accept(name);
    const page = await spool.journal.page({ limit: 2 });
    const last = page.entries.at(-1);
    await spool.journal.park(last?.id ?? "", { code: "quota", message: "No." });
    await spool.journal.remove(last?.id ?? "");
    const next = await spool.journal.page({ limit: 2, position: page.next ?? 0 });
    expect(next.entries.map(({ name }) => name)).toEqual(["c"]);
    expect(next.next).toBeUndefined();
  });
});

describe("verify", () => {
  test("is content with good copies, and with those that are completed meanwhile", async () => {
    const { run, accept, parked, spool } = await aRelay();
    await accept("a.txt");
    await accept("big.bin", {}, new Uint8Array(3 * 1024 * 1024).fill(7));
    await parked("c.bin");
    const done = await accept("d.txt");
    await spool.complete(done.id);

    const { code, out } = await run("verify");

    expect({ code, out }).toEqual({ code: 0, out: ["3 copies (3.0 MiB) compared, all good."] });
  });

  test("names damaged and missing copies: exit code 1", async () => {
    const { run, accept, parked, spool } = await aRelay();
    const damaged = await accept("a.txt");
    const short = await accept("short.txt");
    const missing = await parked("c.bin");
    await accept("good.txt");
    await writeFile(spool.pathOf(damaged), "a.txU");
    await writeFile(spool.pathOf(short), "short");
    await rm(spool.pathOf(missing));

    const { code, json } = await run("verify", "--json");

    expect(code).toBe(1);
    expect(json()).toMatchObject({
      files: 4,
      bad: [
        { id: damaged.id, file_name: "a.txt", problem: "damaged" },
        { id: short.id, problem: "damaged" },
        { id: missing.id, problem: "missing" },
      ],
    });
    expect((await run("verify", "--state", "parked")).out).toEqual([
      `missing: ${missing.id} c.bin, of ana`,
      "1 copy (5 B) compared, 1 not good.",
    ]);
  });
});

describe("export", () => {
  const manifestOf = async (directory: string) =>
    (await readFile(join(directory, "manifest.jsonl"), "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));

  test("copies files with their names, tells what they are, and leaves the folder as it was", async () => {
    const { run, accept, parked, spool, folder } = await aRelay();
    const tagged = await accept("lisbon.jpg", { path: "trips/2026", tags: { album: "summer" } }, "one");
    await accept("lisbon.jpg", { owner: "bob" }, "two");
    await accept("Lisbon.JPG", {}, "three");
    await accept("../../etc/passwd", {}, "four");
    await parked("bad.exe");
    const before = await readdir(join(folder, "files"));

    const { code, out } = await run("export", "rescued");

    const directory = join(folder, "rescued");
    expect({ code, out }).toEqual({ code: 0, out: [`5 files (22 B) copied to ${directory}.`] });
    expect((await readdir(join(directory, "files"))).toSorted()).toEqual(
      ["Lisbon (3).JPG", "_.._etc_passwd", "bad.exe", "lisbon (2).jpg", "lisbon.jpg"].toSorted(),
    );
    const manifest = await manifestOf(directory);
    expect(manifest[0]).toMatchObject({
      file: "files/lisbon.jpg",
      copy: "good",
      id: tagged.id,
      owner: "ana",
      file_name: "lisbon.jpg",
      path: "trips/2026",
      tags: { album: "summer" },
      len: 3,
      crc32: tagged.crc32,
    });
    expect(manifest.at(-1)).toMatchObject({ state: "parked", reason: { code: "file-too-large" } });
    for (const { file, id } of manifest)
      expect(await readFile(join(directory, file))).toEqual(await readFile(spool.pathOf({ id })));
    expect(await readdir(join(folder, "files"))).toEqual(before);
  });

  test("copies damaged files too, and says so: exit code 1", async () => {
    const { run, accept, spool, folder } = await aRelay();
    const damaged = await accept("a.txt");
    const missing = await accept("b.txt");
    const unreadable = await accept("c.txt");
    await accept("d.txt");
    await writeFile(spool.pathOf(damaged), "a.txU");
    await rm(spool.pathOf(missing));
    // Not even the superuser reads it as a file.
    await rm(spool.pathOf(unreadable));
    await mkdir(spool.pathOf(unreadable));

    const { code, out } = await run("export", "out");

    expect(code).toBe(1);
    expect(out[1]).toBe('3 of them not good: see "copy" in manifest.jsonl.');
    expect(await manifestOf(join(folder, "out"))).toMatchObject([
      { file: "files/a.txt", copy: "damaged" },
      { file: null, copy: "missing" },
      { file: null, copy: "unreadable" },
      { file: "files/d.txt", copy: "good" },
    ]);
  });

  test("takes one state, or one owner", async () => {
    const { run, accept, parked, folder } = await aRelay();
    await accept("a.txt", { owner: "bob" });
    await parked("c.bin");

    await run("export", "parked", "--state", "parked");
    await run("export", "bob", "--owner", "bob");

    expect(await readdir(join(folder, "parked", "files"))).toEqual(["c.bin"]);
    expect(await readdir(join(folder, "bob", "files"))).toEqual(["a.txt"]);
  });

  test("never writes where something is", async () => {
    const { run, accept, folder } = await aRelay();
    await accept("a.txt");
    await mkdir(join(folder, "full"));
    await writeFile(join(folder, "full", "mine.txt"), "mine");

    expect((await run("export", "full")).code).toBe(2);
    expect((await run("export", "full/mine.txt")).code).toBe(2);

    expect(await readdir(join(folder, "full"))).toEqual(["mine.txt"]);
    expect((await stat(join(folder, "full", "mine.txt"))).size).toBe(4);
  });
});

test.each([
  ["photo.jpg", "photo.jpg"],
  ["a/b\\c.txt", "a_b_c.txt"],
  ["..", "unnamed"],
  [".bashrc", "bashrc"],
  ["con.txt", "_con.txt"],
  ["LPT1", "_LPT1"],
  ["a\u0000b\nc", "a_b_c"],
  ["photo\u202egpj.exe", "photo_gpj.exe"],
  ['what? "now" <3|*:', "what_ _now_ _3___"],
  ["ends with dots...", "ends with dots"],
  [
    "\u062a\u0635\u0648\u06cc\u0631\u200c\u0647\u0627.png",
    "\u062a\u0635\u0648\u06cc\u0631\u200c\u0647\u0627.png",
  ],
  ["e\u0301.txt", "\u00e9.txt"],
  ["😀".repeat(63), "😀".repeat(50)],
  [`${"я".repeat(125)}.jpeg`, `${"я".repeat(97)}.jpeg`],
])("the exported name of %j is %j", (name, safe) => {
  expect(exportName(name)).toBe(safe);
  expect(Buffer.byteLength(numbered(safe, 123_456))).toBeLessThanOrEqual(255);
});

test("two processes may change the journal at once: nothing is lost", async () => {
  const { folder, spool, run, parked } = await aRelay();
  const bad = await Promise.all(Array.from({ length: 20 }, (_, i) => parked(`${i}.bin`)));
  const other = new JournalQueue({
    transport: inThisThread({ file: join(folder, "journal.sqlite") }),
    onBroken: () => {},
  });

  await Promise.all([
    run("retry", "--all"),
    ...Array.from({ length: 20 }, (_, i) => spool.accept(aFile({ name: `n-${i}` }), bodyOf("x"))),
    other.run("tally"),
  ]);
  await other.close();

  expect((await spool.journal.counts()).waiting.files).toBe(20 + bad.length);
});

describe("remove", () => {
  test("deletes parked files beside a relay that runs, which then has room again", async () => {
    const { run, parked, accept, folder, spool } = await aRelay();
    const one = await parked("evil\u001b.exe", "type-not-allowed");
    const other = await parked("b.exe", "type-not-allowed");
    const waiting = await accept("w.txt");
    const before = spool.usage();

    const { code, out, err } = await run("remove", one.id, waiting.id, "nothing", "--yes");

    expect(code).toBe(1);
    expect(out).toEqual([`Removed ${one.id}: evil\\u{1b}.exe of ana, 9 B [type-not-allowed]`]);
    expect(err).toEqual([
      `${waiting.id} is not parked: it is waiting, and the relay has promised to send it.`,
      "nothing is not parked: there is no such entry.",
    ]);
    expect((await readdir(join(folder, "files"))).sort()).toEqual([other.id, waiting.id].sort());
    expect(await spool.get(one.id)).toBeUndefined();
    expect(await spool.journal.counts()).toMatchObject({ parked: { files: 1 }, waiting: { files: 1 } });
    await spool.upkeep();
    expect(spool.usage()).toMatchObject({ files: before.files - 1, bytes: before.bytes - 9 });
    await spool.upkeep();
    expect(spool.usage()).toMatchObject({ files: before.files - 1 });
  });

  test("without --yes it lists what it would remove, and exits with 2", async () => {
    const { run, parked, folder } = await aRelay();
    const { id } = await parked("a.exe");

    const { code, out, err } = await run("remove", id);

    expect(code).toBe(2);
    expect(out[0]).toContain(`Would remove ${id}`);
    expect(err[0]).toBe("Nothing was removed. Add --yes to delete these files for good.");
    expect(await readdir(join(folder, "files"))).toEqual([id]);
  });

  test("a copy that the command has left is deleted by the relay that runs, or at its next start", async () => {
    const { parked, folder, spool } = await aRelay();
    const one = await parked("a.exe");
    const other = await parked("b.exe");
    // As of a command that was ended after the journal's commit.
    await spool.journal.remove(one.id);
    await spool.upkeep();
    expect(await readdir(join(folder, "files"))).toEqual([other.id]);

    await spool.journal.remove(other.id);
    await spool.close();
    const next = await aSpool({ folder });
    expect(await readdir(join(folder, "files"))).toEqual([]);
    await next.upkeep();
    expect(next.usage()).toMatchObject({ files: 0, bytes: 0 });
  });

  test("prints JSON for programs", async () => {
    const { run, parked } = await aRelay();
    const { id } = await parked("a.exe");
    const { code, json } = await run("remove", id, "--yes", "--json");
    expect(code).toBe(0);
    expect(json()).toMatchObject({ removed: [{ id, file_name: "a.exe" }], refused: [], undeleted: [] });
  });
});

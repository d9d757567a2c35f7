import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { bytesOf } from "./bytes.ts";
import { run } from "./driver.ts";
import { nodeDriver } from "./node-driver.ts";
import { createWorld, type World } from "./world.ts";

/**
 * Names that users' files have, and that pickers invent. Each is a kind of its own. The bytes of these files are random, so the
 * extensions are those that any bytes may have.
 */
const NAMES = [
  "what?.bin",
  "a#b.bin",
  "50%2B 100%%.bin",
  "C++ notes.bin",
  `"quoted" 'name'.bin`,
  "cost $5 `now`.bin",
  "報告書.bin",
  "Отчёт за март.bin",
  "한국어.bin".normalize("NFD"),
  "हिन्दी क़.bin",
  "👩‍👩‍👧‍👦 family.bin",
  `${"é".repeat(125)}.bin`,
  "abc\u202Egpj.bin",
  "Contract Mr. Smith",
  "Photo 12.03.2024, 10 15 30",
  "trailing dot.",
  "trailing space ",
  ".gitignore",
  "x.test.ts.bin",
  "CON",
  "image:1234",
  "1000000018",
  "a<b>&c;.bin",
  "=SUM(A1).dat",
];

describe.each(inject("s3Servers").filter(({ name }) => name === "versitygw"))("names, on $name", (server) => {
  let world: World;
  const driver = nodeDriver();
  beforeAll(async () => {
    world = await createWorld(server);
  });
  afterAll(() => world?.stop());

  test.each(NAMES)("%j is uploaded, and keeps its name", async (name) => {
    const file = { seed: 21, size: 1234, name, type: "" };
    const outcome = await run(driver, world, file);

    expect(outcome).toMatchObject({ ok: true });
    const id = outcome.ok ? outcome.file_id : "";
    await expect.poll(async () => (await world.record(id)).status).toBe("completed");
    expect((await world.record(id)).file_name).toBe(name.normalize("NFC"));
    expect((await world.moved(id)).equals(bytesOf(file.seed, file.size))).toBe(true);
  });

  test.each([
    "",
    "../up.txt",
    "C:\\fakepath\\x.pdf",
    "a/b.txt",
    "line\nbreak.txt",
    `${"é".repeat(128)}.txt`,
  ])("%j is refused with a reason, and nothing is sent", async (name) => {
    world.reset();
    const outcome = run(driver, world, { seed: 22, size: 10, name });
    const refused = await outcome.catch((error: unknown) => ({ ok: false, code: String(error) }));

    expect(refused).toMatchObject({ ok: false });
    expect(world.s3.seen).toEqual([]);
  });
});

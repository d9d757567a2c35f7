import { randomUUID } from "node:crypto";
import { readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { startChild } from "./a-child.ts";
import { bytesOf } from "./bytes.ts";
import { createWorld, MIB, type World } from "./world.ts";

/** The smallest part that S3 accepts. */
const PART = 5 * MIB;
const SIZE = 7 * PART + 4321;
const ALL = [1, 2, 3, 4, 5, 6, 7, 8];

const never = new Promise<never>(() => {});
const inOrder = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);

/** A file, and a folder that remembers its upload. */
const aFile = async (world: World, bytes: Uint8Array) => {
  const path = await world.file(bytes);
  const store = join(world.home, randomUUID());
  const start = () => startChild({ url: world.url, token: world.token(), path, store });
  return { path, store, start };
};

const partsStored = ({ s3 }: World): number[] =>
  s3.seen.flatMap(({ part, status }) => (part !== undefined && status === 200 ? part : []));

/** Kills an upload when exactly these parts have arrived; all others are held back. Returns the ids that were announced. */
const killedAfter = async (
  world: World,
  parts: readonly number[],
  start: () => ReturnType<typeof startChild>,
) => {
  world.s3.rule(({ part }) => (part === undefined || parts.includes(part) ? undefined : { after: never }));
  const child = start();
  await expect
    .poll(() => inOrder(partsStored(world)), { timeout: 60_000, interval: 20 })
    .toEqual(inOrder(parts));
  await child.kill();
  const announced = world.announced();
  world.reset();
  return announced;
};

const expectMoved = async (world: World, fileId: string, path: string) => {
  await expect.poll(async () => (await world.record(fileId)).status, { timeout: 20_000 }).toBe("completed");
  expect((await world.moved(fileId)).equals(await readFile(path))).toBe(true);
};

describe.each(
  inject("s3Servers").filter(({ name }) => name === "versitygw"),
)("an upload whose process was killed, on $name", (server) => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld(server, { variables: { MIN_PART_BYTES: String(PART) } });
    return () => world.stop();
  });
  afterEach(() => world.reset());

  test("continues in a new process, and only the missing parts are sent", async () => {
    const { path, start } = await aFile(world, bytesOf(11, SIZE));
    await killedAfter(world, [1, 2, 4, 6], start);

    const { file_id, resumed } = await start().output();

    expect(resumed).toBe(true);
    expect(inOrder(world.s3.parts())).toEqual([3, 5, 7, 8]);
    await expectMoved(world, file_id, path);
  });

  test.each([
    ["its first bytes", 0],
    ["a part that S3 has", 3 * PART + 99],
  ])("starts again if %s changed meanwhile, with the same size and time: the versions are never mixed", async (_, at) => {
    const bytes = bytesOf(12, SIZE);
    const { path, start } = await aFile(world, bytes);
    await killedAfter(world, [1, 2, 3, 4], start);
    const { atime, mtime } = await stat(path);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(path, bytes);
    await utimes(path, atime, mtime);

    const { file_id, resumed } = await start().output();

    expect(resumed).toBe(false);
    expect(inOrder(world.s3.parts())).toEqual(ALL);
    await expectMoved(world, file_id, path);
  });

  test("continues although the file was removed from the service meanwhile: as a new file", async () => {
    const { path, start } = await aFile(world, bytesOf(13, SIZE));
    const [removed = ""] = await killedAfter(world, [1, 2], start);
    await world.remove(removed);

    const { file_id } = await start().output();

    expect(inOrder(world.s3.parts())).toEqual(ALL);
    await expectMoved(world, file_id, path);
  });

  test("sends nothing if the file was confirmed, and only the response was lost", async () => {
    const { path, start } = await aFile(world, bytesOf(16, SIZE));
    world.api.rule(({ path }) => (path === "/confirm-upload" ? { dropResponse: true } : undefined));
    const child = start();
    await expect.poll(() => world.announced(), { timeout: 60_000, interval: 20 }).toHaveLength(1);
    const [file_id = ""] = world.announced();
    await expectMoved(world, file_id, path);
    await child.kill();
    world.reset();

    await expect(start().output()).resolves.toMatchObject({ file_id });

    expect(world.s3.parts()).toEqual([]);
    expect(world.announced()).toEqual([]);
  });

  test("two processes that continue it at once: both report files with these bytes", async () => {
    const { path, start } = await aFile(world, bytesOf(14, SIZE));
    await killedAfter(world, [1, 5], start);

    const outputs = await Promise.all([start().output(), start().output()]);

    for (const { file_id } of outputs) await expectMoved(world, file_id, path);
  });
});

/** versitygw, like S3, completes no upload with smaller parts than 5 MiB; MiniStack does. So this one is on MiniStack. */
describe.each(
  inject("s3Servers").filter(({ name }) => name === "MiniStack"),
)("1,500 parts on $name", (server) => {
  const SMALL = 8192;

  test("killed at 1,400: the list has two pages, and 100 parts are sent", async () => {
    const world = await createWorld(server, {
      variables: { MIN_PART_BYTES: String(SMALL), MAX_PART_BYTES: String(SMALL) },
    });
    const { path, start } = await aFile(world, bytesOf(15, 1500 * SMALL));
    const last = Array.from({ length: 100 }, (_, i) => 1401 + i);
    world.s3.rule(({ part }) => (part !== undefined && part > 1400 ? { after: never } : undefined));
    const child = start();
    await expect.poll(() => partsStored(world).length, { timeout: 100_000, interval: 100 }).toBe(1400);
    await child.kill();
    world.reset();

    const { file_id, resumed } = await start().output();

    expect(resumed).toBe(true);
    expect(inOrder(world.s3.parts())).toEqual(last);
    expect(world.api.seen.filter(({ json }) => isList(json))).toHaveLength(2);
    await expectMoved(world, file_id, path);
    await world.stop();
  }, 180_000);
});

const isList = (json: unknown): boolean =>
  Array.isArray((json as { uploaded?: unknown } | undefined)?.uploaded);

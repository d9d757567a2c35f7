import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { S3Server } from "../servers/s3-server.ts";
import type { Rule, Seen } from "./between.ts";
import { bytesOf } from "./bytes.ts";
import { type Driver, type Outcome, run, type TestFile } from "./driver.ts";
import { createWorld, MIB, type World } from "./world.ts";

/** The smallest part that S3 accepts. */
const PART = 5 * MIB;
/** In the service whose signatures are short-lived. */
const EXPIRY_SECONDS = 2;
const A_FILE = { seed: 1, size: 3 * PART + 77 };

const SIZES: [what: string, size: number, options: { multipart?: boolean }][] = [
  ["no bytes", 0, {}],
  ["no bytes, in parts", 0, { multipart: true }],
  ["one byte", 1, {}],
  ["one byte, in parts", 1, { multipart: true }],
  ["a part less one byte", PART - 1, { multipart: true }],
  ["exactly one part", PART, { multipart: true }],
  ["a part and one byte", PART + 1, { multipart: true }],
  ["seven parts", 6 * PART + 1234, { multipart: true }],
];

/** S3's refusal, as XML. */
const s3Error = (status: number, code: string) => ({
  respond: {
    status,
    headers: { "content-type": "application/xml", "access-control-expose-headers": "*" },
    body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
  },
});

const UNAUTHENTICATED = {
  respond: {
    status: 401,
    headers: { "content-type": "application/problem+json" },
    body: JSON.stringify({
      type: "urn:malote:problem:unauthenticated",
      title: "Sign in first",
      status: 401,
      code: "unauthenticated",
      detail: "The token has expired; refresh it and call again.",
      instance: "-",
    }),
  },
};

/** Disturbs the first attempt of each of these parts, and no other request. */
const firstOf = (parts: readonly number[], action: (seen: Seen) => ReturnType<Rule>): Rule => {
  const left = new Set(parts);
  return (seen) => (seen.part !== undefined && left.delete(seen.part) ? action(seen) : undefined);
};

const isBytes = ({ method, part, query }: Seen): boolean =>
  part !== undefined || (method === "POST" && query.size === 0);

/** Whether it is the first request with bytes. */
const isFirst = (seen: Seen, { s3 }: World): boolean => s3.seen.find(isBytes) === seen;

const fileIdOf = (outcome: Outcome): string => {
  if (!outcome.ok) throw new Error(`The upload failed: ${outcome.name} ${outcome.code}: ${outcome.message}`);
  return outcome.file_id;
};

/** The same promises for every environment in which the SDK runs. */
export const describeClient = (
  environment: string,
  server: S3Server,
  createDriver: () => Promise<{ driver: Driver; origins: string[]; stop(): Promise<void> }>,
): void => {
  describe(`the SDK in ${environment}`, () => {
    let created: Awaited<ReturnType<typeof createDriver>>;
    let world: World;
    /** URLs and forms expire after two seconds here. */
    let hasty: World;
    beforeAll(async () => {
      created = await createDriver();
      const { origins } = created;
      const variables = { MIN_PART_BYTES: String(PART) };
      world = await createWorld(server, { origins, variables });
      hasty = await createWorld(server, {
        origins,
        variables: { ...variables, UPLOAD_EXPIRY_SECONDS: String(EXPIRY_SECONDS) },
      });
    });
    afterEach(() => {
      world.reset();
      hasty.reset();
    });
    afterAll(async () => {
      await world?.stop();
      await hasty?.stop();
      await created?.stop();
    });

    const expectMoved = async (outcome: Outcome, { seed, size }: TestFile, where = world) => {
      const fileId = fileIdOf(outcome);
      await expect
        .poll(async () => (await where.record(fileId)).status, { timeout: 20_000 })
        .toBe("completed");
      const moved = await where.moved(fileId);
      expect(moved.equals(bytesOf(seed, size))).toBe(true);
      return fileId;
    };

    test.each(SIZES)("%s: the same bytes arrive", async (_what, size, options) => {
      const file = { seed: size + 1, size };
      await expectMoved(await run(created.driver, world, file, options), file);
      const parts = options.multipart ? Math.max(1, Math.ceil(size / PART)) : 0;
      expect(new Set(world.s3.parts())).toEqual(new Set(Array.from({ length: parts }, (_, i) => i + 1)));
    });

    describe("a disturbed upload is completed, and only what was disturbed is sent again:", () => {
      const disturbed = async (rule: Rule, parts: readonly number[], stallTimeout = 60_000) => {
        world.s3.rule(rule);
        const outcome = await run(created.driver, world, A_FILE, {
          multipart: true,
          stallTimeout,
          hedging: false,
        });
        await expectMoved(outcome, A_FILE);
        expect(world.s3.parts().toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, ...parts].sort());
      };

      test("503 SlowDown", () =>
        disturbed(
          firstOf([1, 3], () => s3Error(503, "SlowDown")),
          [1, 3],
        ));
      test("a connection that breaks", () =>
        disturbed(
          firstOf([2, 3], () => ({ resetAfter: MIB })),
          [2, 3],
        ));
      test("a response that is lost", () =>
        disturbed(
          firstOf([1], () => ({ dropResponse: true })),
          [1],
        ));
      test("a connection that stays open and silent", () =>
        disturbed(
          firstOf([2], () => ({ stallAfter: MIB })),
          [2],
          1500,
        ));
      test("a connection that stays open, 1,480 bytes short", () =>
        disturbed(
          firstOf([4], () => ({ withhold: 1480 })),
          [4],
          1500,
        ));
      test("a bit that is flipped on its way", () =>
        disturbed(
          firstOf([2], () => ({ flipBit: true })),
          [2],
        ));
    });

    test.each([
      ["in one POST", false],
      ["in parts", true],
    ])("bits that are flipped every time, %s: the upload fails, and the file is never completed", async (_, multipart) => {
      world.s3.rule((seen) => (isBytes(seen) ? { flipBit: true } : undefined));
      const outcome = await run(
        created.driver,
        world,
        { seed: 3, size: PART + 9 },
        { multipart, retries: 2 },
      );

      expect(outcome).toMatchObject({ ok: false });
      await world.service.move();
      for (const id of world.announced()) expect((await world.record(id)).status).not.toBe("completed");
    });

    test("a token that is refused in the middle: a new one is requested, and the upload continues", async () => {
      let refused: string | undefined;
      world.api.rule(({ path, authorization }) => {
        if (path !== "/upload-parts" && path !== "/confirm-upload") return undefined;
        refused ??= authorization;
        return authorization === refused ? UNAUTHENTICATED : undefined;
      });
      const before = created.driver.tokens();
      await expectMoved(await run(created.driver, world, A_FILE, { multipart: true }), A_FILE);

      expect(refused).toBeDefined();
      expect(created.driver.tokens() - before).toBeGreaterThanOrEqual(2);
    });

    test.each([
      ["in one POST", false],
      ["in parts", true],
    ])("signatures that expire before the bytes arrive, %s", async (_, multipart) => {
      hasty.s3.rule((seen) => (isFirst(seen, hasty) ? { after: expiryOf(seen) } : undefined));
      await expectMoved(
        await run(created.driver, hasty, A_FILE, { multipart, hedging: false }),
        A_FILE,
        hasty,
      );

      const [late, ...others] = hasty.s3.seen.filter(isBytes);
      expect([200, 204]).not.toContain(late?.status);
      expect(others.filter(({ part }) => part === late?.part)).not.toEqual([]);
    });

    test("the same file twice at once: two files, each with its bytes", async () => {
      const file = { seed: 5, size: PART + 1 };
      const outcomes = await Promise.all([
        run(created.driver, world, file, { multipart: true }),
        run(created.driver, world, file, { multipart: true }),
      ]);
      const ids = [];
      for (const outcome of outcomes) ids.push(await expectMoved(outcome, file));

      expect(new Set(ids).size).toBe(2);
    });

    test("an abort leaves no parts", async () => {
      const { promise: aborted, resolve } = Promise.withResolvers<void>();
      // The third part is on its way when the user aborts.
      world.s3.rule(({ part }) => (part === 3 ? { after: aborted } : undefined));
      const running = await created.driver.start(world, A_FILE, { multipart: true });
      await expect
        .poll(() => world.s3.seen.filter(({ part, status }) => part && status === 200).length)
        .toBe(3);
      await running.abort();
      resolve();

      expect(await running.outcome).toMatchObject({ ok: false, name: "AbortError", removed: true });
      const [id = ""] = world.announced();
      const { status, key_path } = await world.record(id);
      expect(status).toBe("deleted");
      await expect.poll(() => world.unfinished()).not.toContain(key_path);
      expect(await world.bucket.keys()).not.toContain(key_path);
    });

    test("the response of /confirm-upload is lost, and then the user aborts: what is reported is true", async () => {
      const { promise: lost, resolve } = Promise.withResolvers<void>();
      world.api.rule(({ path }) => {
        if (path !== "/confirm-upload") return undefined;
        resolve();
        return { dropResponse: true };
      });
      const running = await created.driver.start(world, A_FILE, { multipart: true });
      await lost;
      await running.abort();
      const outcome = await running.outcome;
      await world.service.move();
      const [id = ""] = world.announced();
      const { status } = await world.record(id);

      if (outcome.ok) expect(["uploaded", "processing", "completed"]).toContain(status);
      else if (outcome.removed) expect(status).toBe("deleted");
      else expect(outcome).toMatchObject({ name: "AbortError", file_id: id });
    });
  });
};

/** Settles when the signature of a presigned request is no longer valid in `hasty`. */
const expiryOf = async ({ query }: Seen): Promise<void> => {
  const signed = query.get("X-Amz-Date");
  // A form has no date in its address. It was signed before now.
  const start = signed
    ? Date.parse(signed.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"))
    : Date.now();
  await expect
    .poll(() => Date.now(), { timeout: 10_000 })
    .toBeGreaterThan(start + 1000 * (EXPIRY_SECONDS + 1));
};

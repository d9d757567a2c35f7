import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { startChild } from "../real/client/a-child.ts";
import { startBetween } from "../real/client/between.ts";
import { hasUpload } from "./client-uploads.ts";
import { crcOf, PART, textOf, withSmallParts } from "./plans.ts";
import { download, getFile, settled, tokenOf } from "./service.ts";
import { withVariables } from "./with-variables.ts";

// The emulator accepts small parts, so this file has more of them than a page of a list. tests/real/client/resume.test.ts
// kills uploads to versitygw, which accepts no part under 5 MiB.

const ARRIVED = 1400;
const MISSING = Array.from({ length: 100 }, (_, i) => ARRIVED + 1 + i);
const BYTES = textOf((ARRIVED + MISSING.length) * PART - 77);

const never = new Promise<never>(() => {});

/** The pages of an upload's parts: /upload-parts returns them as `uploaded`. */
const isPage = (json: unknown): boolean =>
  Array.isArray((json as { uploaded?: unknown } | undefined)?.uploaded);

test("an upload of 1,500 parts that was killed at 1,400 continues in another process with the missing 100", async () => {
  const stack = inject("stack");
  const folder = await mkdtemp(join(tmpdir(), "malote-killed-"));
  const api = await startBetween(stack.endpoint_url);
  const s3 = await startBetween(stack.endpoint_url);
  try {
    const path = join(folder, `${randomUUID()}.txt`);
    await writeFile(path, BYTES);
    const url = `${api.endpoint}${new URL(stack.api_url).pathname}`;
    const start = async () =>
      startChild({ url, token: await tokenOf("demo"), path, store: join(folder, "uploads") });
    const arrived = () => s3.seen.filter(({ part, status }) => part !== undefined && status === 200).length;

    // The parts' URLs lead through the proxy, whose name is signed.
    const throughProxy = { AWS_ENDPOINT_URL_S3: s3.endpoint };
    await withSmallParts(() =>
      withVariables(throughProxy, ["UploadParts"], async () => {
        s3.rule(({ part }) => (part !== undefined && part > ARRIVED ? { after: never } : undefined));
        const first = await start();
        await expect.poll(arrived, { timeout: 60_000, interval: 50 }).toBe(ARRIVED);
        await first.kill();
        s3.reset();
        api.reset();

        const { file_id, resumed } = await (await start()).output();

        expect(resumed).toBe(true);
        expect(s3.parts().toSorted((a, b) => a - b)).toEqual(MISSING);
        expect(api.seen.filter(({ json }) => isPage(json))).toHaveLength(2);
        expect((await settled(file_id)).body).toMatchObject({ status: "completed" });
        expect((await getFile(file_id)).body).toMatchObject({
          checksum: { algorithm: "CRC32", value: crcOf(BYTES) },
        });
        expect((await download(file_id)).bytes.equals(BYTES)).toBe(true);
        expect(await hasUpload(`temp/${file_id}.txt`)).toBe(false);
      }),
    );
  } finally {
    await Promise.all([api.stop(), s3.stop()]);
    await rm(folder, { recursive: true });
  }
}, 120_000);

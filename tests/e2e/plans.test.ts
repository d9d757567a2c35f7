import { describe, expect, test } from "vitest";
import { hasUpload } from "./client-uploads.ts";
import { changeRecord, keysUnder, recordOf } from "./cloud.ts";
import { createUser, subOf } from "./people.ts";
import {
  aPlanOf,
  confirmPlan,
  crcOf,
  PART,
  type Plan,
  partOf,
  putPart,
  requestPlan,
  sendParts,
  signPart,
  signParts,
  textOf,
  withSmallParts,
} from "./plans.ts";
import { expectProblem } from "./problem.ts";
import { runReconciler } from "./reconciler.ts";
import { call, consult, download, getFile, settled, until } from "./service.ts";

const LONG_AGO = "2026-01-01T00:00:00.000Z";

const expectStored = async (file_id: string, bytes: Buffer) => {
  // The emulator returns no checksum of a copy, so that `verified` is absent here (tests/real/mover/plans.test.ts).
  expect((await settled(file_id)).body).toMatchObject({ status: "completed" });
  expect((await download(file_id)).bytes.equals(bytes)).toBe(true);
  await until(
    () => keysUnder(`temp/${file_id}`),
    (keys) => keys.length === 0,
  );
  expect(await hasUpload(`temp/${file_id}.txt`)).toBe(false);
};

describe("a file in parts", () => {
  test("of 0 bytes, 1 byte, a part more or less, and several parts is stored byte for byte", () =>
    withSmallParts(async () => {
      const counts = await Promise.all(
        [0, 1, PART - 1, PART, PART + 1, 5 * PART + 7].map(async (len) => {
          const bytes = textOf(len);
          const plan = await aPlanOf(len);
          await sendParts(plan, bytes);

          expect((await confirmPlan(plan.file_id, bytes)).status).toBe(202);

          await expectStored(plan.file_id, bytes);
          expect(await recordOf(plan.file_id)).not.toHaveProperty("upload_id");
          return plan.part_count;
        }),
      );

      expect(counts).toEqual([1, 1, 1, 1, 2, 6]);
    }));

  test("continues after a crash: the list has the checksums of what was sent", () =>
    withSmallParts(async () => {
      const bytes = textOf(3 * PART);
      const plan = await aPlanOf(bytes.length);
      await sendParts(plan, bytes, [1, 3]);

      const { body } = await call("POST", "/upload-parts", { body: { file_id: plan.file_id, list: true } });
      expect(body["uploaded"]).toEqual(
        [1, 3].map((part_number) => ({
          part_number,
          size: PART,
          checksum: crcOf(partOf(plan, bytes, part_number)),
        })),
      );
      const missing = await confirmPlan(plan.file_id, bytes);
      expectProblem(missing, { status: 409, code: "parts-missing" });
      expect(missing.body["missing_parts"]).toEqual([2]);
      await sendParts(plan, bytes, [2]);
      expect((await confirmPlan(plan.file_id, bytes)).status).toBe(202);

      await expectStored(plan.file_id, bytes);
    }));

  test("is the same plan for the same Idempotency-Key, and leaves no second upload", async () => {
    const headers = { "Idempotency-Key": `plan-${Date.now()}` };
    const first = await requestPlan(10, {}, { headers });
    const { upload_id } = await recordOf(String(first.body["file_id"]));

    const second = await requestPlan(10, {}, { headers });

    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toMatchObject({
      file_id: first.body["file_id"],
      expires_at: first.body["expires_at"],
    });
    expect((await recordOf(String(first.body["file_id"]))).upload_id).toBe(upload_id);
    expectProblem(await requestPlan(11, {}, { headers }), { status: 422, code: "idempotency-conflict" });
  });

  test("has another upload for the same Idempotency-Key when its time is over, and the parts of before are gone", () =>
    withSmallParts(async () => {
      const bytes = textOf(3 * PART);
      const headers = { "Idempotency-Key": `late-plan-${Date.now()}` };
      const { body } = await requestPlan(bytes.length, {}, { headers });
      const plan = body as Plan;
      await sendParts(plan, bytes, [1, 2]);
      const stale = await signPart(plan, partOf(plan, bytes, 3), 3);
      const { upload_id } = await recordOf(plan.file_id);
      await changeRecord(plan.file_id, { check_at: LONG_AGO, expires_at: LONG_AGO });
      await runReconciler("live");
      expect((await consult(plan.file_id)).body["status"]).toBe("expired");

      const again = await requestPlan(bytes.length, {}, { headers });

      expect(again).toMatchObject({ status: 201, body: { file_id: plan.file_id, part_count: 3 } });
      expect(again.body["expires_in"]).toBeGreaterThan(6 * 24 * 3600);
      expect((await recordOf(plan.file_id))["upload_id"]).not.toBe(upload_id);
      expect((await putPart(stale, partOf(plan, bytes, 3))).ok).toBe(false);
      expectProblem(await confirmPlan(plan.file_id, bytes), { status: 409, code: "parts-missing" });
      await sendParts(plan, bytes);
      expect((await confirmPlan(plan.file_id, bytes)).status).toBe(202);
      await expectStored(plan.file_id, bytes);
    }));

  test("with a SHA256 is refused", async () => {
    const checksum = { algorithm: "SHA256", value: Buffer.alloc(32).toString("base64") };

    expectProblem(await requestPlan(10, { checksum }), { status: 422, code: "checksum-not-for-parts" });
  });
});

describe("S3 refuses a part", () => {
  test("of another length, with other bytes, without its checksum, or as a copy", () =>
    withSmallParts(async () => {
      const bytes = textOf(2 * PART);
      const plan = await aPlanOf(bytes.length);
      const part = partOf(plan, bytes, 1);
      const signed = await signPart(plan, part, 1);
      const others = Buffer.from(part).reverse();

      const refused = {
        longer: await putPart(signed, bytes),
        shorter: await putPart(signed, part.subarray(1)),
        "other bytes": await putPart(signed, others),
        "other bytes with their checksum": await putPart(signed, others, {
          "x-amz-checksum-crc32": crcOf(others),
        }),
        "no checksum": await putPart({ ...signed, headers: {} }, part),
        "an unsigned copy source": await putPart(signed, part, {
          "x-amz-copy-source": `/bucket/temp/${plan.file_id}.txt`,
        }),
      };

      for (const [what, { status }] of Object.entries(refused))
        expect([what, status >= 400 && status < 500]).toEqual([what, true]);
      const { body } = await call("POST", "/upload-parts", { body: { file_id: plan.file_id, list: true } });
      expect(body["uploaded"]).toEqual([]);
    }));

  test("under a URL of before, when the file was confirmed and completed", () =>
    withSmallParts(async () => {
      const bytes = textOf(PART + 5);
      const plan = await aPlanOf(bytes.length);
      const part = partOf(plan, bytes, 1);
      const signed = await signPart(plan, part, 1);
      await sendParts(plan, bytes);
      await confirmPlan(plan.file_id, bytes);
      await expectStored(plan.file_id, bytes);

      expect((await putPart(signed, part)).status).toBe(404);
      expectProblem(await signParts(plan.file_id, [{ part_number: 1, checksum: crcOf(part) }]), {
        status: 409,
        code: "upload-not-open",
      });
      // A second confirmation returns the status.
      expect((await confirmPlan(plan.file_id, bytes)).status).toBe(200);
      await expectStored(plan.file_id, bytes);
    }));
});

test("a part that is not in the plan is not signed", async () => {
  const plan = await aPlanOf(10);

  const { status, body } = await signParts(plan.file_id, [{ part_number: 2, checksum: crcOf(textOf(1)) }]);

  expect(status).toBe(400);
  expect(body["errors"]).toEqual([
    { pointer: "#/parts/0/part_number", detail: "part_number is 2; the plan has 1 parts." },
  ]);
});

describe("the checksum of the whole", () => {
  test("that the parts do not have refuses the confirmation, and the right one is accepted after it", async () => {
    const bytes = textOf(10);
    const plan = await aPlanOf(bytes.length);
    await sendParts(plan, bytes);

    expectProblem(await confirmPlan(plan.file_id, textOf(9)), { status: 409, code: "parts-differ" });
    expect((await consult(plan.file_id)).body["status"]).toBe("pending");
    expect((await confirmPlan(plan.file_id, bytes)).status).toBe(202);

    await expectStored(plan.file_id, bytes);
  });

  test("of a part that was replaced after the confirmation keeps the file from being completed", () =>
    withSmallParts(async () => {
      const bytes = textOf(2 * PART);
      const others = Buffer.from(bytes).fill("x", 0, PART);
      const plan = await aPlanOf(bytes.length);
      // The plan is confirmed with other bytes than those that S3 has when the mover looks.
      await sendParts(plan, others);
      await changeRecord(plan.file_id, {
        status: "uploaded",
        checksum: { algorithm: "CRC32", value: crcOf(bytes) },
      });
      expect((await confirmPlan(plan.file_id, bytes)).status).toBe(200);

      expect((await settled(plan.file_id)).body).toMatchObject({
        status: "error",
        error_code: "parts-differ",
      });
      await sendParts(plan, bytes, [1]);
      expect((await confirmPlan(plan.file_id, bytes)).status).toBe(202);
      await until(
        () => consult(plan.file_id),
        ({ body }) => body["status"] === "completed",
      );
      await expectStored(plan.file_id, bytes);
    }));

  test("may be announced with the file, and then the confirmation needs none", async () => {
    const bytes = textOf(10);
    const plan = await aPlanOf(bytes.length, { checksum: { algorithm: "CRC32", value: crcOf(bytes) } });
    await sendParts(plan, bytes);

    expect((await call("POST", "/confirm-upload", { body: { file_id: plan.file_id } })).status).toBe(202);

    await expectStored(plan.file_id, bytes);
  });
});

describe("a relay that does not know the length", () => {
  test("sends parts with their sizes, and gives len and checksum with the confirmation", () =>
    withSmallParts(async () => {
      const [relay, owner] = await Promise.all([createUser("streaming", "relays"), createUser("owner")]);
      const bytes = textOf(2 * PART + 9);
      const { body } = await requestPlan(
        undefined,
        { on_behalf_of: subOf(owner), max_len: 10 * PART },
        { token: relay },
      );
      const plan = body as { file_id: string; part_size: number; part_count: number };
      expect(plan).toMatchObject({ part_size: PART, part_count: 10, max_len: 10 * PART });
      for (const part_number of [1, 2, 3]) {
        const part = partOf(plan, bytes, part_number);
        const { body } = await signParts(
          plan.file_id,
          [{ part_number, size: part.length, checksum: crcOf(part) }],
          relay,
        );
        const [signed] = body["parts"] as Parameters<typeof putPart>[0][];
        expect(signed && (await putPart(signed, part)).status).toBe(200);
      }

      // The reconciler never completes it: only the relay knows that this is all.
      await runReconciler("live");
      const confirmed = await confirmPlan(plan.file_id, bytes, { len: bytes.length }, relay);

      expect(confirmed.status).toBe(202);
      await until(
        () => call("GET", `/consult-status?file_id=${plan.file_id}`, { token: relay }),
        ({ body }) => body["status"] === "completed",
      );
      expect((await call("GET", `/files/${plan.file_id}`, { token: owner })).body).toMatchObject({
        len: bytes.length,
        checksum: { algorithm: "CRC32", value: crcOf(bytes) },
      });
    }));

  test("leaves nothing behind when it gives the upload up; after the confirmation it may not", () =>
    withSmallParts(async () => {
      const [relay, owner] = await Promise.all([createUser("giving-up", "relays"), createUser("owner")]);
      const bytes = textOf(PART + 9);
      const begun = async () => {
        const more = { on_behalf_of: subOf(owner), max_len: 10 * PART };
        const { body } = await requestPlan(undefined, more, { token: relay });
        const { file_id } = body as { file_id: string };
        for (const part_number of [1, 2]) {
          const part = bytes.slice((part_number - 1) * PART, part_number * PART);
          const { body } = await signParts(
            file_id,
            [{ part_number, size: part.length, checksum: crcOf(part) }],
            relay,
          );
          const [signed] = body["parts"] as Parameters<typeof putPart>[0][];
          expect(signed && (await putPart(signed, part)).status).toBe(200);
        }
        return file_id;
      };
      const [given, kept] = [await begun(), await begun()];

      expect((await call("DELETE", `/files/${given}`, { token: relay })).status).toBe(204);
      expect(await hasUpload(`temp/${given}.txt`)).toBe(false);
      for (const token of [relay, owner])
        expect((await call("GET", `/consult-status?file_id=${given}`, { token })).status).toBe(404);

      expect((await confirmPlan(kept, bytes, { len: bytes.length }, relay)).status).toBe(202);
      expectProblem(await call("DELETE", `/files/${kept}`, { token: relay }), {
        status: 404,
        code: "file-not-found",
      });
      await until(
        () => call("GET", `/consult-status?file_id=${kept}`, { token: owner }),
        ({ body }) => body["status"] === "completed",
      );
    }));

  test("is for relays only", async () => {
    expectProblem(await requestPlan(undefined), { status: 403, code: "forbidden" });
  });
});

test("DELETE leaves no parts", async () => {
  const bytes = textOf(10);
  const plan = await aPlanOf(bytes.length);
  await sendParts(plan, bytes);

  expect((await call("DELETE", `/files/${plan.file_id}`)).status).toBe(204);

  expect(await hasUpload(`temp/${plan.file_id}.txt`)).toBe(false);
  expect((await getFile(plan.file_id)).status).toBe(404);
});

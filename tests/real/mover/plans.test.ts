import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { ListMultipartUploadsCommand } from "@aws-sdk/client-s3";
import { beforeEach, describe, expect, inject, test } from "vitest";
import { aCaller, OWNER } from "#testing/builders.ts";
import { fakeFiles } from "#testing/fake-files.ts";
import { aRequestedUpload } from "#testing/rules.ts";
import { confirmUpload } from "../../../functions/confirm/confirm-upload.ts";
import { signParts } from "../../../functions/upload-parts/sign-parts.ts";
import type { PlanView } from "../../../layers/core/src/contract/responses.ts";
import type { FileRecord } from "../../../layers/core/src/domain/file.ts";
import { requestUpload } from "../../../layers/core/src/steps/request-upload.ts";
import { createBucket, type TestBucket } from "../storage/bucket.ts";
import { crc64Nvme } from "../storage/crc64.ts";
import { aMover } from "./world.ts";

const MIB = 1024 ** 2;
/** The smallest part that S3 accepts. */
const PART = 5 * MIB;

const CHECKSUMS = {
  CRC32: (bytes: Uint8Array) => {
    const value = Buffer.alloc(4);
    value.writeUInt32BE(crc32(bytes));
    return value.toString("base64");
  },
  CRC64NVME: crc64Nvme,
} as const;
type Algorithm = keyof typeof CHECKSUMS;

/** A plan for these bytes, with the use cases of the routes over the bucket. Only the table and the queue are fakes. */
const aPlanOf = async (bucket: TestBucket, bytes: Buffer, algorithm: Algorithm) => {
  const files = fakeFiles();
  const sumOf = CHECKSUMS[algorithm];
  const outcome = await requestUpload({
    files,
    storage: bucket.storage,
    expirySeconds: 900,
    plans: { maxBytes: Number.MAX_SAFE_INTEGER, parts: { minBytes: PART, maxBytes: PART } },
  })(
    aRequestedUpload({
      file_name: "backup.bin",
      extension: ".bin",
      type: "application/octet-stream",
      len: bytes.length,
      multipart: true,
      checksum: { algorithm },
    }),
    aCaller(),
    {},
  );
  if (!("form" in outcome) || outcome.form.method !== "PUT") throw new Error("no plan");
  const plan: PlanView = outcome.form;
  const { file_id } = plan;
  const record = () => files.table.get(file_id) as FileRecord;
  const sign = signParts({ files, storage: bucket.storage, expirySeconds: 900 });
  const partOf = (number: number) => bytes.subarray((number - 1) * plan.part_size, number * plan.part_size);
  const signed = async (part_number: number) => {
    const checksum = sumOf(partOf(part_number));
    const { parts } = await sign({ file_id, parts: [{ part_number, checksum }] }, aCaller({ sub: OWNER }));
    const [part] = parts;
    if (!part) throw new Error("no part was signed");
    return part;
  };
  const put = (
    { url, headers }: { url: string; headers: Record<string, string> },
    body: Uint8Array,
    more: Record<string, string> = {},
  ) => fetch(url, { method: "PUT", headers: { ...headers, ...more }, body: new Uint8Array(body) });
  return {
    plan,
    record,
    partOf,
    signed,
    put,
    sumOf,
    send: async () => {
      for (let number = 1; number <= plan.part_count; number++) {
        const response = await put(await signed(number), partOf(number));
        if (!response.ok) throw new Error(`part ${number}: ${response.status} ${await response.text()}`);
      }
    },
    list: () => sign({ file_id, list: true }, aCaller()),
    confirm: async (whole: Uint8Array = bytes) =>
      confirmUpload({ files, storage: bucket.storage, queue: { send: async () => {} } })(
        { file_id, checksum: { algorithm, value: sumOf(whole) } },
        aCaller(),
      ),
    /** The mover, on the record as it is now. */
    move: async (changes: Partial<FileRecord> = {}) => {
      const mover = aMover(bucket, { ...record(), ...changes });
      const moved = await mover.move();
      return { moved, record: mover.record() };
    },
  };
};

describe.each(
  inject("s3Servers").filter(({ name }) => name === "versitygw"),
)("a plan over $name", (server) => {
  let bucket: TestBucket;
  beforeEach(async () => {
    bucket = await createBucket(server);
  });

  const uploads = async () => {
    const { Uploads = [] } = await bucket.client.send(
      new ListMultipartUploadsCommand({ Bucket: bucket.name }),
    );
    return Uploads.length;
  };

  test("the checksum of this test is that of the catalogue of CRCs", () => {
    expect(crc64Nvme(Buffer.from("123456789"))).toBe(
      Buffer.from("ae8b14860a799888", "hex").toString("base64"),
    );
  });

  describe.each(["CRC32", "CRC64NVME"] as const)("with a %s", (algorithm) => {
    test.each([
      ["0 bytes", 0, 1],
      ["1 byte", 1, 1],
      ["a byte less than a part", PART - 1, 1],
      ["a part", PART, 1],
      ["a byte more than a part", PART + 1, 2],
      ["three parts", 2 * PART + 12_345, 3],
    ])("of %s is completed with the checksum of the whole, which S3 computed", async (_, len, count) => {
      const bytes = randomBytes(len);
      const file = await aPlanOf(bucket, bytes, algorithm);
      expect(file.plan.part_count).toBe(count);
      expect(file.record().checksum_type).toBe("FULL_OBJECT");
      await file.send();

      const { queued } = await file.confirm();
      const { moved, record } = await file.move();

      expect([queued, moved]).toEqual([true, "completed"]);
      expect(record?.verified).toEqual({ algorithm, value: file.sumOf(bytes), declared: true });
      expect((await bucket.read(record?.dest_path ?? "")).bytes.equals(bytes)).toBe(true);
      expect(await bucket.keys()).toEqual([record?.dest_path]);
      expect(await uploads()).toBe(0);
    });

    test("lists the checksums of its parts", async () => {
      const bytes = randomBytes(PART + 7);
      const file = await aPlanOf(bucket, bytes, algorithm);
      await file.send();

      expect((await file.list()).uploaded).toEqual([
        { part_number: 1, size: PART, checksum: file.sumOf(file.partOf(1)) },
        { part_number: 2, size: 7, checksum: file.sumOf(file.partOf(2)) },
      ]);
    });

    test("is refused by S3 itself if the whole has another checksum, and stays open", async () => {
      const bytes = randomBytes(PART + 7);
      const file = await aPlanOf(bucket, bytes, algorithm);
      await file.send();
      const value = file.sumOf(randomBytes(9));

      // As if a part was replaced after the confirmation.
      const { moved, record } = await file.move({ status: "uploaded", checksum: { algorithm, value } });

      expect(moved).toBe("refused");
      expect(record).toMatchObject({ status: "error", error_code: "parts-differ", retryable: true });
      expect(await uploads()).toBe(1);
      expect(await bucket.keys()).toEqual([]);
    });

    test("accepts no part of another length, with other bytes, without its checksum, or from a copy", async () => {
      const file = await aPlanOf(bucket, randomBytes(100), algorithm);
      const signed = await file.signed(1);
      const part = file.partOf(1);
      const others = Buffer.from(part).reverse();
      const name = `x-amz-checksum-${algorithm.toLowerCase()}`;
      await bucket.put("temp/another", "other bytes");

      const refused = {
        shorter: await file.put(signed, part.subarray(1)),
        longer: await file.put(signed, Buffer.concat([part, part])),
        "other bytes": await file.put(signed, others),
        "another checksum": await file.put(signed, others, { [name]: file.sumOf(others) }),
        "no checksum": await file.put({ ...signed, headers: {} }, part),
        "an unsigned copy source": await file.put(signed, part, {
          "x-amz-copy-source": `/${bucket.name}/temp/another`,
        }),
      };

      expect(
        Object.entries(refused).flatMap(([what, { status }]) =>
          status >= 400 && status < 500 ? [] : [what],
        ),
      ).toEqual([]);
      expect((await file.list()).uploaded).toEqual([]);
    });

    test("accepts no part after its completion", async () => {
      const bytes = randomBytes(100);
      const file = await aPlanOf(bucket, bytes, algorithm);
      const signed = await file.signed(1);
      await file.send();
      await file.confirm();
      await file.move();

      expect((await file.put(signed, file.partOf(1))).status).toBe(404);
      expect(await uploads()).toBe(0);
    });
  });
});

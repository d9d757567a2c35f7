import { describe, expect, it } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { aWorld } from "#testing/mover/ports.ts";
import { etagOf, sha256Of } from "#testing/objects.ts";
import { SourceChanged } from "../faults.ts";
import { copyWhole } from "./copy-whole.ts";

const BYTES = aJpeg();
const SOURCE = { etag: etagOf(BYTES), size: BYTES.length };
const STAMP = { "malote-source-etag": SOURCE.etag.replaceAll('"', "") };
const sha256 = (bytes: Uint8Array) => ({ algorithm: "SHA256", value: sha256Of(bytes) }) as const;

describe("copyWhole", () => {
  it("copies the verified bytes and leaves the source", async () => {
    const { ports, file, bucket } = aWorld({ bytes: BYTES });

    await copyWhole(ports, file, SOURCE);

    expect(bucket.objects.get(file.dest_path)).toEqual({
      bytes: BYTES,
      etag: SOURCE.etag,
      metadata: { ...STAMP, "malote-file-id": file.file_id, "malote-size": String(BYTES.length) },
    });
    expect(bucket.objects.has(file.key_path)).toBe(true);
  });

  it("accepts its own earlier copy", async () => {
    const { ports, file, bucket } = aWorld({ bytes: BYTES });
    await copyWhole(ports, file, SOURCE);
    const before = bucket.objects.get(file.dest_path);

    await copyWhole(ports, file, SOURCE);

    expect(bucket.objects.get(file.dest_path)).toBe(before);
  });

  it("accepts its own earlier copy although the source was replaced since", async () => {
    const { ports, file, bucket } = aWorld({ bytes: BYTES });
    await copyWhole(ports, file, SOURCE);
    bucket.put(file.key_path, aJpeg("another"));

    await expect(copyWhole(ports, file, SOURCE)).resolves.toMatchObject({ SHA256: sha256Of(BYTES) });
    expect(bucket.objects.get(file.dest_path)?.bytes).toEqual(BYTES);
  });

  it.each([
    ["copied from other bytes of this file", { "malote-source-etag": "0123" }, "0123"],
    ["without metadata", {}, "elsewhere"],
  ])("refuses the file and leaves an object in dest/ that is %s", async (_, stamp, from) => {
    const { ports, file, bucket } = aWorld({ bytes: BYTES });
    const other = aJpeg("another");
    bucket.put(file.dest_path, other, stamp);

    await expect(copyWhole(ports, file, SOURCE)).rejects.toMatchObject({
      code: "destination-taken",
      retryable: false,
      cause: `${file.dest_path} holds ${etagOf(other)}, copied from ${from}`,
    });
    expect(bucket.objects.get(file.dest_path)?.bytes).toEqual(other);
    expect(bucket.objects.has(file.key_path)).toBe(true);
  });

  it("throws SourceChanged if the source was replaced since the GET", async () => {
    const { ports, file, bucket } = aWorld({ bytes: BYTES });
    bucket.put(file.key_path, aJpeg("another"));

    await expect(copyWhole(ports, file, SOURCE)).rejects.toThrow(SourceChanged);
    expect(bucket.objects.has(file.dest_path)).toBe(false);
  });

  it("throws SourceChanged if the source was deleted since the GET", async () => {
    const { ports, file, bucket } = aWorld({ bytes: null });

    await expect(copyWhole(ports, file, SOURCE)).rejects.toThrow(SourceChanged);
    expect(bucket.objects.size).toBe(0);
  });

  describe("with a declared checksum", () => {
    it("keeps a copy with that checksum, also at the second time", async () => {
      const { ports, file, bucket } = aWorld({ bytes: BYTES, file: { checksum: sha256(BYTES) } });

      await copyWhole(ports, file, SOURCE);
      await copyWhole(ports, file, SOURCE);

      expect(bucket.objects.has(file.dest_path)).toBe(true);
    });

    it("deletes a copy with another checksum and leaves the source", async () => {
      const { ports, file, bucket, keys } = aWorld({
        bytes: BYTES,
        file: { checksum: sha256(aJpeg("another")) },
      });

      await expect(copyWhole(ports, file, SOURCE)).rejects.toMatchObject({
        code: "checksum-differs",
        retryable: false,
      });
      expect(keys()).toEqual([file.key_path]);
      expect(bucket.objects.get(file.key_path)?.bytes).toEqual(BYTES);
    });

    it("deletes its own earlier copy if that has another checksum", async () => {
      const { ports, file, bucket, keys } = aWorld({
        bytes: BYTES,
        file: { checksum: sha256(aJpeg("another")) },
      });
      bucket.put(file.dest_path, BYTES, STAMP);

      await expect(copyWhole(ports, file, SOURCE)).rejects.toMatchObject({
        code: "checksum-differs",
      });
      expect(keys()).toEqual([file.key_path]);
    });

    it("deletes only the copy with the ETag that S3 returned", async () => {
      const { ports, file, bucket } = aWorld({
        bytes: BYTES,
        file: { checksum: sha256(aJpeg("another")) },
      });
      const other = aJpeg("put there in between");
      const storage = {
        ...ports.storage,
        copy: async () => {
          bucket.put(file.dest_path, other);
          return { result: "checksum-differs", etag: SOURCE.etag } as const;
        },
      };

      await expect(copyWhole({ ...ports, storage }, file, SOURCE)).rejects.toMatchObject({
        code: "checksum-differs",
      });
      expect(bucket.objects.get(file.dest_path)?.bytes).toEqual(other);
    });
  });
});

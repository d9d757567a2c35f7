import { createHash, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { headOf, keysUnder } from "./cloud.ts";
import { call, download, postForm, requestUpload, settled, until } from "./service.ts";
import { withVariables } from "./with-variables.ts";

// The path of a file of gigabytes through the deployed mover with its role. Only the sizes are small.
const MIB = 1024 ** 2;
const LOWERED = {
  MULTIPART_THRESHOLD_BYTES: String(6 * MIB),
  COPY_PART_BYTES: String(5 * MIB),
  COPY_MAX_PART_BYTES: String(5 * MIB),
};
const BYTES = randomBytes(12 * MIB);
const A_FILE = {
  file_name: "backup.bin",
  extension: ".bin",
  len: BYTES.length,
  type: "application/octet-stream",
};

const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("base64");

test("a file over the threshold is copied in parts, and its download has the same bytes", () =>
  withVariables(LOWERED, ["Mover", "Upload"], async () => {
    const upload = await requestUpload(A_FILE);
    expect((await postForm(upload, BYTES)).status).toBe(204);

    expect((await settled(upload.file_id)).body).toMatchObject({ status: "completed" });
    expect(digest((await download(upload.file_id)).bytes)).toBe(digest(BYTES));
    // The ETag of an upload of three parts.
    expect((await headOf(`dest/${upload.file_id}.bin`)).ETag).toMatch(/-3"$/);
    await until(
      () => keysUnder(`temp/${upload.file_id}`),
      (keys) => keys.length === 0,
    );
  }));

test("a SHA256 of such a file is refused, and the fault names the accepted checksums", () =>
  withVariables(LOWERED, ["Mover", "Upload"], async () => {
    const checksum = { algorithm: "SHA256", value: digest(BYTES) };
    const { status, body } = await call("POST", "/upload", { body: { ...A_FILE, checksum } });

    expect({ status, code: body["code"] }).toEqual({ status: 422, code: "checksum-not-for-size" });
    expect(body["errors"]).toEqual([
      {
        pointer: "#/checksum/algorithm",
        detail: "SHA256 is for files up to 6291456 bytes; declare CRC64NVME, CRC32C or CRC32.",
      },
    ]);
  }));

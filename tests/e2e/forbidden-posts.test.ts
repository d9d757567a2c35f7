import { describe, expect, test } from "vitest";
import { keysUnder } from "./cloud.ts";
import {
  confirm,
  consult,
  postForm,
  requestTextUpload,
  requestUpload,
  type Upload,
  until,
} from "./service.ts";

const BYTES = "exactly these";

/** Attempts to use a form for something else than it was signed for. */
const ATTEMPTS: [string, (upload: Upload) => { fields: Record<string, string>; bytes: string }][] = [
  ["another key", ({ fields }) => ({ fields: { ...fields, key: "temp/another.txt" }, bytes: BYTES })],
  [
    "a key in dest/",
    ({ fields }) => ({
      fields: { ...fields, key: (fields["key"] ?? "").replace("temp/", "dest/") },
      bytes: BYTES,
    }),
  ],
  ["a byte too many", ({ fields }) => ({ fields, bytes: `${BYTES}!` })],
  ["a byte too few", ({ fields }) => ({ fields, bytes: BYTES.slice(1) })],
  ["another type", ({ fields }) => ({ fields: { ...fields, "Content-Type": "text/html" }, bytes: BYTES })],
  ["no type", ({ fields: { "Content-Type": _type, ...fields } }) => ({ fields, bytes: BYTES })],
  ["an extra field", ({ fields }) => ({ fields: { ...fields, "x-amz-meta-mine": "1" }, bytes: BYTES })],
  ["an ACL", ({ fields }) => ({ fields: { ...fields, acl: "public-read" }, bytes: BYTES })],
  [
    "a tampered policy",
    ({ fields }) => ({ fields: { ...fields, Policy: tampered(fields["Policy"] ?? "") }, bytes: BYTES }),
  ],
  ["no policy", ({ fields: { Policy: _policy, ...fields } }) => ({ fields, bytes: BYTES })],
];

/** The same policy, with a larger length range. */
const tampered = (policy: string): string => {
  const read = JSON.parse(Buffer.from(policy, "base64").toString());
  read.conditions = read.conditions.map((one: unknown) =>
    Array.isArray(one) && one[0] === "content-length-range" ? [one[0], 0, 10_000_000] : one,
  );
  return Buffer.from(JSON.stringify(read)).toString("base64");
};

describe("the form of POST /upload", () => {
  test.each(ATTEMPTS)("does not accept %s", async (_what, attempt) => {
    const upload = await requestTextUpload(BYTES);
    const { fields, bytes } = attempt(upload);
    const response = await postForm({ url: upload.url, fields }, bytes);

    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(await keysUnder(`temp/${upload.file_id}`)).toEqual([]);
    expect(await keysUnder(`dest/${upload.file_id}`)).toEqual([]);
    expect(await keysUnder("temp/another.txt")).toEqual([]);
    expect((await consult(upload.file_id)).body).toMatchObject({ status: "pending" });
  });

  test("does not accept the key of another file's form", async () => {
    const [own, other] = await Promise.all([
      requestTextUpload(BYTES),
      requestUpload({ file_name: "b.pdf", extension: ".pdf", len: 5, type: "document" }),
    ]);
    const response = await postForm(
      { url: own.url, fields: { ...own.fields, key: other.fields["key"] ?? "" } },
      BYTES,
    );
    expect(response.status).toBe(403);
  });

  test("expires at expires_at, and so does the upload", async () => {
    const upload = await requestTextUpload(BYTES);
    const early = await confirm(upload.file_id);
    expect([early.status, early.body["code"]]).toEqual([409, "not-uploaded"]);

    await until(
      async () => Date.now(),
      (now) => now > Date.parse(upload.expires_at) + 1000,
    );
    expect((await postForm(upload, BYTES)).status).toBe(403);
    const late = await confirm(upload.file_id);
    expect([late.status, late.body["code"]]).toEqual([410, "upload-expired"]);
    expect(await keysUnder(`temp/${upload.file_id}`)).toEqual([]);
  });
});

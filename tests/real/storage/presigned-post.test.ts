import { beforeEach, describe, expect, inject, test } from "vitest";
import type { FileRecord } from "../../../layers/core/src/domain/file.ts";
import type { PresignedPost } from "../../../layers/core/src/ports.ts";
import { aFileOf, createBucket, EXPIRES_SECONDS, sendForm, type TestBucket } from "./bucket.ts";
import { expected } from "./differences.ts";

const BYTES = "exactly these";

type Attempt = { fields: Record<string, string>; bytes: string };
type Try = (post: PresignedPost, file: FileRecord) => Attempt;

const withFields =
  (fields: (post: PresignedPost, file: FileRecord) => Record<string, string>): Try =>
  (post, file) => ({ fields: { ...post.fields, ...fields(post, file) }, bytes: BYTES });

const without =
  (name: string): Try =>
  ({ fields: { [name]: _gone, ...fields } }) => ({ fields, bytes: BYTES });

/** Attempts to use a form for something else than it was signed for, and the responses of S3. */
const FORBIDDEN: [what: string, status: number[], attempt: Try][] = [
  ["another key", [403], withFields(() => ({ key: "temp/another.txt" }))],
  ["the key in dest/", [403], withFields((_, file) => ({ key: file.dest_path }))],
  ["a key that S3 would fill in", [403], withFields(() => ({ key: "temp/$" + "{filename}" }))],
  ["a byte too many", [400], ({ fields }) => ({ fields, bytes: `${BYTES}!` })],
  ["a byte too few", [400], ({ fields }) => ({ fields, bytes: BYTES.slice(1) })],
  ["no bytes", [400], ({ fields }) => ({ fields, bytes: "" })],
  ["another type", [403], withFields(() => ({ "Content-Type": "text/html" }))],
  ["no type", [403], without("Content-Type")],
  ["metadata of one's own", [403], withFields(() => ({ "x-amz-meta-mine": "1" }))],
  ["an ACL", [403], withFields(() => ({ acl: "public-read" }))],
  ["a storage class", [403], withFields(() => ({ "x-amz-storage-class": "GLACIER" }))],
  ["a redirect", [403], withFields(() => ({ success_action_redirect: "https://example.com/" }))],
  [
    "a tampered policy",
    [403],
    withFields(({ fields }) => ({ Policy: tamperedPolicy(fields["Policy"] ?? "") })),
  ],
  ["a tampered signature", [403], withFields(({ fields }) => tamperedSignature(fields))],
  ["no signature", [400, 403], without("X-Amz-Signature")],
  ["no policy", [400, 403], without("Policy")],
];

/** The same policy, with a larger length range. */
const tamperedPolicy = (policy: string): string => {
  const read = JSON.parse(Buffer.from(policy, "base64").toString());
  read.conditions = read.conditions.map((one: unknown) =>
    Array.isArray(one) && one[0] === "content-length-range" ? [one[0], 0, 10_000_000] : one,
  );
  return Buffer.from(JSON.stringify(read)).toString("base64");
};

const tamperedSignature = ({ "X-Amz-Signature": signature = "" }: Record<string, string>) => ({
  "X-Amz-Signature": signature.replace(/^./, (first) => (first === "0" ? "1" : "0")),
});

const otherCredential = ({ "X-Amz-Credential": credential = "", ...fields }: Record<string, string>) => ({
  ...fields,
  "X-Amz-Credential": credential.replace(/^[^/]+/, "AKIASOMEBODYELSE0000"),
});

describe.each(inject("s3Servers"))("a presigned POST on $name", (server) => {
  let bucket: TestBucket;
  beforeEach(async () => {
    bucket = await createBucket(server);
  });

  test.each(["", "x", BYTES, "é".repeat(5000)])("accepts exactly the announced bytes (%#)", async (bytes) => {
    const file = aFileOf(bytes);
    const post = await bucket.storage.presignPost(file, EXPIRES_SECONDS);
    expect((await sendForm(post, bytes)).status).toBe(204);
    expect(await bucket.keys()).toEqual([file.key_path]);
    const { bytes: stored, type } = await bucket.read(file.key_path);
    expect([stored.toString(), type]).toEqual([bytes, "text/plain"]);
  });

  test.each(FORBIDDEN)("does not accept %s", async (_what, statuses, attempt) => {
    const file = aFileOf(BYTES);
    const post = await bucket.storage.presignPost(file, EXPIRES_SECONDS);
    const { fields, bytes } = attempt(post, file);
    expect(statuses).toContain((await sendForm({ url: post.url, fields }, bytes)).status);
    expect(await bucket.keys()).toEqual([]);
  });

  test("does not accept the form of another bucket", async () => {
    const other = await createBucket(server);
    const post = await bucket.storage.presignPost(aFileOf(BYTES), EXPIRES_SECONDS);
    const url = post.url.replace(bucket.name, other.name);
    expect((await sendForm({ url, fields: post.fields }, BYTES)).status).toBe(403);
    const fields = { ...post.fields, bucket: other.name };
    expect((await sendForm({ url, fields }, BYTES)).status).toBe(403);
    expect(await other.keys()).toEqual([]);
  });

  test("does not accept an unknown access key", async () => {
    const post = await bucket.storage.presignPost(aFileOf(BYTES), EXPIRES_SECONDS);
    const { status } = await sendForm({ ...post, fields: otherCredential(post.fields) }, BYTES);
    const difference = "responds with 404 to an unknown access key";
    expect(status).toBe(expected(server, difference, { s3: 403, here: 404 }));
    expect(await bucket.keys()).toEqual([]);
  });

  test("accepts nothing after it has expired", async () => {
    const post = await bucket.storage.presignPost(aFileOf(BYTES), -1);
    expect((await sendForm(post, BYTES)).status).toBe(403);
    expect(await bucket.keys()).toEqual([]);
  });

  test("accepts the same form twice, as S3 does, so the form's holder may replace the bytes", async () => {
    const file = aFileOf(BYTES);
    const post = await bucket.storage.presignPost(file, EXPIRES_SECONDS);
    const other = BYTES.toUpperCase();
    expect([(await sendForm(post, BYTES)).status, (await sendForm(post, other)).status]).toEqual([204, 204]);
    expect((await bucket.read(file.key_path)).bytes.toString()).toBe(other);
  });
});

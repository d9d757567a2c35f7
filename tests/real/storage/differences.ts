import type { S3Server } from "../servers/s3-server.ts";

/**
 * The observed differences of the servers from S3. A test asserts what the server really does. So the test fails when
 * the server is corrected, and the line can be deleted.
 */
export const DIFFERENCES = {
  "ignores If-None-Match on a copy's destination": ["versitygw", "MiniStack"],
  "does not check x-amz-checksum-* of a POST": ["MiniStack"],
  "keeps no checksum of a POST": ["MiniStack"],
  "computes no checksum of a copy": ["MiniStack"],
  "keeps only composite checksums of multipart uploads": ["MiniStack"],
  "responds with 404 to an unknown access key": ["versitygw"],
} as const satisfies Record<string, readonly S3Server["name"][]>;

export type Difference = keyof typeof DIFFERENCES;

/** The outcome on S3, or on this server if it has the difference. */
export const expected = <T>(server: S3Server, difference: Difference, { s3, here }: { s3: T; here: T }): T =>
  (DIFFERENCES[difference] as readonly string[]).includes(server.name) ? here : s3;

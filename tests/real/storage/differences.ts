import type { S3Server } from "../servers/s3-server.ts";

/**
 * Where a server does otherwise than S3, each seen here. A test asserts what the server really does, so that
 * a server that mends one turns its test red, and the line goes.
 */
export const DIFFERENCES = {
  "ignores If-None-Match on a copy's destination": ["versitygw", "MiniStack"],
  "does not check x-amz-checksum-* of a POST": ["MiniStack"],
  "keeps no checksum of a POST": ["MiniStack"],
  "computes no checksum of a copy": ["MiniStack"],
  "keeps composite checksums of multipart uploads alone": ["MiniStack"],
  "answers 404 where an access key is unknown": ["versitygw"],
} as const satisfies Record<string, readonly S3Server["name"][]>;

export type Difference = keyof typeof DIFFERENCES;

/** What S3 answers, or what this server answers instead. */
export const expected = <T>(server: S3Server, difference: Difference, { s3, here }: { s3: T; here: T }): T =>
  (DIFFERENCES[difference] as readonly string[]).includes(server.name) ? here : s3;

import { HeadObjectCommand, NotFound } from "@aws-sdk/client-s3";
import { s3Answers } from "./faults.ts";
import type { Plan } from "./plan.ts";
import type { World } from "./types.ts";

/**
 * `If-None-Match: *` on a copy's destination, which S3 knows and versitygw ignores: 412 where something is.
 * It looks before it copies, so that of two copies at the same moment both may pass, as both do without it.
 */
export const copyCondition =
  ({ s3 }: World): Plan =>
  async (call, send) => {
    const { Bucket, Key, IfNoneMatch } = call.input;
    if (call.operation !== "CopyObject" || IfNoneMatch !== "*") return send();
    const isTaken = await s3.send(new HeadObjectCommand({ Bucket, Key: String(Key) })).then(
      () => true,
      (error: unknown) => {
        if (error instanceof NotFound) return false;
        throw error;
      },
    );
    return isTaken ? s3Answers(412, "PreconditionFailed")(call, send) : send();
  };

import { MaloteError } from "../errors/malote-error.ts";

/** The causes are left out, because some platforms quote the signed URL in them. */
export const connectionLost = (): MaloteError =>
  new MaloteError("network", "The connection to S3 was lost. Upload again when the network is back.", {
    retryable: true,
  });

export const stalled = (): MaloteError =>
  new MaloteError("stalled", "The connection to S3 stood still. Upload again when the network is better.", {
    retryable: true,
  });

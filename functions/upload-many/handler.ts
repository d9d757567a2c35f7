import { MAX_BATCH, UploadsEnvelope } from "@malote/core";
import { http, MAX_BODY_BYTES, readInput } from "@malote/core/http";
import { uploadInput, uploadRequests } from "@malote/core/uploads";
import { requestUploads } from "./request-uploads.ts";
import { respond } from "./respond.ts";

/** Faults of one entry in a response. An upload has no more known members than this, and their faults come first. */
const MAX_ENTRY_FAULTS = 10;

const entry = uploadInput();

/** POST /uploads */
export const handler = http(
  {
    from: "body",
    input: UploadsEnvelope,
    // Every body that /upload accepts is accepted as an entry, and what is around the entries.
    maxBodyBytes: (MAX_BATCH + 1) * MAX_BODY_BYTES,
    respond,
  },
  requestUploads({
    readEntry: (raw) => readInput(entry, raw, { name: "entry", maxFaults: MAX_ENTRY_FAULTS }),
    announce: uploadRequests(),
  }),
);

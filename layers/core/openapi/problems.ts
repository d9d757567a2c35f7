import * as errors from "../src/domain/errors.ts";
import * as webhooks from "../src/domain/webhooks/errors.ts";
import { MAX_BODY_BYTES } from "../src/http/request-size.ts";

/**
 * Every problem of the routes, made from the error classes, so that code, status and title cannot differ from the
 * responses.
 */
const fault = {
  pointer: "#/len",
  detail: "len is 7000000000; this service takes files up to 536870912 bytes.",
};
const checksumFault = {
  pointer: "#/checksum/algorithm",
  detail: "SHA256 is for files up to 536870912 bytes; declare CRC64NVME, CRC32C or CRC32.",
};
const typeFault = { pointer: "#/type", detail: "video/mp4 is not taken here; these are: image/*." };

export const problems: readonly errors.MaloteError[] = [
  new errors.MalformedJson(),
  new errors.InvalidRequest([{ pointer: "#/type", detail: "type is missing." }]),
  new errors.Unauthenticated(),
  new errors.Forbidden("Only members of the group operators may do this; ask an administrator to add you."),
  new errors.FileNotFound(),
  new errors.NotUploadedYet("2026-11-21T12:15:00.000Z"),
  new errors.PartsMissing({ missing: [3], wrong: [] }),
  new errors.PartsDiffer(
    "The CRC32 of the parts together is y/Q5Jg==, but AAAAAA== was announced; compare the checksums of the parts, and send those that differ again.",
  ),
  new errors.UploadNotOpen("completed", true),
  new errors.TransitionNotAllowed("completed", "processing"),
  new errors.FileInMove(),
  new errors.BytesNotFound("dest/0b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b.jpg", 482_113),
  new errors.ChangedMeanwhile(),
  new errors.UploadExpired("2026-11-21T12:15:00.000Z"),
  new errors.FileDeleted(),
  new errors.FileTooLarge(fault),
  new errors.RequestTooLarge("body", 40_000, MAX_BODY_BYTES),
  new errors.UnsupportedMediaType(),
  new errors.TypeNotAllowed(typeFault),
  new errors.ChecksumNotForSize(checksumFault),
  new errors.ChecksumNotForParts({
    pointer: "#/checksum/algorithm",
    detail: "SHA256 is not for multipart uploads; declare CRC64NVME, CRC32C or CRC32.",
  }),
  new errors.UnknownOwner(),
  new errors.IdempotencyConflict(),
  new webhooks.WebhookNotFound(),
  new webhooks.DeliveryNotFound(),
  new webhooks.TooManyWebhooks(),
  new webhooks.WebhookChanged(),
  new webhooks.WebhookDisabled(),
  new errors.InternalError(),
  new errors.Unavailable(),
];

/** Problems that API Gateway responds with by itself, in the same form (GatewayResponses of template.yaml). */
export const gatewayProblems = [
  { status: 400, code: "bad-request", title: "The request was refused" },
  { status: 404, code: "route-not-found", title: "There is no such route" },
  { status: 429, code: "too-many-requests", title: "Too many requests" },
] as const;

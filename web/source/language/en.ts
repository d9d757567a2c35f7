import type { Message } from "./messages.ts";

/** The page's texts in English. Each key has a text in every other language: the compiler and a test check it. */
export const en = {
  // ── the page itself ──
  "app.name": "Malote",
  "app.skip": "Skip to the content",
  "app.loading": "Loading…",
  "app.reload": "Reload the page",
  "app.retry": "Try again",
  "app.close": "Close",
  "app.cancel": "Cancel",
  "app.navigation": "Views",
  "app.not-found": "There is nothing at this address.",
  "app.go-home": "Go to the start",
  "app.broken": "Something on this page broke.",
  "app.broken-help": "Your files are safe: what was sent is kept, and an upload goes on after a reload.",
  "app.config-missing": "This page does not know its service.",
  "app.config-help":
    "Its file config.json is missing or is not valid. Deploy the page again, or see docs/operations.md.",
  "app.service-missing": "The service cannot be reached.",
  "app.service-help": "Check your connection. The page tries again by itself when it is back.",
  "app.offline": "You are offline. Uploads go on when the connection is back.",
  "nav.upload": "Upload",
  "nav.files": "Files",
  "nav.operations": "Operations",
  "nav.account": "Account",
  "theme.label": "Appearance",
  "theme.system": "As the system",
  "theme.light": "Light",
  "theme.dark": "Dark",
  "language.label": "Language",

  // ── session ──

  // ── account ──

  // ── upload ──

  // ── follow ──

  // ── files ──

  // ── operations ──

  // ── statuses of a file ──
  "status.pending": "Waiting for the bytes",
  "status.uploaded": "Uploaded",
  "status.processing": "Processing",
  "status.completed": "Completed",
  "status.quarantined": "Quarantined",
  "status.error": "Failed",
  "status.expired": "Expired",
  "status.deleted": "Deleted",

  // ── problems of the service, by their codes ──
  // Each code has one sentence about what happened, and where something can be done, a `.help`.
  "problem.general": "Something did not work.",
  "problem.general.help": "Try again. If it happens again, tell whoever runs this service.",
  "problem.refused": "The service refused this.",
  // Of the service (docs/problems.md).
  "problem.malformed-json": "The service could not read the request.",
  "problem.malformed-json.help": "Reload the page, and try again.",
  "problem.invalid-request": "The service found a mistake in what was sent.",
  "problem.unauthenticated": "Your sign-in has ended.",
  "problem.unauthenticated.help": "Sign in again. Your files are safe.",
  "problem.forbidden": "Your account may not do this.",
  "problem.forbidden.help": "Ask an administrator to add you to the group that may, then sign in again.",
  "problem.file-not-found": "There is no such file.",
  "problem.file-not-found.help":
    "It may have been deleted, or it belongs to another account. Check the address too.",
  "problem.not-uploaded": "The bytes of the file have not arrived.",
  "problem.not-uploaded.help": "Send the file again.",
  "problem.parts-missing": "Parts of the file have not arrived.",
  "problem.parts-missing.help": "Try again: only what is missing is sent.",
  "problem.parts-differ": "What arrived differs from your file.",
  "problem.parts-differ.help": "Try again: only the parts that differ are sent.",
  "problem.upload-not-open": "This upload takes no more bytes.",
  "problem.upload-not-open.help": "Look at the status of the file: it may have arrived already.",
  "problem.transition-not-allowed": "The file cannot go to this status from the one it has now.",
  "problem.transition-not-allowed.help": "Load the file again to see what can be done now.",
  "problem.file-in-move": "The service is storing this file right now.",
  "problem.file-in-move.help": "Wait a few seconds, then look at its status again.",
  "problem.bytes-not-found": "The bytes are not at their final place.",
  "problem.bytes-not-found.help": "A file can be completed only when its bytes are there.",
  "problem.changed-meanwhile": "The file has changed in the meantime.",
  "problem.changed-meanwhile.help": "Load it again, and see whether you still want this.",
  "problem.upload-expired": "The time for this upload is over.",
  "problem.upload-expired.help": "Send the file again.",
  "problem.file-deleted": "This file was deleted.",
  "problem.file-deleted.help": "Send it again as a new file, if you need it.",
  "problem.file-too-large": "The file is too large for this service.",
  "problem.file-too-large.help": "Choose a smaller file.",
  "problem.request-too-large": "The request is too large for the service.",
  "problem.request-too-large.help": "Do it with fewer files at a time, or with shorter texts.",
  "problem.unsupported-media-type": "The service could not read this kind of request.",
  "problem.unsupported-media-type.help": "Reload the page, and try again.",
  "problem.type-not-allowed": "This service does not accept files of this type.",
  "problem.type-not-allowed.help":
    "Choose a file of another type, and check that the end of its name fits what is in it.",
  "problem.checksum-not-for-size": "The checksum that was sent is not for files of this size.",
  "problem.checksum-not-for-size.help": "Reload the page, and send the file again.",
  "problem.checksum-not-for-parts": "The checksum that was sent is not for files in parts.",
  "problem.checksum-not-for-parts.help": "Reload the page, and send the file again.",
  "problem.unknown-owner": "The person that this file is for does not exist.",
  "problem.unknown-owner.help": "Check the id of the person.",
  "problem.idempotency-conflict": "This upload was begun before with another file.",
  "problem.idempotency-conflict.help": "Send the file again as a new one.",
  "problem.internal-error": "Something went wrong in the service.",
  "problem.internal-error.help": "Try again in a moment. Nothing of yours is lost.",
  "problem.unavailable": "The service is not available right now.",
  "problem.unavailable.help": "Try again in a moment. Nothing of yours is lost.",
  "problem.bad-request": "The service refused the request.",
  "problem.bad-request.help": "Reload the page, and try again.",
  "problem.route-not-found": "The service does not know this request.",
  "problem.route-not-found.help": "The page and the service may be of different versions: reload the page.",
  "problem.too-many-requests": "There are too many requests right now.",
  "problem.too-many-requests.help": "Wait a moment, then try again.",
  // Of the connection, the browser and the storage (docs/client.md).
  "problem.network": "The service could not be reached.",
  "problem.network.help": "Check your connection, then try again. An upload goes on where it stopped.",
  "problem.stalled": "The connection stood still for too long.",
  "problem.stalled.help": "Check your connection, then try again. An upload goes on where it stopped.",
  "problem.timeout": "The service did not respond in time.",
  "problem.timeout.help": "Check your connection, then try again.",
  "problem.aborted": "Cancelled.",
  "problem.no-token": "Your sign-in has ended.",
  "problem.no-token.help": "Sign in again. Your files are safe.",
  "problem.file-changed": "The file changed while it was sent, or it can no longer be read.",
  "problem.file-changed.help": "Choose the file again.",
  "problem.file-failed": "The service did not accept the file.",
  "problem.not-completed": "The file has nothing to download yet.",
  "problem.not-completed.help": "Wait until it is completed.",
  "problem.checksum-differs": "What was downloaded differs from the file.",
  "problem.checksum-differs.help": "Download it again.",
  "problem.key-used": "This upload has ended already.",
  "problem.key-used.help": "Look at the status of the file.",
  "problem.wait-timeout": "The service is not done with the file yet.",
  "problem.wait-timeout.help": "Look again later. It goes on without you.",
  "problem.storage": "The storage refused the bytes.",
  "problem.storage.help": "Send the file again.",
  "problem.unexpected-response": "Something else than the service responded.",
  "problem.unexpected-response.help":
    "A network with a sign-in page, such as in a hotel, may be in between. Check your connection.",
  // Why a file has failed: its `error_code`.
  "reason.size-differs": "The file that arrived has another size than was announced.",
  "reason.size-differs.help": "Send the file again.",
  "reason.type-differs": "What is in the file does not fit its name.",
  "reason.type-differs.help": "Check what kind of file it is, give it the right ending, and send it again.",
  "reason.checksum-differs": "What arrived differs from your file.",
  "reason.checksum-differs.help": "Send the file again.",
  "reason.destination-taken": "Other bytes of this file were stored before.",
  "reason.destination-taken.help": "Send the file again as a new one.",
  "reason.bytes-missing": "The bytes of the file have not arrived.",
  "reason.bytes-missing.help": "Send the file again.",
  "reason.parts-differ": "Parts of the file are missing or differ.",
  "reason.parts-differ.help": "Send the same file again: only these parts are sent.",
  "reason.not-moved": "The service could not store the file, although it tried several times.",
  "reason.not-moved.help": "The people who run this service can try again.",
  "reason.set-by-operator": "The people who run this service stopped this file.",
} as const satisfies Record<string, Message>;

export type Key = keyof typeof en;

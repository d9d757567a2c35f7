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
  "follow.timeline": "The way of the file",
  "follow.ahead": "not yet",
  "follow.after": "after {time}",
  "follow.seconds": "{seconds} s",
  "follow.by.owner": "by the owner",
  "follow.by.relay": "by a relay",
  "follow.by.mover": "by the service, which checks and stores files",
  "follow.by.operator": "by an operator",
  "follow.by.reconciler": "by the service, which looks after unfinished files",
  "follow.proof": "Verified",
  "follow.proof-declared":
    "The stored bytes have the same checksum as the file on the device that sent it. Nothing was lost or changed on the way.",
  "follow.proof-computed":
    "The storage has computed this checksum of the stored bytes. Compare it with that of your own copy.",
  "follow.checksum": "Checksum ({algorithm})",
  "follow.copy-checksum": "Copy the checksum",
  "follow.checksum-copied": "The checksum is copied.",
  "follow.copy-failed": "The browser did not allow copying.",
  "follow.size": "Size",
  "follow.size-exact": "{size} ({bytes} bytes)",
  "follow.kind": "Kind of the bytes",
  "follow.kind-declared": "(the name says {type})",

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
} as const satisfies Record<string, Message>;

export type Key = keyof typeof en;

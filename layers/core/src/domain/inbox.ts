// A file may arrive through S3 alone: a system of the deployment writes inbox/{owner}/{any/path/name.ext}.

/** Who uploads such a file, and who begins its history. */
export const INBOX = "inbox";

/** A relay's user, or INBOX. */
export const UPLOADER = /^(inbox|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Whether a key is under inbox/. */
export const isInboxKey = (key: string): boolean => key.startsWith("inbox/");

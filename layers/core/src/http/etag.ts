/**
 * Whether the caller already has the representation with this ETag (RFC 9110, 13.1.2): a list of
 * them, or `*`; compared weakly, as GET has it.
 */
export const isUnchanged = (ifNoneMatch: string | undefined, etag: string): boolean =>
  (ifNoneMatch ?? "")
    .split(",")
    .map((one) => one.trim().replace(/^W\//, ""))
    .some((one) => one === "*" || one === etag);

// Functions do not log tokens or presigned URLs. If one ever does by mistake, a terminal must not show them: people
// record and share what it shows.
const SECRETS: [RegExp, string][] = [
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, "<token>"],
  [/\b(X-Amz-(?:Signature|Credential|Security-Token))(=|"\s*:\s*")[^&\s"]+/gi, "$1$2<removed>"],
  [/("(?:password|policy)"\s*:\s*")[^"]+/gi, "$1<removed>"],
];

/** A line with its tokens, signatures and passwords removed. */
export const redact = (line: string): string =>
  SECRETS.reduce((text, [secret, instead]) => text.replace(secret, instead), line);

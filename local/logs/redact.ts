// Functions do not log tokens or presigned URLs. This is for the day one of them does: a terminal is scrolled
// through, recorded and shared.
const SECRETS: [RegExp, string][] = [
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, "<token>"],
  [/\b(X-Amz-(?:Signature|Credential|Security-Token))(=|"\s*:\s*")[^&\s"]+/gi, "$1$2<removed>"],
  [/("(?:password|policy)"\s*:\s*")[^"]+/gi, "$1<removed>"],
];

/** A line without what would let its reader act as somebody else. */
export const redact = (line: string): string =>
  SECRETS.reduce((text, [secret, instead]) => text.replace(secret, instead), line);

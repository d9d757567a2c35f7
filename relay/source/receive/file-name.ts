import { invalidRequest } from "../problems/problems.ts";

/** The service's limit, in bytes of UTF-8. */
const MOST_BYTES = 255;

/**
 * The name of a file as the service keeps it: NFC-normalised. It is only a label, and never becomes a path on this machine.
 * The rules are the service's, so that a name which the service refuses is refused before a byte of the body is read.
 * @throws Problem 400
 */
export const fileName = (given: string): string => {
  const name = given.normalize("NFC");
  const fault = faultOf(name);
  if (fault) throw invalidRequest(`The file name ${fault}`);
  return name;
};

const faultOf = (name: string): string | undefined => {
  if (name === "") return "is empty. Send PUT /files/{name}, or a form whose file has a name.";
  if (!name.isWellFormed()) return "has half a surrogate pair. Send well-formed Unicode.";
  const bytes = Buffer.byteLength(name);
  if (bytes > MOST_BYTES) return `is ${bytes} bytes of UTF-8; up to ${MOST_BYTES} are accepted.`;
  if (/[/\\]/.test(name)) return "must not have / or \\. Send the name alone, and its folder as path.";
  if (/[\p{Cc}\u2028\u2029]/u.test(name)) return "must not have control characters or line breaks.";
  if (/^[\s.]*$/u.test(name)) return "must have more than dots and spaces.";
  return undefined;
};

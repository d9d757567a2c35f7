import { CHECKSUM_ALGORITHMS } from "../domain/file.ts";
import type { Checksums } from "../ports.ts";

/**
 * Whether a checksum is a COMPOSITE one: S3 makes it of the parts' checksums and writes it as `value-parts`. It cannot be
 * compared with a checksum of the bytes. Base64 has no hyphen.
 */
export const isOfParts = (checksum: string): boolean => checksum.includes("-");

/** The checksums of a whole object in a response of S3. Those that S3 made of the parts' checksums are left out. */
export const wholeChecksums = (
  response: { [A in keyof Checksums as `Checksum${A}`]?: string | undefined } | undefined,
): Checksums =>
  Object.fromEntries(
    CHECKSUM_ALGORITHMS.flatMap((algorithm) => {
      const value = response?.[`Checksum${algorithm}`];
      return value === undefined || isOfParts(value) ? [] : [[algorithm, value]];
    }),
  );

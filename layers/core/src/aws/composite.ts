/**
 * Whether a checksum is a COMPOSITE one: S3 makes it of the parts' checksums and writes it as `value-parts`. It cannot be
 * compared with a checksum of the bytes. Base64 has no hyphen.
 */
export const isOfParts = (checksum: string): boolean => checksum.includes("-");

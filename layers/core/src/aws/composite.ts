/**
 * Whether a checksum is S3's COMPOSITE one of a multipart upload: made of the parts' checksums, written
 * as `value-parts`, and so of no use to compare with that of the bytes. Base64 has no hyphen.
 */
export const isOfParts = (checksum: string): boolean => checksum.includes("-");

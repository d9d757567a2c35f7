/** An ETag without its quotes, as S3 writes it in an event. S3's other responses have the quotes. */
export const unquoted = (etag: string): string => etag.replaceAll('"', "");

/**
 * Whether S3 wrote `a` after `b`. Sequencers of one key are hexadecimal numbers of different lengths: S3 documents that
 * the shorter one is padded on its left.
 */
export const isLater = (a: string, b: string): boolean => {
  const width = Math.max(a.length, b.length);
  return a.padStart(width, "0") > b.padStart(width, "0");
};

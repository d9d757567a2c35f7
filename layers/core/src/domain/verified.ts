import {
  CHECKSUM_ALGORITHMS,
  type Checksum,
  type CrcAlgorithm,
  type FileRecord,
  isCrc,
  type Verified,
} from "./file.ts";

/**
 * The CRC that S3 must compute of a copy in parts: that of the client. Without one, S3 computes the checksum that it chooses.
 * S3 has no SHA-256 of a whole object in parts.
 */
export const crcOf = ({
  checksum,
  checksum_algorithm,
}: Pick<FileRecord, "checksum" | "checksum_algorithm">): CrcAlgorithm | undefined =>
  checksum !== undefined && isCrc(checksum.algorithm) ? checksum.algorithm : checksum_algorithm;

/** The checksum of a completed file, from those that S3 computed of its copy. Undefined if S3 computed none. */
export const verifiedBy = (
  file: Pick<FileRecord, "checksum" | "checksum_algorithm">,
  checksums: { [A in Checksum["algorithm"]]?: string },
): Verified | undefined => {
  const preferred = file.checksum?.algorithm ?? crcOf(file);
  const algorithm = [preferred, ...CHECKSUM_ALGORITHMS].find((name) => name && checksums[name] !== undefined);
  const value = algorithm && checksums[algorithm];
  if (algorithm === undefined || value === undefined) return undefined;
  const declared = file.checksum?.algorithm === algorithm && file.checksum.value === value;
  return { algorithm, value, declared };
};

import {
  CHECKSUM_ALGORITHMS,
  type Checksum,
  type CrcAlgorithm,
  type FileRecord,
  isCrc,
  type Verified,
} from "./file.ts";

/** The CRC that S3 keeps of a copy: that of the client, or S3's own default. */
export const crcOf = ({
  checksum,
  checksum_algorithm,
}: Pick<FileRecord, "checksum" | "checksum_algorithm">): CrcAlgorithm =>
  checksum !== undefined && isCrc(checksum.algorithm)
    ? checksum.algorithm
    : (checksum_algorithm ?? "CRC64NVME");

/** The checksum of a completed file, from those that S3 computed of its copy. Undefined if S3 computed none. */
export const verifiedBy = (
  file: Pick<FileRecord, "checksum" | "checksum_algorithm">,
  checksums: { [A in Checksum["algorithm"]]?: string },
): Verified | undefined => {
  const preferred = file.checksum?.algorithm ?? crcOf(file);
  const algorithm = [preferred, ...CHECKSUM_ALGORITHMS].find((name) => checksums[name] !== undefined);
  const value = algorithm && checksums[algorithm];
  if (algorithm === undefined || value === undefined) return undefined;
  const declared = file.checksum?.algorithm === algorithm && file.checksum.value === value;
  return { algorithm, value, declared };
};

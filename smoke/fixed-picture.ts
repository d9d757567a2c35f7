/** One transparent pixel. The mover recognises a PNG by its first bytes. */
export const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

/** Its checksums, as S3 writes them. They are written out, so that no code of this project checks itself. */
export const CHECKSUMS = [
  { algorithm: "SHA256", value: "SXeQlH1GZnYM4488AOhSxx/bZsroSbro6e3jUnGeFYE=" },
  { algorithm: "CRC32", value: "n/8bpA==" },
  { algorithm: "CRC32C", value: "G87WaA==" },
  { algorithm: "CRC64NVME", value: "zI/NbcVsf6g=" },
] as const;

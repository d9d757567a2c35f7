/**
 * The one reader of the environment. A function asks, as it starts, for what it needs;
 * what is missing or malformed is named right then, not at the first request.
 */
const required = (name: string): string => {
  const value = process.env[name];
  if (!value)
    throw new Error(`The environment variable ${name} is missing: template.yaml sets it for this function.`);
  return value;
};

const wholeNumber = (name: string): number => {
  const value = required(name);
  if (!/^\d{1,15}$/.test(value))
    throw new Error(`The environment variable ${name} must be a whole number, not "${value}".`);
  return Number(value);
};

export const env = {
  filesTable: () => required("FILES_TABLE"),
  bucket: () => required("BUCKET"),
  moveQueueUrl: () => required("MOVE_QUEUE_URL"),
  /** Largest file taken, in bytes. */
  maxFileBytes: () => wholeNumber("MAX_FILE_BYTES"),
  /** Media types taken, such as image/* */
  allowedTypes: () =>
    required("ALLOWED_TYPES")
      .split(",")
      .map((type) => type.trim()),
  uploadExpirySeconds: () => wholeNumber("UPLOAD_EXPIRY_SECONDS"),
  /** Claims of a file before the mover gives up; the queue's maxReceiveCount. */
  maxAttempts: () => wholeNumber("MAX_ATTEMPTS"),
  /** How old an object in temp/ is before it may count as left over. */
  leftoverAgeSeconds: () => wholeNumber("LEFTOVER_AGE_SECONDS"),
  /** Tells the metrics of one stack from those of another in the same account. */
  stackName: () => required("STACK_NAME"),
  /** A file longer than this is copied in parts; a SHA256 of it cannot be kept. */
  multipartThresholdBytes: () => wholeNumber("MULTIPART_THRESHOLD_BYTES"),
  /** How much of it one part takes: 5 MiB to 5 GiB, says S3. */
  copyPartBytes: () => wholeNumber("COPY_PART_BYTES"),
};

/**
 * The one reader of the environment. A function reads its variables while its module loads, so that a missing or
 * malformed variable is reported when it starts, and not in the first request.
 */
export const required = (name: string): string => present(name) || missing(name);

/** A variable that may be empty. */
const present = (name: string): string => process.env[name] ?? missing(name);

const missing = (name: string): never => {
  throw new Error(`The environment variable ${name} is missing: template.yaml sets it for this function.`);
};

const wholeNumber = (name: string): number => {
  const value = required(name);
  if (!/^\d{1,15}$/.test(value))
    throw new Error(`The environment variable ${name} must be a whole number, not "${value}".`);
  return Number(value);
};

export const yesOrNo = (name: string): boolean => {
  const value = required(name);
  if (value !== "true" && value !== "false")
    throw new Error(`The environment variable ${name} must be true or false, not "${value}".`);
  return value === "true";
};

export const env = {
  filesTable: () => required("FILES_TABLE"),
  bucket: () => required("BUCKET"),
  moveQueueUrl: () => required("MOVE_QUEUE_URL"),
  inboxQueueUrl: () => required("INBOX_QUEUE_URL"),
  /** The name of the event bus that receives the changes of files. */
  eventBus: () => required("EVENT_BUS"),
  /** The largest file that is accepted, in bytes. */
  maxFileBytes: () => wholeNumber("MAX_FILE_BYTES"),
  /** The accepted media types, such as image/* */
  allowedTypes: () =>
    required("ALLOWED_TYPES")
      .split(",")
      .map((type) => type.trim()),
  userPoolId: () => required("USER_POOL_ID"),
  /** The app client with which web and mobile apps sign in. */
  userPoolClientId: () => required("USER_POOL_CLIENT_ID"),
  /** Whether people may create their own accounts in the user pool. */
  selfSignUp: () => yesOrNo("SELF_SIGN_UP"),
  /** Lambda sets it. */
  region: () => required("AWS_REGION"),
  /** The endpoint of every service, if this does not run on AWS. The local emulator sets it. */
  endpointUrl: () => process.env["AWS_ENDPOINT_URL"] || undefined,
  /** Whether the user of an on_behalf_of must exist in the user pool. */
  checkOwners: () => yesOrNo("CHECK_OWNERS"),
  /** The refused extensions, such as .exe. The variable may be empty: then none is refused. */
  deniedExtensions: () =>
    present("DENIED_EXTENSIONS")
      .split(",")
      .map((extension) =>
        extension
          .trim()
          .toLowerCase()
          .replace(/^(?=[^.])/, "."),
      )
      .filter((extension) => extension !== ""),
  uploadExpirySeconds: () => wholeNumber("UPLOAD_EXPIRY_SECONDS"),
  /** The claims of a file after which the mover gives up: the queue's maxReceiveCount. */
  maxAttempts: () => wholeNumber("MAX_ATTEMPTS"),
  /** The age from which an object in temp/ may count as left over. */
  leftoverAgeSeconds: () => wholeNumber("LEFTOVER_AGE_SECONDS"),
  /** A dimension of the metrics: an account may have several stacks. */
  stackName: () => required("STACK_NAME"),
  /** A longer file is copied in parts, and cannot keep a SHA256. In bytes. */
  multipartThresholdBytes: () => wholeNumber("MULTIPART_THRESHOLD_BYTES"),
  /** The smallest part of a client's upload, in bytes. S3 accepts 5 MiB to 5 GiB. */
  minPartBytes: () => wholeNumber("MIN_PART_BYTES"),
  /** The largest, unless 10,000 parts require more. */
  maxPartBytes: () => wholeNumber("MAX_PART_BYTES"),
  /** The smallest part of such a copy, in bytes. S3 accepts 5 MiB to 5 GiB. */
  copyPartBytes: () => wholeNumber("COPY_PART_BYTES"),
  /** The largest, unless 10,000 parts require more. */
  copyMaxPartBytes: () => wholeNumber("COPY_MAX_PART_BYTES"),
  /** The CloudFront distribution of dest/. Undefined if downloads come from S3: DOWNLOAD_DOMAIN is empty then. */
  downloadDistribution: () => {
    const domain = present("DOWNLOAD_DOMAIN");
    if (domain === "") return undefined;
    return {
      domain,
      /** The id of the public key, with which CloudFront verifies signatures. */
      keyId: required("DOWNLOAD_KEY_ID"),
      /** The parameter of the Parameter Store that has the private key. */
      privateKeyParameter: required("DOWNLOAD_PRIVATE_KEY"),
    };
  },
};

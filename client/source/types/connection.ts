import type { Description } from "./wire.ts";

/** A connection to one deployment, from `connect()`. */
export interface Malote {
  /** The URL of the API, without a slash at its end. */
  readonly url: string;
  /** What the deployment says about itself: limits, region, user pool. Read once. Empty if the deployment has none. */
  describe(): Promise<Description>;
}

/** Returns a current ID token. Without one (nobody is signed in), the call ends with the error `no-token`. */
export type TokenProvider = () => string | undefined | Promise<string | undefined>;

/** A dedicated worker that runs the package's `malote/worker`, or anything with the same two members. */
export interface ChecksumWorker {
  postMessage(message: unknown): void;
  addEventListener(type: "message" | "error", listener: (event: { data?: unknown }) => void): void;
}

export interface ConnectOptions {
  /** The URL of the API, such as `https://abc123.execute-api.eu-west-1.amazonaws.com/v1`. */
  url: string;
  /**
   * The user's Cognito ID token, or a function that returns a current one. The function is called before the last token
   * expires (60 s before its `exp`), and once more when the service responds 401.
   */
  token: string | TokenProvider;
  /** How often a request is repeated after a retryable error. Default: 10. Limit: 0 to 100. */
  retries?: number;
  /**
   * Milliseconds. A repeat waits a random time up to this value, doubled with each repeat (full jitter), or as long as
   * `Retry-After` requires if that is longer; after more than a minute the error is reported. Default: 500. Limit: 0 or more.
   */
  retryDelay?: number;
  /** Milliseconds: the most that a repeat waits, unless `Retry-After` requires more. Default: 30,000. Limit: 0 or more. */
  maxRetryDelay?: number;
  /** Milliseconds that one attempt of a request to the API may last. Default: 35,000; the API itself stops at 29 s. Limit: 1 or more. */
  timeout?: number;
  /**
   * Milliseconds. An attempt to send bytes ends and is repeated if in this time fewer bytes left than `minSpeed` allows.
   * The response may take twice as long after the last byte. Default: 30,000. Limit: 1 or more.
   */
  stallTimeout?: number;
  /** Bytes per second, see `stallTimeout`. Default: 1,024. Limit: 0 or more. */
  minSpeed?: number;
  /**
   * The most connections to S3 at once, of all uploads together. Default: 6 in browsers (what they open to one host over
   * HTTP/1.1), 32 in the Node.js entry, which starts at 8 and adds connections only while this makes the whole faster. A
   * number that is set is also the number at the start. Limit: 1 to 256.
   */
  connections?: number;
  /**
   * Sends all requests, also those to S3. Then progress is reported a part at a time. Default: `fetch` for the API, and
   * for S3 XMLHttpRequest (browsers) or node:http (Node.js entry), because `fetch` does not report the bytes that it sent.
   */
  fetch?: typeof fetch;
  /**
   * Computes the CRC-32 of a slice of a file elsewhere, or returns undefined to leave it to the page's thread. See
   * `checksumsInWorker()`. Default: the page's thread (about 600 MiB/s, a MiB at a time).
   */
  checksums?: (slice: { readonly blob?: Blob }) => Promise<number | undefined>;
}

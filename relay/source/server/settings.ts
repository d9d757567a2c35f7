import type { BodyLimits } from "../receive/body-bytes.ts";

/** What the HTTP server and the routes for files need. All times are milliseconds. */
export interface ServerSettings extends BodyLimits {
  /** The address that the relay listens on. */
  host: string;
  /** 0: any free port. */
  port: number;
  /** Files in PEM. Missing: plain HTTP. */
  tls?: { certificate: string; key: string };
  /** Origins of pages that may call the relay. `*`: all. */
  origins: readonly string[];
  /**
   * Addresses, networks, or `loopback`, `linklocal`, `uniquelocal`, as Express reads them: their X-Forwarded-… is believed, in the
   * logs. Empty: nobody's.
   */
  trustedProxies: readonly string[];
  /** Files and other fields of one form. */
  maxFormFiles: number;
  maxFormFields: number;
  /** Bytes of the largest file. */
  maxFileBytes: number;
  /** Uploads at once. One more gets 503. */
  maxUploads: number;
  /** Connections at once from one address. 0: any number, for a relay behind a proxy. */
  maxConnectionsPerClient: number;
  /** Until the headers of a request have arrived. */
  headersTimeout: number;
  /** In which a client that was refused may go on sending, so that it reads the response. */
  lingerTimeout: number;
  /** Until the uploads under way are ended when the relay is stopped. */
  stopTimeout: number;
  /** Whether files are kept and sent later without `Prefer: respond-async`, too. */
  storeByDefault: boolean;
}

const SECOND = 1000;

/** Those of the options, which a test compares, for whoever starts a server without options. */
export const SERVER_DEFAULTS: ServerSettings = {
  host: "127.0.0.1",
  port: 8080,
  origins: [],
  trustedProxies: [],
  maxFormFiles: 1000,
  maxFormFields: 100,
  maxFileBytes: 50 * 1024 ** 3,
  maxUploads: 256,
  maxConnectionsPerClient: 64,
  headersTimeout: 10 * SECOND,
  idleTimeout: 30 * SECOND,
  minSpeed: 1024,
  speedWindow: 60 * SECOND,
  lingerTimeout: 2 * SECOND,
  stopTimeout: 30 * SECOND,
  storeByDefault: false,
};

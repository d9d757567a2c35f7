import type { Description } from "malote/node";
import { readState, writeState } from "../identity/pool/state-file.ts";
import { Problem } from "../problems/problem.ts";
import type { IncomingFile } from "../types/incoming-file.ts";
import type { Log } from "../types/log.ts";

export interface KnownLimitsParts {
  /** The service's URL. */
  service: string;
  /** Reads the service's description anew. */
  describe(): Promise<Description>;
  /** Where the limits are kept for a start during an outage. */
  file: string;
  log: Log;
  now?(): number;
  /** Milliseconds that a refusal waits for the service's word on limits that are old. Default: 3,000. */
  patience?: number;
}

export interface KnownLimits {
  /** Reads the limits, unless they are fresh. At most once a minute, so it may be called often. Never fails. */
  refresh(): Promise<void>;
  /** The most bytes of a file. Undefined: not known. */
  readonly most: number | undefined;
  /**
   * Checks what is known of a file before its body. Nothing is refused while no limit is known.
   * @throws Problem 413 file-too-large, 415 type-not-allowed, as the service does
   */
  check(file: Pick<IncomingFile, "name" | "size">): Promise<void>;
}

/** Milliseconds after which the limits are read again. */
const FRESH = 5 * 60_000;
/** Milliseconds between two attempts to read them, and for which a refusal needs no second look. */
export const AGAIN = 60_000;

type Limits = Pick<Description, "max_file_bytes" | "denied_extensions">;

/**
 * The limits of the service's description, for files that are kept here and sent later: a file that the service would refuse must
 * not get a 202. The last description is used during an outage.
 */
export const knownLimits = (parts: KnownLimitsParts): KnownLimits => {
  const { service, describe, file, log, now = Date.now, patience = 3000 } = parts;
  let limits = onDisk(service, file);
  let readAt = Number.NEGATIVE_INFINITY;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  const ask = async (): Promise<void> => {
    askedAt = now();
    try {
      limits = limitsOf(await describe());
      readAt = now();
      await writeState(file, { service, ...limits });
    } catch (error) {
      log.warn({ error: String(error) }, "The service's limits cannot be read, or not be kept");
    }
  };
  const refresh = (fresh = FRESH): Promise<void> => {
    if (asking) return asking;
    if (now() - readAt < fresh || now() - askedAt < AGAIN) return Promise.resolve();
    asking = ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
  return {
    refresh: () => refresh(),
    get most() {
      return limits.max_file_bytes;
    },
    check: async (file) => {
      if (!refusalOf(file, limits)) return;
      // The operator of the service may have raised a limit meanwhile.
      await Promise.race([refresh(AGAIN), passed(patience)]);
      const refusal = refusalOf(file, limits);
      if (refusal) throw refusal;
    },
  };
};

const passed = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });

const refusalOf = (
  { name, size = 0 }: Pick<IncomingFile, "name" | "size">,
  { max_file_bytes: most, denied_extensions: denied = [] }: Limits,
): Problem | undefined => {
  if (most !== undefined && size > most) return fileTooLarge(most);
  // Windows drops dots and spaces at the end of a name, so the service compares without them.
  const trimmed = name.replace(/[\s.]+$/u, "").toLowerCase();
  const ending = denied.find((each) => trimmed.endsWith(each));
  return ending === undefined ? undefined : typeNotAllowed(ending);
};

/** The service's own limit. */
export const fileTooLarge = (most: number): Problem =>
  new Problem(
    413,
    "file-too-large",
    "The file is too large",
    `The service takes files of up to ${most} bytes. Send a smaller one.`,
  );

const typeNotAllowed = (ending: string): Problem =>
  new Problem(
    415,
    "type-not-allowed",
    "Files of this type are not taken",
    `${ending} is not taken by the service, because such a file can run as a program. Send a file of another kind.`,
  );

/** Only what has the form that it should have: the file on disk and the service are not trusted to have it. */
const limitsOf = ({ max_file_bytes: most, denied_extensions: denied }: Limits): Limits => ({
  ...(typeof most === "number" && most > 0 && { max_file_bytes: most }),
  ...(Array.isArray(denied) && {
    denied_extensions: denied.filter((each) => typeof each === "string" && each !== ""),
  }),
});

/** The limits of the file, unless the file is of another service. */
const onDisk = (service: string, file: string): Limits => {
  const state = readState(file) as (Limits & { service?: unknown }) | undefined;
  return state?.service === service ? limitsOf(state) : {};
};

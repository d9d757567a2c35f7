import { MAX_BATCH } from "../../layers/core/src/contract/requests.ts";
import type { Limits } from "./limits.ts";
import type { Uses } from "./prices.ts";

/** Requests of one kind, as often as the limits allow. */
export interface Attack {
  who: "a user" | "a holder of a form" | "anybody";
  what: string;
  perSecond: number;
  /** For one request. */
  uses: Uses;
}

/** Bytes, as fast as a line of `gigabits` a second carries them. */
export interface Flood {
  who: string;
  what: string;
  gigabits: number;
  price: "storedGb" | "transferredGb" | "cloudFrontGb";
}

/** What the figures assume. No measurement on AWS is behind them. */
export const ASSUMED = {
  /**
   * A write unit is 1 KB. A record with the longest name has up to 2 KB. The longest path adds 2 KB (the record has it
   * twice), and the longest tags 2 KB.
   */
  recordWriteUnits: 6,
  /** A read unit is 4 KB. */
  recordReadUnits: 2,
  /** A new record is in open (1), by-owner (4, with path and tags) and by-path (5, with the path twice). */
  newIndexUnits: 1 + 4 + 5,
  /** An update changes the entries of by-owner (4) and by-path (5), and moves the entry of open: a delete and a put (2). */
  updateIndexUnits: 4 + 5 + 2,
  /**
   * With a status on the way: two queries of 200 entries of 5 KB in by-path, and 100 records for each. Indexes are read eventually
   * consistently: a read unit is 8 KB.
   */
  filteredListUnits: (2 * 200 * 5) / 8 + 2 * 100 * 2,
  routeSeconds: 0.1,
  /** 50 calls at once, and 50 signatures. */
  manySeconds: 0.5,
  /** The log line of /uploads has the ids of its files. */
  manyLogBytes: 2500,
  listSeconds: 0.4,
  /** The mover's BatchSize. A queue that is behind fills its batches. */
  batchMessages: 10,
  /** However many messages a batch has. */
  batchSeconds: 0.5,
  /** Of a batch while the queue is not behind: 26 invocations for 60 posts on the local stack. */
  burstBatchMessages: 60 / 26,
  accessLogBytes: 500,
  functionLogBytes: 500,
  /** Tracing is off. With it, X-Ray's default rule traces one request a second, and 5 % of the others. */
  tracedShare: 0,
  /** Send, receive and delete, each for a batch of one. */
  queueRequestsPerMessage: 3,
  /** Quota of an account and region for all its APIs. */
  accountRate: 10_000,
  /** S3 accepts this many for one prefix. */
  s3PostsPerSecond: 3500,
  /** Cognito's quota UserCreation. */
  signUpsPerSecond: 50,
  uploadedGigabits: 1,
  downloadedGigabits: [1, 10],
  /** GB of a line of one gigabit a second in an hour: 3600 / 8. */
  gbPerGigabitHour: 450,
} as const;

export const GB = 1e9;

export const MOVER_SECONDS = ASSUMED.batchSeconds / ASSUMED.batchMessages;

/** Messages a second that `movers` handle: in full batches, and in batches as a burst fills them. */
export const moverCapacity = ({ movers }: Pick<Limits, "movers">): { full: number; burst: number } => ({
  full: (movers * ASSUMED.batchMessages) / ASSUMED.batchSeconds,
  burst: (movers * ASSUMED.burstBatchMessages) / ASSUMED.batchSeconds,
});

export const CREATE = ASSUMED.recordWriteUnits + ASSUMED.newIndexUnits;
const UPDATE = ASSUMED.recordWriteUnits + ASSUMED.updateIndexUnits;
const REFUSED = ASSUMED.recordWriteUnits;
/** A claim writes no index. */
export const MOVED = ASSUMED.recordWriteUnits + UPDATE;

/**
 * What the reconciler does later for a file that is never sent: it looks once when the form has expired, and once more a
 * day later. A look is a read, a HEAD and a write.
 */
const laterLooks = (files = 1): Required<Pick<Uses, "readUnit" | "writeUnit" | "s3Read">> => ({
  readUnit: files * 2 * ASSUMED.recordReadUnits,
  writeUnit: files * 2 * UPDATE,
  s3Read: files * 2,
});

/** A request to a route, without the calls of its function. */
const invoked = (seconds: number, gb: number): Uses => ({
  apiRequest: 1,
  invocation: 1,
  gbSecond: seconds * gb,
  loggedGb: (ASSUMED.accessLogBytes + ASSUMED.functionLogBytes) / GB,
  trace: ASSUMED.tracedShare,
});

export const routeUses = ({ routeGb }: Pick<Limits, "routeGb">): Uses =>
  invoked(ASSUMED.routeSeconds, routeGb);

/** The attacks, with the calls of docs/bill.md. */
export const attacks = (limits: Limits): Attack[] => {
  const { rate, share, openRate, paths, routeGb, manyGb, moverGb } = limits;
  const route = routeUses(limits);
  const message: Uses = {
    queueRequest: ASSUMED.queueRequestsPerMessage,
    invocation: 1 / ASSUMED.batchMessages,
    gbSecond: MOVER_SECONDS * moverGb,
  };
  const many: Uses = {
    ...invoked(ASSUMED.manySeconds, manyGb),
    loggedGb: (ASSUMED.accessLogBytes + ASSUMED.manyLogBytes) / GB,
  };
  const logOnly: Uses = { loggedGb: ASSUMED.accessLogBytes / GB };
  const user = (what: string, name: string, uses: Uses): Attack => ({
    who: "a user",
    what,
    perSecond: share(name),
    uses,
  });
  return [
    user("`POST /upload`, and nothing is sent", "Upload", {
      ...route,
      ...laterLooks(),
      writeUnit: CREATE + laterLooks().writeUnit,
    }),
    user("`POST /upload` again with keys whose forms have expired, and nothing is sent", "Upload", {
      ...route,
      ...laterLooks(),
      writeUnit: REFUSED + UPDATE + laterLooks().writeUnit,
    }),
    user("`POST /upload`, and a byte is sent and moved", "Upload", {
      ...route,
      ...message,
      invocation: 1 + 1 / ASSUMED.batchMessages,
      gbSecond: ASSUMED.routeSeconds * routeGb + MOVER_SECONDS * moverGb,
      loggedGb: (ASSUMED.accessLogBytes + 2 * ASSUMED.functionLogBytes) / GB,
      writeUnit: CREATE + MOVED,
      // The client's POST and the mover's copy.
      s3Write: 2,
      // The first bytes of the source, and of the copy.
      s3Read: 2,
    }),
    user("`POST /upload`, a plan of parts, and nothing is sent", "Upload", {
      ...route,
      ...laterLooks(),
      writeUnit: CREATE + laterLooks().writeUnit,
      // S3 creates the multipart upload. Each later look lists its parts, too.
      s3Write: 1 + 2,
    }),
    user("`POST /upload-parts` with `list`", "UploadParts", {
      ...route,
      readUnit: ASSUMED.recordReadUnits,
      s3Write: 1,
    }),
    user("`POST /confirm-upload` of 10,000 parts, and nothing is sent", "Confirm", {
      ...route,
      readUnit: ASSUMED.recordReadUnits,
      // S3 bills a list like a write.
      s3Write: 10,
    }),
    user("`POST /uploads` of 50 files, and nothing is sent", "UploadMany", {
      ...many,
      ...laterLooks(MAX_BATCH),
      writeUnit: MAX_BATCH * CREATE + laterLooks(MAX_BATCH).writeUnit,
    }),
    user("`POST /uploads` of 50 files, and a byte of each is sent and moved", "UploadMany", {
      ...many,
      queueRequest: MAX_BATCH * ASSUMED.queueRequestsPerMessage,
      invocation: 1 + MAX_BATCH / ASSUMED.batchMessages,
      gbSecond: ASSUMED.manySeconds * manyGb + MAX_BATCH * MOVER_SECONDS * moverGb,
      loggedGb: (ASSUMED.accessLogBytes + ASSUMED.manyLogBytes + MAX_BATCH * ASSUMED.functionLogBytes) / GB,
      writeUnit: MAX_BATCH * (CREATE + MOVED),
      s3Write: MAX_BATCH * 2,
      s3Read: MAX_BATCH * 2,
    }),
    user("`POST /confirm-upload` without bytes", "Confirm", {
      ...route,
      readUnit: 2 * ASSUMED.recordReadUnits,
      s3Read: 1,
    }),
    user("`GET /consult-status`", "Consult", { ...route, readUnit: ASSUMED.recordReadUnits }),
    user("`GET /consult-status` of 50 files", "Consult", {
      ...route,
      readUnit: MAX_BATCH * ASSUMED.recordReadUnits,
    }),
    user("`GET /files` with a filter that nothing passes", "List", {
      ...invoked(ASSUMED.listSeconds, routeGb),
      readUnit: ASSUMED.filteredListUnits,
    }),
    user("`GET /files/{file_id}`", "Download", { ...route, readUnit: ASSUMED.recordReadUnits }),
    user("`DELETE /files/{file_id}`", "Remove", {
      ...route,
      // The reconciler sweeps the tombstone later: a read and a write. S3's deletes are free.
      readUnit: 2 * ASSUMED.recordReadUnits,
      writeUnit: 2 * UPDATE,
    }),
    user("`POST /update-status`, which gets a 403", "Update", route),
    user("`GET /operations`, which gets a 403", "Operations", route),
    user("`GET /operations/files/{file_id}`, which gets a 403", "OperationsFile", route),
    {
      who: "a holder of a form",
      what: "the same form, POSTed again and again",
      perSecond: ASSUMED.s3PostsPerSecond,
      uses: {
        ...message,
        loggedGb: ASSUMED.functionLogBytes / GB,
        s3Write: 1,
        // A batch of ten has one claim, one HEAD and one delete.
        s3Read: 1 / ASSUMED.batchMessages,
        writeUnit: REFUSED / ASSUMED.batchMessages,
      },
    },
    { who: "anybody", what: "`GET /.well-known/malote`", perSecond: openRate, uses: route },
    {
      who: "anybody",
      what: "`OPTIONS` of every path",
      perSecond: paths * share("Preflight"),
      uses: { apiRequest: 1, ...logOnly, trace: ASSUMED.tracedShare },
    },
    {
      who: "anybody",
      what: "any route without a valid token, if throttled before the authorizer",
      perSecond: rate,
      uses: logOnly,
    },
    {
      who: "anybody",
      what: "any route without a valid token, if not throttled",
      perSecond: ASSUMED.accountRate,
      uses: logOnly,
    },
    {
      who: "anybody",
      what: "paths that are no route, if they are billed",
      perSecond: ASSUMED.accountRate,
      uses: { apiRequest: 1, ...logOnly },
    },
    {
      who: "anybody",
      what: "sign-ups, only with `SelfSignUp=true`",
      perSecond: ASSUMED.signUpsPerSecond,
      uses: { activeUser: 1 },
    },
  ];
};

export const floods: Flood[] = [
  {
    who: "a user",
    what: "uploads that stay",
    gigabits: ASSUMED.uploadedGigabits,
    price: "storedGb",
  },
  {
    who: "a writer of `inbox/`",
    what: "objects that stay, only with `Inbox=true`",
    gigabits: Math.max(...ASSUMED.downloadedGigabits),
    price: "storedGb",
  },
  ...ASSUMED.downloadedGigabits.map(
    (gigabits): Flood => ({
      who: "a holder of a link",
      what: "downloads through the link",
      gigabits,
      price: "transferredGb",
    }),
  ),
  {
    who: "a holder of a link",
    what: "downloads through the link, from CloudFront",
    gigabits: Math.max(...ASSUMED.downloadedGigabits),
    price: "cloudFrontGb",
  },
  {
    who: "anybody",
    what: "the files of the page, only with `Page=true`",
    gigabits: Math.max(...ASSUMED.downloadedGigabits),
    price: "cloudFrontGb",
  },
];

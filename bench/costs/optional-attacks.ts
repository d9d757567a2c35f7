import { MAX_BATCH } from "../../layers/core/src/contract/requests.ts";
import { MAX_QUEUE_DELAY_SECONDS, RETRY_DELAYS } from "../../layers/core/src/domain/webhooks/delivery.ts";
import { MAX_ENDPOINTS } from "../../layers/core/src/domain/webhooks/endpoint.ts";
import { ASSUMED, type Attack, CREATE, GB, MOVED, MOVER_SECONDS, routeUses } from "./attacks.ts";
import type { Limits } from "./limits.ts";

/** An attack on a part that is off by default. */
export interface OptionalAttack extends Omit<Attack, "who"> {
  who: Attack["who"] | "a writer of `inbox/`" | "a receiver";
  parameter: "Inbox" | "PublishStatusEvents" | "Webhooks";
}

/** What the figures assume beside ASSUMED. */
export const ASSUMED_OF_PARTS = {
  /** A file that is announced and moved: pending, uploaded, processing, completed. The claim is one write with two of them. */
  changes: 4,
  writes: 3,
  /** A delivery has the view of the file, with the longest name, path and tags, and its history of attempts. */
  deliveryWriteUnits: 5,
  deliveryReadUnits: 2,
  /** An update moves the entry of the index due: a delete and a put. */
  dueUnits: 2,
  /** A webhook has at most 2 KB. */
  endpointReadUnits: 1,
  /** The post of a delivery gives up after so long. */
  attemptSeconds: 10,
  /** Of a receiver that responds. */
  responseSeconds: 0.2,
  /** Of the functions that read the table's stream, for a batch. */
  streamBatchSeconds: 0.5,
} as const;

const {
  changes,
  writes,
  deliveryWriteUnits,
  deliveryReadUnits,
  dueUnits,
  endpointReadUnits,
  attemptSeconds,
  responseSeconds,
  streamBatchSeconds,
} = ASSUMED_OF_PARTS;

/** The share of the attempts before which the sweep finds the delivery, and of those before which the queue waits. */
const SWEPT = RETRY_DELAYS.filter((delay) => delay > MAX_QUEUE_DELAY_SECONDS).length / RETRY_DELAYS.length;
const QUEUED = 1 - SWEPT;

/** The attacks on optional parts, with the calls of docs/bill.md. What a row costs comes on top of the request itself. */
export const optionalAttacks = (limits: Limits): OptionalAttack[] => {
  const { share, routeGb, moverGb, optional } = limits;
  const preflight = { apiRequest: 1, loggedGb: ASSUMED.accessLogBytes / GB, trace: ASSUMED.tracedShare };
  const perRequest = MAX_BATCH * changes;
  const batches = (size: number) => (MAX_BATCH * writes) / size;
  const deliveries = perRequest * MAX_ENDPOINTS;
  const stream = (size: number) => ({
    invocation: batches(size),
    gbSecond: batches(size) * streamBatchSeconds * routeGb,
  });
  /** An attempt that takes so long in a batch of its kind. */
  const attempt = (seconds: number) => ({
    readUnit: deliveryReadUnits + endpointReadUnits,
    invocation: 1 / ASSUMED.batchMessages,
    gbSecond: (seconds * routeGb) / ASSUMED.batchMessages,
    loggedGb: ASSUMED.functionLogBytes / GB,
  });
  const received = 2 / ASSUMED.batchMessages;
  return [
    {
      who: "a writer of `inbox/`",
      what: "objects of one byte, each of which becomes a file",
      parameter: "Inbox",
      perSecond: ASSUMED.s3PostsPerSecond,
      uses: {
        // The writer's PUT, the copy to temp/ and the mover's copy.
        s3Write: 3,
        // HEAD of the object; the first bytes of the source, and of the copy.
        s3Read: 3,
        // One of inbox/ and one of the mover, whose functions take about as long.
        queueRequest: 2 * ASSUMED.queueRequestsPerMessage,
        invocation: 2 / ASSUMED.batchMessages,
        gbSecond: MOVER_SECONDS * (routeGb + moverGb),
        loggedGb: (2 * ASSUMED.functionLogBytes) / GB,
        writeUnit: CREATE + MOVED,
      },
    },
    {
      who: "a user",
      what: "`POST /uploads` of 50 files, and a byte of each is sent and moved: their events",
      parameter: "PublishStatusEvents",
      perSecond: share("UploadMany"),
      uses: {
        customEvent: perRequest,
        ...stream(optional.eventsBatch),
        loggedGb: (perRequest * ASSUMED.functionLogBytes) / GB,
      },
    },
    {
      who: "a user",
      what: `the same: their deliveries, if ${MAX_ENDPOINTS} webhooks want each change`,
      parameter: "Webhooks",
      perSecond: share("UploadMany"),
      uses: {
        ...stream(optional.fanoutBatch),
        readUnit: batches(optional.fanoutBatch) * MAX_ENDPOINTS * endpointReadUnits,
        writeUnit: deliveries * deliveryWriteUnits,
        queueRequest: deliveries / ASSUMED.batchMessages,
      },
    },
    {
      who: "a user",
      what: "the eight routes of `/webhooks`, which get a 403",
      parameter: "Webhooks",
      perSecond: optional.webhookRate,
      uses: routeUses(limits),
    },
    {
      who: "a receiver",
      what: "200 to each attempt, of however many webhooks",
      parameter: "Webhooks",
      perSecond: optional.attemptsAtOnce / responseSeconds,
      uses: {
        ...attempt(responseSeconds),
        // The beginning, with a new entry of the index, and the end, without it.
        writeUnit: 2 * deliveryWriteUnits + dueUnits,
        queueRequest: received,
      },
    },
    {
      who: "a receiver",
      what: "no response to any attempt, of however many webhooks",
      parameter: "Webhooks",
      perSecond: optional.attemptsAtOnce / attemptSeconds,
      uses: {
        ...attempt(attemptSeconds),
        // The beginning and the end, and before some of them the sweep.
        writeUnit: (2 + SWEPT) * (deliveryWriteUnits + dueUnits),
        queueRequest: received + QUEUED + SWEPT / ASSUMED.batchMessages,
      },
    },
    {
      who: "anybody",
      what: "`OPTIONS` of every path of `/webhooks`",
      parameter: "Webhooks",
      perSecond: optional.webhookPaths * share("Preflight"),
      uses: preflight,
    },
  ];
};

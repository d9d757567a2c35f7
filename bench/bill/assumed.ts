/** What the dollars assume beside the calls and the units. Nothing of it was measured on AWS. Times are in milliseconds. */
export const ASSUMED = {
  /** Of one call, inside the region. */
  tableMs: 6,
  queueMs: 10,
  objectMs: 25,
  /** A copy of 0.5 MB; a call of a copy in parts takes S3 longer, but eight of them run at once. */
  copyMs: 60,
  /** Of a function's own work for a request, or for a message. */
  ownMs: 10,
  /** The share of the requests that start an environment, and the time that this takes. Lambda bills it. */
  coldShare: 0.01,
  coldMs: 500,
  /** A line of a function, and of the metrics of a batch. */
  functionLogBytes: 350,
  /** CloudWatch counts these for each line. */
  lineBytes: 26,
  /** X-Ray's default rule traces one request a second, and 5 % of the others. A stack with a million files a month has fewer than two requests a second. */
  tracedShare: 1,
  /** Messages of a batch: of files that arrive one by one, and of many at once. */
  batch: { single: 1, bulk: 10 },
  hoursOfMonth: 730,
  /** Lambda polls a queue with five connections, as long as it has a maximum concurrency: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
  pollers: 5,
  pollSeconds: 20,
  /** A run of the reconciler that finds nothing. */
  reconcilerMs: 100,
  reconcilerLogBytes: 1500,
} as const;

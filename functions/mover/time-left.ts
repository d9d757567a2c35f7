/** What is left for the last part of a copy (25 s at the most), the release of the lease, and the message that goes on. */
export const STOP_MARGIN_MS = 35_000;

/**
 * What is left once a completion is given up: for the release and the message, two calls of three tries of
 * 1.2 s each and their backoff. A completion has all the rest, since S3 may take minutes; none is begun with
 * less than STOP_MARGIN_MS.
 */
export const SETTLE_MARGIN_MS = 10_000;

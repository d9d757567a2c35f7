/** Bytes at each hop of the way. */
export interface Hops {
  sent: number;
  received: number;
  stored: number;
}

/**
 * Makes rows of the demo's table from what was read at the hops. The relay and the bucket may have had other files `before`.
 * No number of a row is over the one to its left, or under the one above it: S3 has the bytes twice for a moment when a file
 * in parts is completed, and no bytes in `temp/` any more when the mover has moved them. A row like the one before it is left
 * out.
 */
export const rows = (size: number, before: Pick<Hops, "received" | "stored">) => {
  let last: Hops | undefined;
  return (read: Hops): Hops | undefined => {
    const sent = between(read.sent, last?.sent, size);
    const received = between(read.received - before.received, last?.received, sent);
    const stored = between(read.stored - before.stored, last?.stored, received);
    if (last && last.sent === sent && last.received === received && last.stored === stored) return undefined;
    last = { sent, received, stored };
    return last;
  };
};

const between = (value: number, least = 0, most: number) => Math.min(Math.max(value, least), most);

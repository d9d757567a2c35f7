import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from "@aws-sdk/client-eventbridge";
import { EVENT_SOURCE } from "../domain/event-names.ts";
import type { EventBus, OutgoingEvent } from "../ports.ts";
import { clientConfig } from "./client-config.ts";

/** The limits of one PutEvents: its entries, and the bytes of all of them. */
const MAX_ENTRIES = 10;
const MAX_BYTES = 256 * 1024;

/** The bus with this name. `default` is the one that every account has. */
export const createEventBus = (name: string, client = new EventBridgeClient(clientConfig())): EventBus => ({
  async put<Event extends OutgoingEvent>(events: readonly Event[]) {
    const refused = new Map<Event, unknown>();
    const batches = inBatches(events.map((event) => ({ event, entry: entryOf(event, name) })));
    for (const [i, batch] of batches.entries()) {
      try {
        const { Entries = [] } = await client.send(
          new PutEventsCommand({ Entries: batch.map(({ entry }) => entry) }),
        );
        for (const [at, { event }] of batch.entries()) {
          // EventBridge takes each entry by itself, and reports them in the order of the request.
          if (!Entries[at]?.EventId) refused.set(event, new EventRefused(Entries[at]));
        }
      } catch (error) {
        // Most likely the next calls fail too, each after all of its attempts. So the rest is not tried.
        for (const { event } of batches.slice(i).flat()) refused.set(event, error);
        break;
      }
    }
    return refused;
  },
});

/** The code and the sentence with which EventBridge refused one entry of a call. */
class EventRefused extends Error {
  override name = "EventRefused";
  constructor({ ErrorCode = "NoEventId", ErrorMessage = "" }: PutEventsResultEntry = {}) {
    super(`${ErrorCode} ${ErrorMessage}`.trim());
  }
}

const entryOf = ({ type, time, detail }: OutgoingEvent, bus: string): PutEventsRequestEntry => ({
  EventBusName: bus,
  Source: EVENT_SOURCE,
  DetailType: type,
  Time: new Date(time),
  Detail: JSON.stringify(detail),
});

/**
 * The size of an entry in bytes, as EventBridge computes it:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
 */
const sizeOf = ({ Source = "", DetailType = "", Detail = "" }: PutEventsRequestEntry): number =>
  14 + Buffer.byteLength(Source + DetailType + Detail);

/** The events in their order, as many in each call as the limits allow. */
const inBatches = <Item extends { entry: PutEventsRequestEntry }>(items: readonly Item[]): Item[][] => {
  const batches: Item[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const size = sizeOf(item.entry);
    const last = batches.at(-1);
    if (last && last.length < MAX_ENTRIES && bytes + size <= MAX_BYTES) {
      last.push(item);
      bytes += size;
    } else {
      batches.push([item]);
      bytes = size;
    }
  }
  return batches;
};

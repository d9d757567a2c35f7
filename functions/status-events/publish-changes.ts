import { type EventBus, FILE_STATUS_CHANGED, type FileStatusChanged, statusEvents } from "@malote/core";
import { writeOf } from "@malote/core/changes";
import type { DynamoDBRecord } from "aws-lambda";

export type Report = {
  published(detail: FileStatusChanged): void;
  /** The record is repeated. `id` is that of the event, or else the record's sequence number. */
  notPublished(id: string, cause: unknown): void;
};

type Ports = { bus: EventBus; report: Report };

/**
 * Publishes one FileStatusChanged for each change of status that these records of the table's stream report, in their
 * order.
 * @returns the sequence numbers of the records that must be repeated, because an event of theirs was not published.
 *   Lambda repeats all records from the first of them on, so events of the later ones are published twice.
 */
export const publishChanges =
  ({ bus, report }: Ports) =>
  async (records: readonly DynamoDBRecord[]): Promise<string[]> => {
    const failed = new Set<string>();
    const events = records.flatMap((record) => {
      try {
        return eventsOf(record);
      } catch (cause) {
        // One record that cannot be read must not hold up the others of its batch.
        failed.add(sequenceOf(record));
        report.notPublished(sequenceOf(record), cause);
        return [];
      }
    });
    const refused = await bus.put(events);
    for (const event of events) {
      if (!refused.has(event)) {
        report.published(event.detail);
        continue;
      }
      failed.add(event.sequence);
      report.notPublished(event.detail.id, refused.get(event));
    }
    return [...failed];
  };

const eventsOf = (record: DynamoDBRecord) => {
  const write = writeOf(record);
  if (!write) return [];
  return statusEvents(write.before, write.after).map((detail) => ({
    type: FILE_STATUS_CHANGED,
    time: detail.updated_at,
    detail,
    sequence: sequenceOf(record),
  }));
};

/** Without a number, Lambda repeats the whole batch. */
const sequenceOf = ({ dynamodb }: DynamoDBRecord): string => dynamodb?.SequenceNumber ?? "";

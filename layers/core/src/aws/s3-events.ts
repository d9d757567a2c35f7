/** The members of a record of S3's event notification that this service reads. Keys are encoded as a form is, and ETags have no quotes. */
export type S3Record = {
  eventName: string;
  /** When S3 had the whole object. */
  eventTime?: string;
  s3: { bucket: { name: string }; object: { key: string; eTag: string; sequencer: string } };
};

/** S3 encodes keys in events as a form does: + is a space. */
export const decodeKey = (key: string): string => {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    return key;
  }
};

export const isS3Event = (body: unknown): body is { Records: S3Record[] } => {
  const records = (body as { Records?: unknown } | null)?.Records;
  return (
    Array.isArray(records) &&
    records.every(
      (record: Partial<S3Record> | null) =>
        typeof record?.eventName === "string" &&
        typeof record.s3?.bucket?.name === "string" &&
        typeof record.s3.object?.key === "string",
    )
  );
};

/** S3 sends a test event when the notification is configured. */
export const isTestEvent = (body: unknown): boolean =>
  (body as { Event?: unknown } | null)?.Event === "s3:TestEvent";

import { aSteppingClock, NOW, OWNER } from "#testing/builders.ts";
import { fakeBucket } from "#testing/fake-bucket.ts";
import { fakeFiles } from "#testing/fake-files.ts";
import { etagOf } from "#testing/objects.ts";
import { limitRules, RequestedUpload, UPLOAD_RULES } from "../../../layers/core/src/domain/upload-rules.ts";
import type { InboxObject, Outcome } from "../ports.ts";
import type { ReceivePorts } from "../receive-message.ts";

export const BUCKET = "malote-files";
export const KEY = `inbox/${OWNER}/reports/2026/May 1+2.txt`;

export const aReport = () => {
  const lines = {
    dropped: [] as string[],
    handled: [] as Outcome["outcome"][],
    postponed: [] as number[],
    undelayed: [] as unknown[],
  };
  const report: ReceivePorts["report"] = {
    dropped: (reason) => lines.dropped.push(reason),
    handled: (_, { outcome }) => lines.handled.push(outcome),
    postponed: (_, seconds) => lines.postponed.push(seconds),
    undelayed: (_, cause) => lines.undelayed.push(cause),
  };
  return { ...lines, report };
};

/** An empty table and an empty bucket, and the ports that the function needs. Files over 20 bytes are copied in parts of 8. */
export const aWorld = () => {
  const files = fakeFiles();
  const bucket = fakeBucket();
  const time = aSteppingClock();
  const reported = aReport();
  const sent: object[] = [];
  const delays: number[] = [];
  let writes = 0;
  const limits = { maxBytes: 1000, maxSha256Bytes: 20, allowedTypes: ["*/*"], deniedExtensions: [".exe"] };
  const ports: ReceivePorts = {
    files,
    storage: bucket,
    queue: {
      async send(event) {
        sent.push(event);
      },
      async delay(_, seconds) {
        delays.push(seconds);
      },
    },
    uploads: {
      refine: (members) => new RequestedUpload(members),
      rules: [...UPLOAD_RULES, ...limitRules(limits)],
    },
    bucket: BUCKET,
    parts: { thresholdBytes: 20, partBytes: 8 },
    clock: time.clock,
    report: reported.report,
  };
  /** Writes an object as a system does. Returns what S3's event reports. */
  const write = (text: string, key = KEY): InboxObject => {
    const bytes = Buffer.from(text);
    const written_at = time.clock().toISOString();
    bucket.objects.set(key, {
      bytes,
      etag: etagOf(bytes),
      metadata: {},
      last_modified: `${written_at.slice(0, 19)}.000Z`,
    });
    const sequencer = `0055AED6DCD90281E${++writes}`;
    return { key, etag: etagOf(bytes), sequencer, written_at, event: { Records: [{ sequencer }] } };
  };
  /** The texts of all objects under a prefix, by their keys. */
  const texts = (prefix: string): Record<string, string> =>
    Object.fromEntries(
      [...bucket.objects]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, { bytes }]) => [key, Buffer.from(bytes).toString()]),
    );
  /** The only record. */
  const record = () => {
    const [file, ...more] = files.table.values();
    if (!file || more.length > 0) throw new Error("there is not exactly one record");
    return file;
  };
  return { files, bucket, time, reported, sent, delays, ports, write, texts, record };
};

export type World = ReturnType<typeof aWorld>;

/** The body of S3's notification of these objects. */
export const anEvent = (
  ...objects: Partial<{ key: string; eTag: string; eventName: string; bucket: string }>[]
) =>
  JSON.stringify({
    Records: objects.map(({ key = KEY, eTag = "e", eventName = "ObjectCreated:Put", bucket = BUCKET }) => ({
      eventName,
      eventTime: NOW,
      s3: {
        bucket: { name: bucket },
        object: {
          key: encodeURIComponent(key).replaceAll("%2F", "/").replaceAll("%20", "+"),
          eTag,
          sequencer: "0055AED6DCD90281E1",
        },
      },
    })),
  });

/** Wraps every call to a port; `call` makes the call itself. */
export type Around = (index: number, name: string, call: () => Promise<unknown>) => Promise<unknown>;

/** The same ports, with `around` wrapped around each call to the table, the bucket and the queue. */
export const aroundCalls = (ports: ReceivePorts, around: Around): ReceivePorts => {
  let index = 0;
  const wrap = <T extends object>(port: T, name: string): T =>
    new Proxy(port, {
      get(target, member) {
        const value: unknown = Reflect.get(target, member);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) =>
          around(index++, `${name}.${String(member)}`, async () => Reflect.apply(value, target, args));
      },
    });
  return {
    ...ports,
    files: wrap(ports.files, "files"),
    storage: wrap(ports.storage, "storage"),
    queue: wrap(ports.queue, "queue"),
  };
};

export const TIME_LEFT = () => 140_000;

export type Service = "S3" | "DynamoDB" | "SQS" | "EventBridge" | "KMS";

/** One attempt of one call to AWS, before it is sent. Each retry of the SDK is another attempt. */
export type Call = {
  service: Service;
  /** CopyObject, UpdateItem, SendMessage … */
  operation: string;
  /** "S3 CopyObject dest/first.bin (1st)". It contains the subject, because concurrent calls have no order. */
  name: string;
  input: Input;
};

/** A call as the SDK's middleware receives it. */
export type Sending = { clientName: string; commandName: string; input: Input };

type Input = {
  Bucket?: string;
  IfNoneMatch?: string;
  Key?: string | Record<string, { S?: string }>;
  Prefix?: string;
  PartNumber?: number;
  ExpressionAttributeValues?: Record<string, { S?: string }>;
};

/** Names the calls of one process. Calls with the same subject are numbered. */
export const nameCalls = (labels: ReadonlyMap<string, string>) => {
  const made = new Map<string, number>();
  return ({ clientName, commandName, input }: Sending): Call => {
    const service = clientName.replace(/Client$/, "") as Service;
    const operation = commandName.replace(/Command$/, "");
    const about = [service, operation, subjectOf(input, labels)].filter((word) => word !== "").join(" ");
    const nth = (made.get(about) ?? 0) + 1;
    made.set(about, nth);
    return { service, operation, name: `${about} (${ordinal(nth)})`, input };
  };
};

const subjectOf = (input: Input, labels: ReadonlyMap<string, string>): string => {
  const { Key, Prefix = "", PartNumber, ExpressionAttributeValues } = input;
  const key = typeof Key === "object" ? Key["file_id"]?.S : Key;
  const shard = ExpressionAttributeValues?.[":shard"]?.S;
  const subject = key ?? (shard === undefined ? Prefix : `of shard ${shard}`);
  const part = PartNumber === undefined ? "" : ` part ${PartNumber}`;
  return [...labels].reduce((text, [id, label]) => text.replace(id, label), subject) + part;
};

const ordinal = (n: number): string => {
  const ending = n % 100 >= 11 && n % 100 <= 13 ? undefined : ["st", "nd", "rd"][(n % 10) - 1];
  return `${n}${ending ?? "th"}`;
};

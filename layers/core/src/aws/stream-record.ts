import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { FileRecord } from "../domain/file.ts";

/** One write of a file's record. `before` is undefined if the record is new. */
export type Write = { before: FileRecord | undefined; after: FileRecord };

type Image = Record<string, unknown>;

/** The part of a record of DynamoDB Streams that is read here (NEW_AND_OLD_IMAGES). */
type StreamRecord = {
  dynamodb?: { OldImage?: Image | undefined; NewImage?: Image | undefined } | undefined;
};

/**
 * The write that a record of the table's stream reports. Undefined if it is none of a file: a record that TTL or an
 * administrator removed, or the reconciler's cursor, which is an item of the same table.
 * @throws an error if DynamoDB's form of an image cannot be read
 */
export const writeOf = ({ dynamodb }: StreamRecord): Write | undefined => {
  const after = imageOf(dynamodb?.NewImage);
  return after && { before: imageOf(dynamodb?.OldImage), after };
};

/** A file has a history. */
const imageOf = (image: Image | undefined): FileRecord | undefined => {
  if (!image || !("history" in image)) return undefined;
  return unmarshall(image as Record<string, AttributeValue>) as FileRecord;
};

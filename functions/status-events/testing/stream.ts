import { marshall } from "@aws-sdk/util-dynamodb";
import type { FileRecord } from "@malote/core";
import type { DynamoDBRecord } from "aws-lambda";

let sequence = 0;

/** The record of the table's stream that reports a write. Without `after`, the record was removed. */
export const aStreamRecord = (
  before: FileRecord | undefined,
  after: FileRecord | undefined,
): DynamoDBRecord => ({
  eventName: before === undefined ? "INSERT" : after === undefined ? "REMOVE" : "MODIFY",
  dynamodb: {
    SequenceNumber: String(++sequence).padStart(21, "0"),
    StreamViewType: "NEW_AND_OLD_IMAGES",
    ...(before && { OldImage: imageOf(before) }),
    ...(after && { NewImage: imageOf(after) }),
  },
});

/** The SDK's type of an attribute has more members than that of the events. */
const imageOf = (file: FileRecord) =>
  marshall(file) as unknown as NonNullable<NonNullable<DynamoDBRecord["dynamodb"]>["NewImage"]>;

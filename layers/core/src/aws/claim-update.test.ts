import { expect, test } from "vitest";
import { FILE_ID, NOW } from "#testing/builders.ts";
import { expectPlaceholdersMatch } from "#testing/expressions.ts";
import { claimUpdate } from "./claim-update.ts";

const claim = {
  file_id: FILE_ID,
  key_path: `temp/${FILE_ID}.jpg`,
  dest_path: `dest/${FILE_ID}.jpg`,
  lease_owner: "message-1",
  lease_until: "2026-11-21T12:02:10.000Z",
  at: NOW,
  max_attempts: 5,
  lease_id: "claim-1",
};

const names = [
  "status",
  "lease_owner",
  "lease_until",
  "lease_id",
  "check_at",
  "open_shard",
  "part_bytes",
  "arrived_at",
  "updated_at",
  "version",
  "attempts",
  "history",
  "details",
  "error_code",
  "cause",
  "retryable",
  "purge_at",
  "ended",
  "ended_at",
  "key_path",
  "dest_path",
];

test("a claim is one update of the whole lease, with every condition of a claim", () => {
  expect(claimUpdate(claim)).toStrictEqual({
    Key: { file_id: FILE_ID },
    UpdateExpression:
      "SET #status = :processing, #lease_owner = :lease_owner, #lease_until = :lease_until, " +
      "#lease_id = :lease_id, #updated_at = :at, #version = #version + :one, #attempts = #attempts + :one, " +
      "#history = list_append(#history, :changes) " +
      "REMOVE #details, #error_code, #cause, #retryable, #purge_at, #ended, #ended_at",
    ConditionExpression:
      "#key_path = :key_path AND #dest_path = :dest_path AND #attempts < :max_attempts AND " +
      "attribute_exists(#open_shard) AND #check_at <= :latest_check AND " +
      "(attribute_not_exists(#part_bytes) OR attribute_exists(#arrived_at)) AND " +
      "(#status IN (:pending, :uploaded) OR (#status = :processing AND " +
      "(attribute_not_exists(#lease_until) OR #lease_until < :at OR (#lease_owner = :lease_owner AND " +
      "(attribute_not_exists(#lease_id) OR #lease_id <> :lease_id)))))",
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ":uploaded": "uploaded",
      ":pending": "pending",
      ":processing": "processing",
      ":lease_owner": "message-1",
      ":lease_until": "2026-11-21T12:02:10.000Z",
      ":lease_id": "claim-1",
      ":latest_check": "2026-11-21T13:00:00.000Z",
      ":at": NOW,
      ":one": 1,
      ":changes": [
        { status: "uploaded", at: NOW, by: "mover" },
        { status: "processing", at: NOW, by: "mover" },
      ],
      ":key_path": `temp/${FILE_ID}.jpg`,
      ":dest_path": `dest/${FILE_ID}.jpg`,
      ":max_attempts": 5,
    },
  });
});

test("a claim defines every placeholder that it uses, and uses every placeholder that it defines", () => {
  expectPlaceholdersMatch(claimUpdate(claim));
});

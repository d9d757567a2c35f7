import type { Change } from "../domain/file.ts";
import { openShard } from "../domain/open-index.ts";
import { CLAIMABLE } from "../domain/status.ts";
import type { Claim } from "../ports.ts";

/**
 * The mover's claim as one UpdateItem, which needs no read. Every claim has its own `lease_id`: if the SDK sends a claim
 * twice, the second is refused, while a new claim by the same message may take the lease again.
 * The claim does not know the status before it, so it writes both `uploaded` and `processing` to the history (see
 * historyOf). A file in `error` is claimed by `save` instead, because its record must be read first.
 */
export const claimUpdate = (claim: Claim & { lease_id: string }) => {
  const changes: Change[] = [
    { status: "uploaded", at: claim.at, by: "mover" },
    { status: "processing", at: claim.at, by: "mover" },
  ];
  return {
    Key: { file_id: claim.file_id },
    UpdateExpression: [
      "SET #status = :processing, #lease_owner = :lease_owner, #lease_until = :lease_until, #lease_id = :lease_id",
      "#check_at = :lease_until, #open_shard = :open_shard, #updated_at = :at",
      "#version = #version + :one, #attempts = #attempts + :one",
      "#history = list_append(#history, :changes) REMOVE #details, #error_code, #cause, #retryable, #purge_at",
    ].join(", "),
    ConditionExpression: [
      "#key_path = :key_path AND #dest_path = :dest_path AND #attempts < :max_attempts",
      `(#status IN (${CLAIMABLE.map((status) => `:${status}`).join(", ")})`,
    ]
      .join(" AND ")
      .concat(
        " OR (#status = :processing AND (attribute_not_exists(#lease_until) OR #lease_until < :at",
        " OR (#lease_owner = :lease_owner AND (attribute_not_exists(#lease_id) OR #lease_id <> :lease_id)))))",
      ),
    ExpressionAttributeNames: Object.fromEntries(
      [
        "status",
        "lease_owner",
        "lease_until",
        "lease_id",
        "check_at",
        "open_shard",
        "updated_at",
        "version",
        "attempts",
        "history",
        "details",
        "error_code",
        "cause",
        "retryable",
        "purge_at",
        "key_path",
        "dest_path",
      ].map((name) => [`#${name}`, name]),
    ),
    ExpressionAttributeValues: {
      ...Object.fromEntries(CLAIMABLE.map((status) => [`:${status}`, status])),
      ":processing": "processing",
      ":lease_owner": claim.lease_owner,
      ":lease_until": claim.lease_until,
      ":lease_id": claim.lease_id,
      ":open_shard": openShard(claim.file_id),
      ":at": claim.at,
      ":one": 1,
      ":changes": changes,
      ":key_path": claim.key_path,
      ":dest_path": claim.dest_path,
      ":max_attempts": claim.max_attempts,
    },
  };
};

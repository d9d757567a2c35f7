import { REMOVED_BY_CLAIM } from "../domain/claimable.ts";
import type { Change } from "../domain/file.ts";
import { latestKeptCheck } from "../domain/open-index.ts";
import type { Status } from "../domain/status.ts";
import type { Claim } from "../ports.ts";

/**
 * The mover's claim as one UpdateItem, which needs no read. Every claim has its own `lease_id`: if the SDK sends a claim
 * twice, the second is refused, while a new claim by the same message may take the lease again.
 * The claim does not know the status before it, so it writes both `uploaded` and `processing` to the history (see
 * historyOf).
 * It changes nothing that an index holds. A record whose entry in the index `open` must change is refused, and then claimed by
 * `save`: one that has no entry, whose next check is far away, or that is a plan which nobody confirmed. So is a file in
 * `error`, because its record must be read first.
 */
/** The statuses that are claimed with one write. */
const CLAIMED_AT_ONCE: readonly Status[] = ["pending", "uploaded"];

export const claimUpdate = (claim: Claim & { lease_id: string }) => {
  const changes: Change[] = [
    { status: "uploaded", at: claim.at, by: "mover" },
    { status: "processing", at: claim.at, by: "mover" },
  ];
  return {
    Key: { file_id: claim.file_id },
    UpdateExpression: [
      "SET #status = :processing, #lease_owner = :lease_owner, #lease_until = :lease_until, #lease_id = :lease_id",
      "#updated_at = :at, #version = #version + :one, #attempts = #attempts + :one",
      `#history = list_append(#history, :changes) REMOVE ${REMOVED_BY_CLAIM.map((name) => `#${name}`).join(", ")}`,
    ].join(", "),
    ConditionExpression: [
      "#key_path = :key_path AND #dest_path = :dest_path AND #attempts < :max_attempts",
      "attribute_exists(#open_shard) AND #check_at <= :latest_check",
      "(attribute_not_exists(#part_bytes) OR attribute_exists(#arrived_at))",
      `(#status IN (${CLAIMED_AT_ONCE.map((status) => `:${status}`).join(", ")})`,
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
        "part_bytes",
        "arrived_at",
        ...REMOVED_BY_CLAIM,
        "key_path",
        "dest_path",
      ].map((name) => [`#${name}`, name]),
    ),
    ExpressionAttributeValues: {
      ...Object.fromEntries(CLAIMED_AT_ONCE.map((status) => [`:${status}`, status])),
      ":processing": "processing",
      ":lease_owner": claim.lease_owner,
      ":lease_until": claim.lease_until,
      ":lease_id": claim.lease_id,
      ":latest_check": latestKeptCheck(claim.at),
      ":at": claim.at,
      ":one": 1,
      ":changes": changes,
      ":key_path": claim.key_path,
      ":dest_path": claim.dest_path,
      ":max_attempts": claim.max_attempts,
    },
  };
};

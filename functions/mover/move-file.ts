import { afterLosing } from "./after-deletion.ts";
import type { Arrival } from "./arrival.ts";
import { claimFile } from "./claim-file.ts";
import { copyInParts } from "./copy-in-parts.ts";
import { goesInParts, openCopy } from "./copy-progress.ts";
import { copyToDestination } from "./copy-to-destination.ts";
import { giveUp } from "./give-up.ts";
import { removeSource } from "./late-post.ts";
import type { MoverPorts, Outcome, TimeLeft } from "./ports.ts";
import { settle } from "./settle.ts";
import { type Source, verifyBytes } from "./verify-bytes.ts";

/**
 * Moves one file from temp/ to dest/. Every prefix of these steps may be cut off and run again.
 * `completed` comes before the delete: a crash between the two leaves a copy too many, never a
 * file too few.
 * @throws ComeBack, MessageRefused, or what S3 and DynamoDB threw: the message is not done
 */
export const moveFile = async (ports: MoverPorts, arrival: Arrival, time: TimeLeft): Promise<Outcome> => {
  const claim = await claimFile(ports, arrival, time);
  if ("outcome" in claim) return claim.outcome;
  let { file } = claim;

  let source: Source;
  try {
    source = await verifyBytes(ports, file, time);
    if (goesInParts(ports, file)) {
      const copy = await openCopy(ports, file, source);
      if (copy.state === "lost") return afterLosing(ports, copy.current);
      file = copy.file;
      if (copy.state === "open") await copyInParts(ports, file, source, copy.parts, time);
    } else {
      await copyToDestination(ports, file, source);
    }
  } catch (thrown) {
    return giveUp(ports, arrival, file, thrown);
  }

  const settled = await settle(ports, arrival, file, source);
  if (!settled.ok) return afterLosing(ports, settled.current);
  await removeSource(ports, file, source.etag);
  return "completed";
};

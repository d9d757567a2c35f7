import { type ListedObject, secondsAfter, type TimeLeft } from "@malote/core";
import { isTimeUp, tenAtOnce } from "./pace.ts";
import type { ObjectOutcome, ReconcilerPorts } from "./ports.ts";
import { reconcileLeftover } from "./reconcile-leftover.ts";

const PREFIX = "temp/";
/** Pages of 1,000 objects that one run lists. One is usual, because temp/ only holds files on their way. */
const MAX_PAGES = 5;
const RUN_SECONDS = 300;

/**
 * Handles the objects that have been in temp/ for a long time. Each run begins at the next sixteenth of the keys and
 * continues from the beginning after the end. So every object has its turn, even if there are more than one run lists.
 */
export const reconcileLeftovers = async (
  ports: ReconcilerPorts,
  time: TimeLeft,
  count: (outcome: ObjectOutcome) => void,
): Promise<void> => {
  const now = ports.clock();
  const at = now.toISOString();
  const old = secondsAfter(at, -ports.leftoverAgeSeconds);
  for await (const objects of pagesFrom(ports, startAt(now), time)) {
    const left = objects.filter(({ last_modified }) => last_modified <= old);
    await tenAtOnce(left, time, async (object) => {
      try {
        const outcome = await reconcileLeftover(ports, object, at);
        ports.report.object(object.key, outcome);
        count(outcome);
      } catch (cause) {
        ports.report.failed(object.key, cause);
      }
    });
  }
};

/** temp/0 … temp/f. Ids are random, so each prefix has a sixteenth of the keys. */
const startAt = (now: Date): string =>
  PREFIX + (Math.floor(now.getTime() / 1000 / RUN_SECONDS) % 16).toString(16);

/** The keys from `start` to the end, then from the beginning to `start`. */
async function* pagesFrom(
  { storage }: Pick<ReconcilerPorts, "storage">,
  start: string,
  time: TimeLeft,
): AsyncGenerator<ListedObject[]> {
  let after = start;
  let wrapped = false;
  for (let page = 0; page < MAX_PAGES && !isTimeUp(time); page++) {
    const { objects, more } = await storage.list(PREFIX, after);
    const fresh = wrapped ? objects.filter(({ key }) => key <= start) : objects;
    yield fresh;
    if (wrapped && (!more || fresh.length < objects.length)) return;
    if (!more) wrapped = true;
    after = more ? (objects.at(-1)?.key ?? "") : "";
  }
}

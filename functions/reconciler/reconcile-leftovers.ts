import { type ListedObject, secondsAfter, type TimeLeft } from "@malote/core";
import { isTimeUp, tenAtOnce } from "./pace.ts";
import type { ObjectOutcome, ReconcilerPorts } from "./ports.ts";
import { reconcileLeftover } from "./reconcile-leftover.ts";

const PREFIX = "temp/";
/** Pages of 1,000 objects that one run lists: temp/ holds what is on its way, so that one is the rule. */
const MAX_PAGES = 5;
const RUN_SECONDS = 300;

/**
 * What has been in temp/ for long. A run begins at another sixteenth of the keys than the one before, and
 * goes round: where more lies there than one run lists, everything still has its turn.
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

/** temp/0 … temp/f: ids are random, so that each is the start of a sixteenth. */
const startAt = (now: Date): string =>
  PREFIX + (Math.floor(now.getTime() / 1000 / RUN_SECONDS) % 16).toString(16);

/** From `start` to the end, then from the beginning to `start`. */
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

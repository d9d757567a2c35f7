import { type ListedObject, secondsAfter, type TimeLeft } from "@malote/core";
import { isTimeUp, tenAtOnce } from "./pace.ts";
import type { ObjectOutcome, ReconcilerPorts } from "./ports.ts";
import { reconcileLeftover } from "./reconcile-leftover.ts";

const PREFIX = "temp/";
/** Pages of 1,000 objects that one run handles. One is usual, because temp/ only holds files on their way. */
const MAX_PAGES = 5;

type Page = Awaited<ReturnType<ReconcilerPorts["storage"]["list"]>>;

/**
 * Handles the objects that have been in temp/ for a long time. Each run continues after the last key that the run before
 * has handled, and begins anew after the last page. So every object has its turn, also behind many objects that must stay.
 * If a run is cut off, the next run repeats one page at most.
 */
export const reconcileLeftovers = async (
  ports: ReconcilerPorts,
  time: TimeLeft,
  count: (outcome: ObjectOutcome) => void,
): Promise<void> => {
  const { storage } = ports;
  if (isTimeUp(time)) return;
  const first = await storage.list(PREFIX, "");
  // The usual run: it needs no cursor.
  if (!first.more && oldObjects(ports, first).length === 0) return;
  let after = await readCursor(ports);
  for (let page = 0; page < MAX_PAGES && !isTimeUp(time); page++) {
    const listed = after === "" ? first : await storage.list(PREFIX, after);
    const next = keyBefore(listed, await handlePage(ports, listed, time, count), after);
    if (next !== after) await saveCursor(ports, next);
    after = next;
    if (after === "") return;
  }
};

const oldObjects = (
  { clock, leftoverAgeSeconds }: ReconcilerPorts,
  { objects }: Page,
): readonly ListedObject[] => {
  const old = secondsAfter(clock().toISOString(), -leftoverAgeSeconds);
  return objects.filter(({ last_modified }) => last_modified <= old);
};

/** Handles the old objects of a page. Returns the first object that there was no time for. */
const handlePage = async (
  ports: ReconcilerPorts,
  page: Page,
  time: TimeLeft,
  count: (outcome: ObjectOutcome) => void,
): Promise<ListedObject | undefined> => {
  const at = ports.clock().toISOString();
  const [firstLeft] = await tenAtOnce(oldObjects(ports, page), time, async (object) => {
    try {
      const outcome = await reconcileLeftover(ports, object, at);
      ports.report.object(object.key, outcome);
      count(outcome);
    } catch (cause) {
      ports.report.failed(object.key, cause);
    }
  });
  return firstLeft;
};

/** The key that the sweep continues after. Empty after the end of the last page, so that the sweep begins anew. */
const keyBefore = ({ objects, more }: Page, firstLeft: ListedObject | undefined, after: string): string => {
  if (!firstLeft) return more ? (objects.at(-1)?.key ?? "") : "";
  return objects[objects.indexOf(firstLeft) - 1]?.key ?? after;
};

const CURSOR = "the cursor of temp/";

/** A run that cannot read the cursor begins at the first key. */
const readCursor = async ({ cursor, report }: ReconcilerPorts): Promise<string> => {
  try {
    return await cursor.read();
  } catch (cause) {
    report.failed(CURSOR, cause);
    return "";
  }
};

/** If the cursor cannot be saved, the next run repeats the page. */
const saveCursor = async ({ cursor, report }: ReconcilerPorts, after: string): Promise<void> => {
  try {
    await cursor.save(after);
  } catch (cause) {
    report.failed(CURSOR, cause);
  }
};

import * as v from "valibot";
import { Trouble } from "../../tools/command/trouble.ts";
import { RELEASES } from "./build.ts";

const Release = v.object({
  /** When it was deployed, in UTC. */
  at: v.pipe(v.string(), v.isoTimestamp()),
  /** The keys of its files. */
  files: v.array(v.string()),
});
export type Release = v.InferOutput<typeof Release>;

/** The content of releases.json: the newest release first. */
const Releases = v.object({ releases: v.array(Release) });

const DAY = 86_400_000;

/** @throws Trouble if the text is something else */
export const parseReleases = (text: string): Release[] => {
  try {
    return v.parse(Releases, JSON.parse(text)).releases;
  } catch {
    throw new Trouble(
      `${RELEASES} in the page's bucket cannot be read. Delete that object: the files of earlier releases then stay.`,
    );
  }
};

export const formatReleases = (releases: Release[]): string =>
  JSON.stringify({ releases } satisfies v.InferInput<typeof Releases>);

/**
 * The releases whose files stay, after `next` was deployed: the new one, the one before it, and those that were replaced
 * less than `keepDays` ago. A page that somebody has open may still load files of its release, such as a dialogue that was
 * not opened yet.
 */
export const releasesToKeep = (next: Release, before: readonly Release[], keepDays: number): Release[] => {
  const since = Date.parse(next.at) - keepDays * DAY;
  const all = [next, ...before];
  // A release was replaced when the one before it in this list was deployed.
  return all.filter((_, i) => i < 2 || Date.parse(all[i - 1]?.at ?? "") > since);
};

import type { Filter, Journal } from "../spool/index.ts";
import type { Entry, EntryState } from "../types/entry.ts";

const PAGE = 500;

/** All entries that match, in the order of acceptance, a page at a time. */
export async function* entriesOf(
  journal: Journal,
  filter: Pick<Filter, "state" | "owner">,
): AsyncGenerator<Entry, void> {
  for (let position: number | undefined = 0; position !== undefined; ) {
    const { entries, next } = await journal.page({ ...filter, position, limit: PAGE });
    yield* entries;
    position = next;
  }
}

/** Entries whose bytes are in the folder, complete. */
export const WITH_COPY: readonly EntryState[] = ["waiting", "sent", "parked"];

/**
 * Each entry with a copy once, or those of one state. A relay that runs may change the state of an entry meanwhile, so they
 * are not read state by state.
 */
export async function* copiesOf(
  journal: Journal,
  { state, ...filter }: Pick<Filter, "state" | "owner">,
): AsyncGenerator<Entry, void> {
  const states = state ? [state] : WITH_COPY;
  for await (const entry of entriesOf(journal, filter)) if (states.includes(entry.state)) yield entry;
}

import type { Filter, Journal } from "../spool/index.ts";
import type { Entry, EntryState } from "../types/entry.ts";

const PAGE = 500;

/** All entries that match, in the order of acceptance, a page at a time. */
export async function* entriesOf(
  journal: Journal,
  filter: Omit<Filter, "after" | "limit">,
): AsyncGenerator<Entry, void> {
  let after: string | undefined;
  for (;;) {
    const page = await journal.list({ ...filter, ...(after !== undefined && { after }), limit: PAGE });
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = last.id;
  }
}

/** Entries whose bytes are in the folder, complete. */
export const WITH_COPY: readonly EntryState[] = ["waiting", "sent", "parked"];

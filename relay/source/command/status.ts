import { bytesText } from "../text/units.ts";
import type { Entry, EntryState } from "../types/entry.ts";
import type { Command } from "./command.ts";
import { entryJson } from "./entry-json.ts";
import { EXIT } from "./io.ts";
import { entriesOf } from "./pages.ts";
import { ageText, plural, safeText, table } from "./text.ts";

const MEANING: Record<EntryState, string> = {
  receiving: "uploads that are not complete",
  waiting: "to be sent",
  sent: "at the service, not verified yet",
  parked: "refused; they wait for you",
  completed: "verified by the service; their copies are deleted",
};

export const status: Command = {
  takes: "",
  summary: "what is in the folder: counts, bytes, the oldest file, parked files by reason",
  details: "Reads the journal only, so it takes no time and disturbs nothing.",
  options: {},
  examples: ["malote-relay status", "malote-relay status --json"],
  async run({ journal, folder, options, io }) {
    const counts = await journal.counts();
    const oldest = first(await journal.oldest("waiting"), await journal.oldest("sent"));
    const parked = new Map<string, number>();
    for await (const { reason } of entriesOf(journal, { state: "parked" })) {
      const code = reason?.code ?? "unknown";
      parked.set(code, (parked.get(code) ?? 0) + 1);
    }
    if (options["json"]) {
      const age = oldest && {
        ...entryJson(oldest),
        age_seconds: Math.round((io.now() - oldest.acceptedAt) / 1000),
      };
      io.print(
        JSON.stringify({
          folder,
          ...counts,
          oldest: age ?? null,
          parked_by_reason: Object.fromEntries(parked),
        }),
      );
      return EXIT.ok;
    }
    const rows = (Object.keys(MEANING) as EntryState[]).map((state) => {
      const { files, bytes } = counts[state];
      return [state, plural(files, "file"), bytesText(bytes), MEANING[state]];
    });
    for (const line of table(rows)) io.print(line);
    if (oldest) {
      const { id, name, acceptedAt, attempts, reason } = oldest;
      io.print("");
      io.print(
        `The oldest has waited for ${ageText(io.now() - acceptedAt)}: ${safeText(name)} (${id}), ${plural(attempts, "failed attempt")}.`,
      );
      if (reason) io.print(`  ${reason.code}: ${safeText(reason.message)}`);
    }
    if (parked.size > 0) {
      io.print("");
      io.print("Parked, by reason:");
      for (const line of table([...parked].map(([code, files]) => [`  ${code}`, plural(files, "file")])))
        io.print(line);
    }
    return EXIT.ok;
  },
};

const first = (a: Entry | undefined, b: Entry | undefined): Entry | undefined =>
  a && b ? (a.acceptedAt <= b.acceptedAt ? a : b) : (a ?? b);

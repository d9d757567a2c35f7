import type { Entry } from "../types/entry.ts";
import type { Command } from "./command.ts";
import { EXIT, UsageError } from "./io.ts";
import { textOption } from "./options.ts";
import { entriesOf } from "./pages.ts";
import { plural } from "./text.ts";

/**
 * Reasons after which the service accepts nothing more under the entry's key, although it never had its bytes. The others
 * of that kind were refused after they had been sent.
 */
const KEY_IS_SPENT = new Set([
  "file-deleted",
  "file-not-found",
  "idempotency-conflict",
  "file-changed",
  "key-used",
  "parts-differ",
]);
/** The file is as it was at the service: under its key, its status is read again. */
const KEY_IS_GOOD = new Set(["quarantined", "bytes-missing"]);

/** Whether the entry must be announced as a new file. With a good key it never is, because that could make a second file. */
export const needsFreshKey = ({ reason, sentAt, fileId }: Entry): boolean => {
  const code = reason?.code ?? "";
  // The service has deleted what it got, or has other bytes.
  if (code === "bytes-damaged" && fileId !== undefined) return true;
  return KEY_IS_SPENT.has(code) || (sentAt !== undefined && !KEY_IS_GOOD.has(code));
};

export const retry: Command = {
  takes: "ID… | --all",
  summary: "sends parked files again",
  details: `Under its old key, if the service has not seen the bytes of the file: then no second file can arise. As a new file, if the
service refused or deleted the one that it had. A relay that runs sends them within a second; otherwise the next start does.`,
  options: {
    all: { type: "boolean", help: "all parked files" },
    reason: { type: "string", value: "CODE", help: "with --all: only those that are parked for this reason" },
    "fresh-key": { type: "boolean", help: "as new files, whatever the reason is" },
    "same-key": { type: "boolean", help: "under their old keys, whatever the reason is" },
  },
  examples: [
    "malote-relay retry 3f2b8c1e-5a7d-4c7e-9d38-2f8a4f1c9b60",
    "malote-relay retry --all --reason file-too-large",
  ],
  no: "one of the IDs is not parked. The others are sent again.",
  async run({ journal, options, positionals, io }) {
    const reason = textOption(options["reason"]);
    if (options["all"] ? positionals.length > 0 : positionals.length === 0)
      throw new UsageError("retry needs either IDs or --all.");
    if (reason !== undefined && !options["all"]) throw new UsageError("--reason needs --all.");
    if (options["fresh-key"] && options["same-key"])
      throw new UsageError("retry accepts either --fresh-key or --same-key.");
    const freshKey = (entry: Entry) =>
      options["fresh-key"] === true || (options["same-key"] !== true && needsFreshKey(entry));

    const retried: string[] = [];
    const refused: { id: string; state: string }[] = [];
    const retryOne = async (entry: Entry) => {
      const done = await journal.retry(entry.id, { freshKey: freshKey(entry) });
      if (done) retried.push(entry.id);
      return done;
    };
    if (options["all"]) {
      // All are read before the first one is changed, so that one that is parked again at once is not retried twice.
      const parked: Entry[] = [];
      for await (const entry of entriesOf(journal, { state: "parked" }))
        if (reason === undefined || entry.reason?.code === reason) parked.push(entry);
      await Promise.all(parked.map(retryOne));
    } else {
      for (const id of positionals) {
        const entry = await journal.get(id);
        if (entry && (await retryOne(entry))) continue;
        refused.push({ id, state: entry?.state ?? "unknown" });
      }
    }
    if (options["json"]) io.print(JSON.stringify({ retried, refused }));
    else {
      for (const { id, state } of refused) io.warn(`${id} is not parked: ${state}.`);
      io.print(`${plural(retried.length, "file")} will be sent again.`);
    }
    return refused.length > 0 ? EXIT.no : EXIT.ok;
  },
};

import { bytesText } from "../text/units.ts";
import type { Command } from "./command.ts";
import { entryJson } from "./entry-json.ts";
import { EXIT, UsageError } from "./io.ts";
import { numberOption, stateOption, textOption } from "./options.ts";
import { safeText, table } from "./text.ts";

const LIMIT = 50;

export const list: Command = {
  takes: "",
  summary: "entries, in the order of acceptance, a page at a time",
  details: "The last line names the option that shows the next page.",
  options: {
    state: {
      type: "string",
      value: "STATE",
      help: "receiving, waiting, sent, completed or parked. Default: all",
    },
    owner: { type: "string", value: "SUB", help: "entries of one user. Default: all" },
    limit: { type: "string", value: "N", help: `entries in a page, 1 to 1000. Default: ${LIMIT}` },
    after: { type: "string", value: "ID", help: "the page after this entry. Default: the first page" },
  },
  examples: [
    "malote-relay list --state parked",
    "malote-relay list --owner 7a1b2c3d-4e5f-7061-8a9b-0c1d2e3f4a5b --json",
  ],
  async run({ journal, options, io }) {
    const limit = numberOption("limit", options["limit"], 1, 1000) ?? LIMIT;
    const state = stateOption(options["state"]);
    const owner = textOption(options["owner"]);
    const after = textOption(options["after"]);
    if (after !== undefined && !(await journal.get(after)))
      throw new UsageError(`There is no entry ${after}, or not any more. List from the first page.`);
    const found = await journal.list({
      limit: limit + 1,
      ...(state && { state }),
      ...(owner !== undefined && { owner }),
      ...(after !== undefined && { after }),
    });
    const entries = found.slice(0, limit);
    const next = found.length > limit ? entries.at(-1)?.id : undefined;
    if (options["json"]) {
      io.print(JSON.stringify({ entries: entries.map(entryJson), next: next ?? null }));
      return EXIT.ok;
    }
    if (entries.length === 0) io.print("No entries.");
    const rows = entries.map((entry) => [
      entry.id,
      entry.state,
      bytesText(entry.size ?? 0),
      new Date(entry.acceptedAt).toISOString().slice(0, 19),
      safeText(entry.owner),
      safeText(entry.name) +
        (entry.reason ? `  [${entry.reason.code}: ${safeText(entry.reason.message)}]` : ""),
    ]);
    for (const line of table(rows)) io.print(line);
    if (next) io.print(`More: --after ${next}`);
    return EXIT.ok;
  },
};

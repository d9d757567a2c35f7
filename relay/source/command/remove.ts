import { unlink } from "node:fs/promises";
import { codeOf } from "../spool/disk/disk.ts";
import { bytesText } from "../text/units.ts";
import type { Entry } from "../types/entry.ts";
import { copyPath } from "./check-copy.ts";
import type { Command } from "./command.ts";
import { entryJson } from "./entry-json.ts";
import { EXIT, UsageError } from "./io.ts";
import { safeText } from "./text.ts";

/** Why an entry in another state stays. */
const WHY: Record<string, string> = {
  receiving: "it is an upload that is not complete. It expires, or its client ends it",
  waiting: "it is waiting, and the relay has promised to send it",
  sent: "it is at the service, and the relay waits for the verification",
  completed: "it is completed, and its copy is deleted already",
  unknown: "there is no such entry",
};

export const remove: Command = {
  takes: "ID…",
  summary: "deletes parked files for good",
  details: `For files that are not wanted any more: look at them first, with list --state parked or export. Only parked files are removed,
also while the relay runs. The entry and its idempotency key are forgotten, and the copy is deleted: GET /files/ID of its
client gets 404, and the same request again is a new file. The service is not asked: a file that it has (file_id) stays there.`,
  options: {
    yes: { type: "boolean", help: "does it. Without it, what would be removed is listed" },
  },
  examples: ["malote-relay remove 3f2b8c1e-5a7d-4c7e-9d38-2f8a4f1c9b60 --yes"],
  no: "one of the IDs is not parked, or its copy could not be deleted. The others are removed.",
  async run({ journal, folder, options, positionals, io }) {
    if (positionals.length === 0) throw new UsageError("remove needs IDs of parked files.");
    const removed: Entry[] = [];
    const refused: { id: string; state: string }[] = [];
    const undeleted: { id: string; code: string }[] = [];
    for (const id of new Set(positionals)) {
      const entry = await journal.get(id);
      // The journal first: a copy without an entry is deleted later, while an entry without a copy would be a loss.
      const isGone = entry?.state === "parked" && (!options["yes"] || (await journal.remove(id)));
      if (!entry || !isGone) {
        const now = entry && (await journal.get(id));
        refused.push({ id, state: now?.state ?? "unknown" });
        continue;
      }
      removed.push(entry);
      if (!options["yes"]) continue;
      const code = await deleted(copyPath(folder, entry));
      if (code !== undefined) undeleted.push({ id, code });
    }
    if (options["json"])
      io.print(JSON.stringify({ removed: options["yes"] ? removed.map(entryJson) : [], refused, undeleted }));
    else {
      for (const { id, state } of refused) io.warn(`${id} is not parked: ${WHY[state] ?? state}.`);
      for (const { id, code } of undeleted)
        io.warn(`The copy of ${id} could not be deleted (${code}). The relay deletes it itself.`);
      for (const { id, name, owner, size = 0, reason } of removed)
        io.print(
          `${options["yes"] ? "Removed" : "Would remove"} ${id}: ${safeText(name)} of ${safeText(owner)}, ${bytesText(size)} [${reason?.code ?? "unknown"}]`,
        );
    }
    if (!options["yes"])
      throw new UsageError("Nothing was removed. Add --yes to delete these files for good.");
    return refused.length > 0 || undeleted.length > 0 ? EXIT.no : EXIT.ok;
  },
};

/** @returns the code of an error. A copy that is gone already is no error */
const deleted = async (path: string): Promise<string | undefined> => {
  try {
    await unlink(path);
    return undefined;
  } catch (error) {
    const code = codeOf(error) ?? "unknown";
    return code === "ENOENT" ? undefined : code;
  }
};

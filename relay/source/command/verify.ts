import { bytesText } from "../text/units.ts";
import { checkCopy, copyPath, isStillThere } from "./check-copy.ts";
import type { Command } from "./command.ts";
import { EXIT } from "./io.ts";
import { stateOption } from "./options.ts";
import { copiesOf, WITH_COPY } from "./pages.ts";
import { plural, safeText } from "./text.ts";

export const verify: Command = {
  takes: "",
  summary: "reads every copy in the folder, and compares it with its checksum",
  details: `Reads all bytes of files that are waiting, sent or parked. It changes nothing: a damaged copy is parked when its turn to be
sent comes. Put the right bytes in its place, and retry it.`,
  options: {
    state: {
      type: "string",
      value: "STATE",
      help: "only waiting, sent or parked files. Default: all of them",
    },
  },
  examples: ["malote-relay verify", "malote-relay verify --state parked --json"],
  no: "a copy is damaged, missing, or cannot be read. They are named.",
  async run({ journal, folder, options, io }) {
    const state = stateOption(options["state"], WITH_COPY);
    let files = 0;
    let bytes = 0;
    const bad: { id: string; owner: string; file_name: string; problem: string }[] = [];
    for await (const entry of copiesOf(journal, { ...(state && { state }) })) {
      const problem = await checkCopy(copyPath(folder, entry), entry);
      if (problem !== "good" && !(await isStillThere(journal, entry))) continue;
      files += 1;
      bytes += entry.size ?? 0;
      if (problem === "good") continue;
      bad.push({ id: entry.id, owner: entry.owner, file_name: entry.name, problem });
      if (!options["json"])
        io.print(`${problem}: ${entry.id} ${safeText(entry.name)}, of ${safeText(entry.owner)}`);
    }
    if (options["json"]) io.print(JSON.stringify({ files, bytes, bad }));
    else
      io.print(
        `${plural(files, "copy", "copies")} (${bytesText(bytes)}) compared, ${bad.length === 0 ? "all good" : `${bad.length} not good`}.`,
      );
    return bad.length > 0 ? EXIT.no : EXIT.ok;
  },
};

import { Option } from "commander";
import { remove } from "../../core/remove.ts";
import { define } from "../define.ts";
import { reported } from "../errors.ts";
import { inLanes } from "../lanes.ts";
import { outcomes } from "../outcomes.ts";
import { openSession } from "../session/open-session.ts";

/** Requests at once. */
const LANES = 8;

export const rm = define<{ reason?: string }>({
  usage: "rm <file-id...>",
  summary: "deletes files",
  details:
    "Deletes files for good, with what was uploaded of them so far. It does not ask. Only your own files, unless you are an operator.",
  examples: [
    ["malote rm 0b0e1c1a-…", "one file"],
    ["malote ls -q old | xargs malote rm", "a whole folder"],
  ],
  no: "a file was not found, or was not deleted",
  options: [new Option("--reason <text>", "a sentence for the file's history (operators)")],
  run: async ({ args, options: { reason, json, profile }, io }) => {
    const { malote } = await openSession({ profile, retries: 3 }, io);
    const results = outcomes(io, json);
    await inLanes(new Set(args), LANES, async (file_id) => {
      try {
        await remove(malote, file_id, { signal: io.signal, ...(reason !== undefined && { reason }) });
        results.done({ file_id, status: "deleted" }, `deleted  ${file_id}`);
      } catch (error) {
        results.failed({ file_id }, file_id, reported(error));
      }
    });
    return results.exit();
  },
});

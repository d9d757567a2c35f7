import { define } from "../define.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import { outcomes } from "../outcomes.ts";
import { openSession } from "../session/open-session.ts";
import { faultOf, readStatuses } from "./read-statuses.ts";
import { hasFailed, statusLine } from "./status-line.ts";

export const status = define({
  usage: "status <file-id...>",
  summary: "where files are now",
  details:
    "Prints the status of each file: pending, uploaded, processing, completed, or error, expired, quarantined. A completed file has the checksum that the storage verified, if the storage has one.",
  examples: [
    ["malote status 0b0e1c1a-…", "one file"],
    ["malote status --json 0b0e1c1a-… 77fd02b9-…", "for programs"],
  ],
  no: "a file has failed, or was not found",
  run: async ({ args, options: { json, profile }, io }) => {
    const { malote } = await openSession({ profile, retries: 3 }, io);
    const results = outcomes(io, json);
    let exit: ExitCode = EXIT.ok;
    for await (const file of readStatuses(malote, args, io.signal)) {
      if ("problem" in file) {
        results.failed({ file_id: file.file_id }, file.file_id, faultOf(file));
        continue;
      }
      results.done(file, statusLine(file));
      if (hasFailed(file)) exit = EXIT.no;
    }
    return results.exit() || exit;
  },
});

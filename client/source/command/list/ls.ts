import { Option } from "commander";
import { type ListOptions, list } from "../../core/list.ts";
import { define } from "../define.ts";
import { EXIT } from "../exit.ts";
import { pair, wholeNumber } from "../options.ts";
import { serviceFolder } from "../paths.ts";
import { openSession } from "../session/open-session.ts";
import { bytesText, safeText, timeText } from "../text/text.ts";

interface Options {
  status?: NonNullable<ListOptions["status"]>;
  name?: string;
  tag?: Record<string, string>;
  limit?: number;
  quiet?: boolean;
}

const STATUSES = ["pending", "uploaded", "processing", "completed", "quarantined", "error", "expired"];

/** Files in one request. */
const PAGE = 100;

export const ls = define<Options>({
  usage: "ls [folder]",
  summary: "your files, newest first",
  details:
    "Lists your files: id, status, size, time, and name. With a folder, only the files whose path begins with it, folder by folder. A page is requested when the one before was printed.",
  examples: [
    ["malote ls", "everything, newest first"],
    ["malote ls trips/2026 --status completed", "one folder"],
    ["malote ls --name report --tag year=2026 --limit 10", "by name and tag"],
    ["malote ls --json", "for programs: a line of JSON for each file"],
  ],
  options: [
    new Option("--status <status>", "only files of this status").choices(STATUSES),
    new Option("--name <text>", "only files whose name contains it"),
    new Option("--tag <key=value>", "only files with this tag. May be repeated").argParser(pair),
    new Option("--limit <n>", "the most files. Default: all").argParser(wholeNumber(1, 1e9)),
    new Option("-q, --quiet", "prints the ids alone"),
  ],
  run: async ({ args: [folder], options, io }) => {
    const { status, name, tag, limit = Number.POSITIVE_INFINITY, quiet, json, profile } = options;
    const { malote } = await openSession({ profile, retries: 3 }, io);
    const path = serviceFolder(folder);
    let printed = 0;
    const files = list(malote, {
      limit: Math.min(PAGE, limit),
      signal: io.signal,
      ...(path && { path }),
      ...(status && { status }),
      ...(name !== undefined && { name }),
      ...(tag && { tags: tag }),
    });
    for await (const file of files) {
      const { file_id, len, file_name, updated_at } = file;
      const place = file.path === undefined ? file_name : `${file.path}/${file_name}`;
      const line = json
        ? JSON.stringify(file)
        : quiet
          ? file_id
          : fileLines(
              [file_id, file.status, bytesText(len), timeText(updated_at), place],
              io.screen?.columns,
            );
      // head and less may have ended.
      if (!io.print(line) || ++printed >= limit) break;
    }
    if (printed === 0 && !json && !quiet) io.warn("No files.");
    return EXIT.ok;
  },
});

/** Columns of all that is before the name. */
const BEFORE_NAME = 81;
/** Columns that a name should have at least. */
const LEAST_NAME = 20;

/**
 * One line, as programs expect it. A terminal where it has no room for the name gets the name, and the rest in lines below it:
 * the terminal would cut words in two.
 */
const fileLines = (
  [file_id, status, size, time, place]: [string, string, string, string, string],
  columns = Number.POSITIVE_INFINITY,
): string => {
  const name = safeText(place);
  if (columns >= BEFORE_NAME + LEAST_NAME)
    return `${file_id}  ${status.padEnd(11)}  ${size.padStart(10)}  ${time}  ${name}`;
  const rest = `${status}  ${size}  ${time}`;
  const isOne = columns > file_id.length + rest.length + 4;
  return [name, ...(isOne ? [`  ${file_id}  ${rest}`] : [`  ${file_id}`, `  ${rest}`])].join("\n");
};

import { Option } from "commander";
import { define } from "../define.ts";
import { EXIT, UsageError } from "../exit.ts";
import { wholeNumber } from "../options.ts";
import { foldersAt } from "./folders.ts";

interface Options {
  allowDelete?: boolean;
  maxSize: number;
}

const GIB = 1024 ** 3;

export const mcp = define<Options>({
  usage: "mcp <folder...>",
  summary: "lets an agent upload, download and list files (Model Context Protocol)",
  details:
    "A server of the Model Context Protocol on the standard input and output. An agent's program starts it. Its tools read and write files only in the folders that you name, and use the account of malote login. Without --allow-delete there is no tool that deletes.",
  examples: [
    ["malote mcp ~/Documents/shared", "one folder"],
    ["malote mcp --profile work in out", "two folders, another account"],
    ["malote mcp --max-size 10000000 --allow-delete .", "files up to 10 MB; the agent may delete"],
  ],
  exits: "Exit codes: 0 the client or Ctrl-C has ended it; 2 wrong arguments.",
  json: false,
  options: [
    new Option("--allow-delete", "adds the tool delete_file, which deletes files of the service for good"),
    new Option("--max-size <bytes>", "the largest file to upload or download")
      .argParser(wholeNumber(1, 5 * 1024 * GIB))
      .default(GIB, "1 GiB"),
  ],
  run: async ({ args, options: { allowDelete = false, maxSize, profile, json }, io }) => {
    if (json) throw new UsageError("mcp writes messages of its protocol, and has no --json.");
    const folders = await foldersAt(args, io);
    // A person who starts it in a terminal would see nothing.
    if (io.prompts) io.warn(`Waiting for the messages of an agent's program. Ctrl-C ends it.`);
    // The library is as large as the rest of the command, and is in a file of its own.
    const { serve } = await import("./serve.ts");
    await serve({ folders, allowDelete, maxSize, profile, io });
    return EXIT.ok;
  },
});

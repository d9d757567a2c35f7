import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { Trouble } from "../../../tools/command/trouble.ts";

/** Chromium and Chrome, with the names that packages of distributions give them. */
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * The first Chromium or Chrome of PATH.
 * @throws Trouble with how to install one
 */
export const findChromium = (path = process.env["PATH"] ?? ""): string => {
  for (const folder of path.split(delimiter))
    for (const name of NAMES) if (isExecutable(join(folder, name))) return join(folder, name);
  throw new Trouble(
    "The tests in a browser need Chromium or Chrome on PATH. On Debian: apt-get install chromium. On Ubuntu, Fedora and macOS: install Google Chrome or Chromium, and put its program on PATH as chromium.",
  );
};

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

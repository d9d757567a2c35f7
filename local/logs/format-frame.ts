/** How the emulator calls a function, and Node.js its own. */
const MACHINERY = /\/_worker\.js:\d+|\((?:node:internal|node:events)/;

/**
 * Where source maps lead: their paths are relative, and functions are unpacked in a temporary folder. The
 * layer's go to "src", four folders above where the emulator unpacked it.
 */
const LAYER = /(?:file:\/\/)?\/[^\s()]*?\/ministack-lambda-[^/]+\/src\//;
const REPOSITORY = /(?:file:\/\/)?\/[^\s()]*?\/(?=(?:functions|layers|node_modules)\/)/;

/**
 * One line of a stack trace, with the path counted from the repository's folder, which a terminal makes a
 * link: `at get (layers/core/src/aws/file-table.ts:49:25)`. Undefined for the emulator's own.
 */
export const formatFrame = (line: string): string | undefined =>
  MACHINERY.test(line) ? undefined : line.trim().replace(LAYER, "layers/core/src/").replace(REPOSITORY, "");

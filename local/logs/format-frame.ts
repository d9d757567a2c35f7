/** Frames of the emulator's worker and of Node.js itself. */
const MACHINERY = /\/_worker\.js:\d+|\((?:node:internal|node:events)/;

/**
 * The paths that source maps give. They are relative, and functions are unpacked in a temporary folder. The layer's
 * paths point to "src", four folders above the place where the emulator unpacked it.
 */
const LAYER = /(?:file:\/\/)?\/[^\s()]*?\/ministack-lambda-[^/]+\/src\//;
const REPOSITORY = /(?:file:\/\/)?\/[^\s()]*?\/(?=(?:functions|layers|node_modules)\/)/;

/**
 * One line of a stack trace, with the path relative to the repository, so that a terminal shows it as a link:
 * `at get (layers/core/src/aws/file-table.ts:49:25)`. Undefined for the emulator's own frames.
 */
export const formatFrame = (line: string): string | undefined =>
  MACHINERY.test(line) ? undefined : line.trim().replace(LAYER, "layers/core/src/").replace(REPOSITORY, "");

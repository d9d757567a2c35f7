import { isAbsolute, join, relative } from "node:path";
import type { BuildFailure, Message } from "esbuild";

/** Whether esbuild says that the sources are wrong, as opposed to anything else going wrong. */
export const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && "errors" in error && Array.isArray(error.errors);

/**
 * What is wrong and where, one line an error and the source's own line below it. Paths are counted from the
 * repository's folder, so that a terminal makes them links.
 */
export const describeFault = (errors: Message[], folder: string, root: string): string[] =>
  errors.flatMap(({ text, location }) => {
    if (!location) return [text];
    const { file, line, column, lineText } = location;
    const path = relative(root, isAbsolute(file) ? file : join(folder, file));
    const source = lineText.trimStart();
    const indent = column - (lineText.length - source.length);
    return [`${path}:${line}:${column + 1}: ${text}`, `  ${source}`, `  ${" ".repeat(Math.max(0, indent))}^`];
  });

import { isAbsolute, join, relative } from "node:path";
import type { BuildFailure, Message } from "esbuild";

/** Whether an error is esbuild's report of faulty sources, and not another failure. */
export const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && "errors" in error && Array.isArray(error.errors);

/**
 * Each error with its place, and the source line below it. Paths are relative to the repository, so that a terminal
 * shows them as links.
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

/** Tools written in Go that the tests and benchmarks use, each in a version that was tried. */
export const TOOLS = {
  /** An S3 server independent of the emulator (Apache-2.0). */
  versitygw: { path: "github.com/versity/versitygw/cmd/versitygw", version: "v1.8.0" },
} as const;

export type ToolName = keyof typeof TOOLS;

/** Tools written in Go that judge the project, each at a version that was tried. */
export const TOOLS = {
  /** An S3 server that is not ours and not the emulator's (Apache-2.0). */
  versitygw: { path: "github.com/versity/versitygw/cmd/versitygw", version: "v1.8.0" },
} as const;

export type ToolName = keyof typeof TOOLS;

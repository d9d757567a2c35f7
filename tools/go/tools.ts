export interface GoTool {
  path: string;
  version: string;
  /** The name that `go install` gives the program. Default: the tool's name. */
  program?: string;
  /**
   * Builds the tool in a module that requires exactly this version. `go install` also reads the list of all versions, which
   * a module proxy may refuse. `go` is the language version of the tool's own module.
   */
  withoutList?: { go: string };
}

/** Tools written in Go that the tests and benchmarks use, each in a version that was tried. */
export const TOOLS = {
  /** An S3 server independent of the emulator (Apache-2.0). */
  versitygw: { path: "github.com/versity/versitygw/cmd/versitygw", version: "v1.8.0" },
  /** A TCP proxy that limits and breaks connections (MIT). */
  toxiproxy: { path: "github.com/Shopify/toxiproxy/v2/cmd/server", version: "v2.5.0", program: "server" },
  /** Uploads to S3, for comparison (MIT). */
  rclone: { path: "github.com/rclone/rclone", version: "v1.76.0" },
  /** Uploads to S3, for comparison (MIT). */
  s5cmd: { path: "github.com/peak/s5cmd/v2", version: "v2.3.0", withoutList: { go: "1.20" } },
  /** The reference server of tus, for comparison (MIT). */
  tusd: { path: "github.com/tus/tusd/v2/cmd/tusd", version: "v2.9.1" },
} as const satisfies Record<string, GoTool>;

export type ToolName = keyof typeof TOOLS;

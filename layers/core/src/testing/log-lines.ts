import { vi } from "vitest";

type Line = Record<string, unknown> & { level: string; message: string };

/**
 * Keeps the log lines from the terminal and returns them as they would be written. Call it before each test.
 */
export const catchLogLines = (): { lines: () => Line[]; text: () => string } => {
  const spies = (["debug", "info", "warn", "error", "log"] as const).map((method) =>
    vi
      .spyOn(console, method)
      .mockReset()
      .mockImplementation(() => undefined),
  );
  const texts = () => spies.flatMap((spy) => spy.mock.calls.map((parts) => parts.map(String).join(" ")));
  return { lines: () => texts().map((text): Line => JSON.parse(text)), text: () => texts().join("\n") };
};

// The logger writes to the global console only in development mode. It reads the variable when it is created, so this
// file must be imported before the logger.
process.env["POWERTOOLS_DEV"] = "true";

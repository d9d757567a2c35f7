import { vi } from "vitest";

type Line = Record<string, unknown> & { level: string; message: string };

/**
 * Keeps the logger's lines from the terminal, and returns them as the logger writes them. To be called before
 * each test.
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

// The logger writes to the global console only in development mode. It reads that mode when it is created, so
// testing/route.ts imports this file before the route.
process.env["POWERTOOLS_DEV"] = "true";

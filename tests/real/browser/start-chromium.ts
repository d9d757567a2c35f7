import { type Browser, chromium } from "playwright-core";
import { findChromium } from "./find-chromium.ts";

/**
 * Starts Chromium with an empty profile. The given host name leads to this machine, as after DNS rebinding.
 * @param more further options of Chromium. Default: none.
 */
export const startChromium = (hostName: string, more: readonly string[] = []): Promise<Browser> =>
  chromium.launch({
    executablePath: findChromium(),
    // The tests load only their own pages. Without this option Chromium does not start as root, as in a container.
    chromiumSandbox: false,
    args: [
      `--host-resolver-rules=MAP ${hostName} 127.0.0.1`,
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  });

import { bytesText } from "../text/units.ts";
import type { Command } from "./command.ts";
import { EXIT } from "./io.ts";
import { numberOption } from "./options.ts";
import { plural } from "./text.ts";

const EVERY = 1000;
/** Milliseconds without a change after which the operator is told what may be the reason. */
const STILL = 30_000;

export const drain: Command = {
  takes: "",
  summary: "waits until everything is sent and verified, such as before a relay is moved",
  details: `Waits until no file is waiting or sent. It sends nothing itself, because only a relay that runs has an account of the service:
keep the relay running, and its clients away. Uploads that are not complete and parked files do not count; it prints how many
there are.`,
  options: {
    timeout: { type: "string", value: "SECONDS", help: "how long it waits. Default: for ever" },
  },
  examples: ["malote-relay drain", "malote-relay drain --timeout 3600 && systemctl stop malote-relay"],
  no: "the time is over, and files still wait.",
  async run({ journal, options, io }) {
    const seconds = numberOption("timeout", options["timeout"], 0, 10_000_000);
    const until = seconds === undefined ? Number.POSITIVE_INFINITY : io.now() + seconds * 1000;
    let last = "";
    let changedAt = io.now();
    for (;;) {
      const { waiting, sent, parked, receiving } = await journal.counts();
      const files = waiting.files + sent.files;
      const drained = files === 0;
      if (drained || io.now() >= until) {
        if (options["json"]) io.print(JSON.stringify({ drained, waiting, sent, parked, receiving }));
        else {
          io.print(
            drained
              ? "Nothing waits."
              : `The time is over, and ${plural(files, "file still waits", "files still wait")}.`,
          );
          if (parked.files > 0)
            io.print(
              `${plural(parked.files, "file is", "files are")} parked: see malote-relay list --state parked.`,
            );
          if (receiving.files > 0)
            io.print(`${plural(receiving.files, "upload is", "uploads are")} not complete.`);
        }
        return drained ? EXIT.ok : EXIT.no;
      }
      const now = `${plural(waiting.files, "file waits", "files wait")} (${bytesText(waiting.bytes)}), ${sent.files} sent and not verified.`;
      if (now !== last) {
        last = now;
        changedAt = io.now();
        io.warn(now);
      } else if (io.now() - changedAt >= STILL) {
        changedAt = io.now();
        io.warn("Nothing has changed for 30 s. Does the relay run, and is its line up?");
      }
      await io.wait(Math.min(EVERY, until - io.now()));
    }
  },
};

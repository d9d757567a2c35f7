import { define } from "../define.ts";
import { EXIT } from "../exit.ts";
import { openSession } from "../session/open-session.ts";
import { userOf } from "../session/tokens.ts";
import { safeText } from "../text/text.ts";

export const whoami = define({
  usage: "whoami",
  summary: "who is signed in, and where",
  details:
    "Prints the account, the service and the profile that the other commands use. It renews the token if that is due.",
  examples: [
    ["malote whoami", "the account, the service and the profile"],
    ["malote whoami --json", "for programs"],
  ],
  run: async ({ options: { json, profile }, io }) => {
    const session = await openSession({ profile, retries: 3 }, io);
    const { id, name, groups } = userOf(await session.token());
    const { url } = session;
    if (json) {
      io.print(JSON.stringify({ user_id: id, name, groups, url, profile: session.profile ?? null }));
      return EXIT.ok;
    }
    io.print(`${safeText(name)} (${id})`);
    io.print(`service  ${url}`);
    io.print(`profile  ${session.profile ?? "none: MALOTE_URL is set"}`);
    if (groups.length > 0) io.print(`groups   ${safeText(groups.join(", "))}`);
    return EXIT.ok;
  },
});

import { DEFAULT_PROFILE, profilesIn } from "../config/profiles.ts";
import { define } from "../define.ts";
import { EXIT, SignedOut } from "../exit.ts";
import { CognitoError } from "../session/cognito-error.ts";
import { tokenFile } from "../session/kept-tokens.ts";
import { revokeToken } from "../session/renew-tokens.ts";

export const logout = define({
  usage: "logout",
  summary: "ends a session, and forgets its profile",
  details: "Revokes the refresh token, and removes the tokens and the profile from the config folder.",
  examples: [
    ["malote logout", "the profile default"],
    ["malote logout --profile work", "another one"],
  ],
  run: async ({ options, io }) => {
    const name = options.profile ?? (io.env["MALOTE_PROFILE"] || DEFAULT_PROFILE);
    const profiles = profilesIn(io.configFolder);
    const profile = await profiles.get(name);
    if (!profile) throw new SignedOut(`There is no profile ${name}. Nothing was changed.`);
    const store = tokenFile(io.configFolder, name);
    const kept = await store.read();
    await store.remove();
    await profiles.remove(name);
    let revoked = true;
    if (kept)
      await revokeToken(kept.pool, kept.refresh).catch((error: unknown) => {
        if (!(error instanceof CognitoError)) throw error;
        revoked = false;
      });
    if (options.json) io.print(JSON.stringify({ profile: name, revoked }));
    else io.print(`Signed out of ${profile.url} (profile ${name}).`);
    if (!revoked)
      io.warn("Cognito could not be told. The removed token stays valid there until it is too old.");
    return EXIT.ok;
  },
});

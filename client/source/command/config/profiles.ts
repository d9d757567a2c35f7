import { join } from "node:path";
import { UsageError } from "../exit.ts";
import { privateFile, textOf } from "./private-file.ts";

/** A service, and who signed in to it. Its tokens are in a file of their own. */
export interface Profile {
  url: string;
  username: string;
}

/** The profile that is used when none is named. */
export const DEFAULT_PROFILE = "default";
/** The profile of the local stack, which nobody signs in to. */
export const LOCAL_PROFILE = "local";

/** Profiles are names of files, too. @throws UsageError */
export const checkProfileName = (name: string): string => {
  if (/^[\w-]{1,64}$/.test(name)) return name;
  throw new UsageError(
    `${JSON.stringify(name)} is no name of a profile. Use up to 64 of A-Z a-z 0-9 _ and -.`,
  );
};

/** The profiles in `config.json` of the config folder. */
export const profilesIn = (folder: string) => {
  const file = privateFile(join(folder, "config.json"));
  const all = async (): Promise<Record<string, Profile>> => {
    const text = (await file.read()) as { profiles?: object } | undefined;
    const found: Record<string, Profile> = {};
    for (const [name, profile] of Object.entries(text?.profiles ?? {})) {
      const url = textOf(profile, "url");
      const username = textOf(profile, "username");
      if (url !== undefined && username !== undefined) found[name] = { url, username };
    }
    return found;
  };
  const write = (profiles: Record<string, Profile>) => file.write({ profiles });
  return {
    all,
    get: async (name: string): Promise<Profile | undefined> => {
      const profiles = await all();
      return Object.hasOwn(profiles, name) ? profiles[name] : undefined;
    },
    set: async (name: string, profile: Profile): Promise<void> =>
      write({ ...(await all()), [name]: profile }),
    remove: async (name: string): Promise<void> => {
      const { [name]: _, ...others } = await all();
      await write(others);
    },
  };
};

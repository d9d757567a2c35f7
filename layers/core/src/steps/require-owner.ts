import { Unavailable, UnknownOwner } from "../domain/errors.ts";
import type { Users } from "../ports.ts";

/**
 * Checks that the user of an `on_behalf_of` exists. Nobody could download or delete the file of a user who does not.
 * @throws UnknownOwner (422), Unavailable (503) if Cognito does not respond
 */
export type RequireOwner = (sub: string, at: Date) => Promise<void>;

/** A user who is deleted may still be named for this long. */
const REMEMBER_MS = 300_000;
/** About 100 bytes each. The owner who was found first is forgotten first. */
const REMEMBERED = 1000;

/** Only users who exist are remembered, so that a relay can upload for a new user at once. */
export const requireOwnerIn = (users: Users): RequireOwner => {
  const foundAt = new Map<string, number>();
  // A request that announces many files names the same owner many times at once.
  const lookups = new Map<string, Promise<boolean>>();
  const exists = (sub: string): Promise<boolean> => {
    const lookup = lookups.get(sub) ?? users.exists(sub).finally(() => lookups.delete(sub));
    lookups.set(sub, lookup);
    return lookup;
  };
  return async (sub, at) => {
    const age = at.getTime() - (foundAt.get(sub) ?? Number.NEGATIVE_INFINITY);
    if (age >= 0 && age < REMEMBER_MS) return;
    foundAt.delete(sub);
    const found = await exists(sub).catch((cause: unknown) => {
      throw new Unavailable({ cause });
    });
    if (!found) throw new UnknownOwner();
    const [oldest] = foundAt.keys();
    if (foundAt.size >= REMEMBERED && oldest !== undefined) foundAt.delete(oldest);
    foundAt.set(sub, at.getTime());
  };
};

import { remembered } from "../app/remembered.ts";
import type { Pool } from "./cognito/pool.ts";

/** What "stay signed in" keeps in the browser: nothing else of a session is ever stored. */
export interface Kept {
  /** What the person signs in with. */
  username: string;
  refresh: string;
}

const keyOf = ({ client_id }: Pool) => `malote.session.${client_id}`;

export const keptSession = (pool: Pool) => {
  const text = remembered(keyOf(pool));
  return {
    read: () => parse(text.read()),
    write: ({ username, refresh }: Kept) => text.write(JSON.stringify({ username, refresh })),
    forget: () => text.write(undefined),
    /** Called when another tab keeps something else; undefined if it forgot the session. Returns the function that ends it. */
    onChange: (changed: (kept: Kept | undefined) => void) => {
      const listener = ({ key, newValue, storageArea }: StorageEvent) => {
        // Without a key, everything was removed.
        if (storageArea === localStorage && (key === null || key === keyOf(pool))) changed(parse(newValue));
      };
      window.addEventListener("storage", listener);
      return () => window.removeEventListener("storage", listener);
    },
  };
};

const parse = (text: string | null): Kept | undefined => {
  try {
    const value: unknown = JSON.parse(text ?? "");
    if (typeof value !== "object" || value === null || !("username" in value) || !("refresh" in value))
      return undefined;
    const { username, refresh } = value;
    return typeof username === "string" && typeof refresh === "string" ? { username, refresh } : undefined;
  } catch {
    return undefined;
  }
};

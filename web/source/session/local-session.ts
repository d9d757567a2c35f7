import { expiryOf, type Session, SessionEnded, userOf } from "./session.ts";

/** Milliseconds before the end of a token in which a new one is asked for. */
const EARLY = 5 * 60_000;

/** The key of the address that `npm start` prints. The tab keeps it, because the views change the address. */
const readKey = (): string => {
  const [, key] = location.hash.match(/^#([0-9a-f]{32})$/) ?? [];
  if (key !== undefined) {
    sessionStorage.setItem("key", key);
    history.replaceState(null, "", "#/");
  }
  return sessionStorage.getItem("key") ?? "";
};
export const pageKey = readKey();

/**
 * A session of one of the local stack's accounts. The page's own server signs in, so that no password comes here.
 * @throws SessionEnded with what to do, if the server refuses
 */
export const localSession = async (account: string): Promise<Session> => {
  let token = await fetchToken(account);
  return {
    user: userOf(token),
    token: async () => {
      if (expiryOf(token) - Date.now() < EARLY) token = await fetchToken(account);
      return token;
    },
    signOut: async () => {},
  };
};

const fetchToken = async (account: string): Promise<string> => {
  const response = await fetch(`token/${account}`, { method: "POST", headers: { "X-Page-Key": pageKey } });
  const body = await response.json();
  if (!response.ok) throw new SessionEnded(body.detail);
  return body.token;
};

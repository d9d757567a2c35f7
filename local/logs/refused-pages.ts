import { isAllowable } from "../stack/allowed-origins.ts";

/** What npm start prints for the pages that the guard refused, according to a piece of the emulator's log. */
export const refusedPagesIn = (log: string): string[] =>
  [...log.matchAll(/^guard: refused a page of (\S+)$/gm)].map(([, origin = ""]) => {
    const refused = `Refused a request of a page of ${origin}.`;
    return isAllowable(origin)
      ? `${refused} If it is your page: npm start -- --allow-origin ${origin}`
      : refused;
  });

import { invalidRequest } from "../problems/problems.ts";
import { suggest } from "../settings/suggest.ts";

/** What a query may have. */
const QUERY = ["path", "tag", "type"];
/** What a form may have beside files. */
const FIELDS = ["path", "tags", "type"];
/** A browser fills this field in by itself, with the encoding of the form (HTML, section 4.10.18.4). */
const OF_BROWSERS = "_charset_";

/** A misspelt name would be ignored in silence, and its label lost. @throws Problem 400 */
export const requireKnownQuery = (query: URLSearchParams): void => {
  for (const name of query.keys()) if (!QUERY.includes(name)) throw unknown("query parameter", name, QUERY);
};

/** @throws Problem 400 */
export const requireKnownField = (name: string): void => {
  if (!FIELDS.includes(name) && name !== OF_BROWSERS) throw unknown("form field", name, FIELDS);
};

const unknown = (kind: string, name: string, known: readonly string[]) => {
  const near = suggest(name, known);
  const meant = near === undefined ? "" : ` Did you mean ${near}?`;
  return invalidRequest(
    `There is no ${kind} ${JSON.stringify(name.slice(0, 100))}.${meant} Known are ${known.join(", ")}.`,
  );
};

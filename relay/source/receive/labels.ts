import { invalidRequest } from "../problems/problems.ts";
import { requireKnownQuery } from "./known-names.ts";

/** What describes a file beside its name: its folder, its tags, and its media type. */
export interface Labels {
  path?: string;
  tags?: Record<string, string>;
  type?: string;
}

/** The service's limits: bytes of a path, and of all tags with room for JSON's escapes. */
const MOST_PATH = 4096;
const MOST_TAGS = 16_384;

/** @throws Problem 400 */
export const readPath = (text: string): string => {
  if (text === "" || text.length > MOST_PATH) {
    throw invalidRequest("path must have 1 to 1,024 bytes of UTF-8, such as trips/2026/lisbon.");
  }
  return text.normalize("NFC");
};

/** Tags as JSON, if they are an object of strings. The service checks the rest of their rules. */
export const parseTags = (json: string): Record<string, string> | undefined => {
  const tags = json.length > MOST_TAGS ? undefined : parse(json);
  const isTags =
    typeof tags === "object" &&
    tags !== null &&
    !Array.isArray(tags) &&
    Object.values(tags).every((value) => typeof value === "string");
  return isTags ? (tags as Record<string, string>) : undefined;
};

/** @throws Problem 400 */
export const readTags = (json: string): Record<string, string> => {
  const tags = parseTags(json);
  if (!tags) throw invalidRequest('tags must be a JSON object of strings, such as {"album": "summer"}.');
  return tags;
};

const parse = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

/** A query: `?path=trips/2026&tag=album:summer&type=image/jpeg`, as GET /files of the service has it. @throws Problem 400 */
export const labelsOfQuery = (query: URLSearchParams): Labels => {
  requireKnownQuery(query);
  const labels: Labels = {};
  const path = query.get("path");
  const type = query.get("type");
  if (path !== null) labels.path = readPath(path);
  if (type !== null) labels.type = type;
  const tags = query.getAll("tag").map((tag): [string, string] => {
    const colon = tag.indexOf(":");
    if (colon < 1) throw invalidRequest("tag must be a key and a value, such as tag=album:summer.");
    return [tag.slice(0, colon), tag.slice(colon + 1)];
  });
  if (tags.length > 0) labels.tags = Object.fromEntries(tags);
  return labels;
};

/** The headers `Malote-Path` (percent-encoded, as in a URL) and `Malote-Tags` (JSON). @throws Problem 400 */
export const labelsOfHeaders = (header: (name: string) => string | undefined): Labels => {
  const path = header("malote-path");
  const tags = header("malote-tags");
  return {
    ...(path !== undefined && { path: readPath(decodedPath(utf8("Malote-Path", path))) }),
    ...(tags !== undefined && { tags: readTags(utf8("Malote-Tags", tags)) }),
  };
};

const decodedPath = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidRequest("Malote-Path must be percent-encoded UTF-8, such as trips/S%C3%A3o%20Paulo.");
  }
};

/** Node.js reads a header as Latin-1. Many clients send UTF-8. */
const utf8 = (name: string, value: string): string => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(value, "latin1"));
  } catch {
    throw invalidRequest(`${name} must be UTF-8, or ASCII with escapes.`);
  }
};

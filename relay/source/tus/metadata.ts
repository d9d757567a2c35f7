import { Metadata } from "@tus/server";
import { Problem } from "../problems/problem.ts";
import { parseTags, readPath } from "../receive/labels.ts";
import type { IncomingFile } from "../types/incoming-file.ts";

/** What clients of tus write into Upload-Metadata: `filename` and `filetype` (tus-js-client), `name` and `type` (Uppy). */
type Described = Pick<IncomingFile, "name" | "type" | "path" | "tags">;

/**
 * The file's name, media type, path and tags of an Upload-Metadata header. Unknown keys are kept in the header, and mean
 * nothing to the relay.
 * @throws Problem 400 if there is no name, or `tags` are no JSON object
 */
export const describeUpload = (metadata: Record<string, string | null> = {}): Described => {
  const name = (metadata["filename"] ?? metadata["name"] ?? "").normalize("NFC");
  if (name === "") {
    throw invalid("Upload-Metadata has no filename. Send the key filename with the file's name in Base64.");
  }
  const path = metadata["path"];
  const tags = metadata["tags"];
  return {
    name,
    type: metadata["filetype"] ?? metadata["type"] ?? "",
    ...(path && { path: readPath(path) }),
    ...(tags && { tags: readTags(tags) }),
  };
};

export const parseMetadata = (header: string | undefined): Record<string, string | null> => {
  if (!header) return {};
  try {
    return Metadata.parse(header);
  } catch {
    throw invalid("Upload-Metadata is no list of keys with Base64 values, as tus 1.0 wants it.");
  }
};

const readTags = (text: string): Record<string, string> => {
  const tags = parseTags(text);
  if (tags) return tags;
  throw invalid(
    'The key tags of Upload-Metadata must be a JSON object of strings, such as {"trip":"lisbon"}.',
  );
};

const invalid = (detail: string) =>
  new Problem(400, "upload-metadata-invalid", "Upload-Metadata is not valid", detail);

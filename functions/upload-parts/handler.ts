import { PartsRequest } from "@malote/core";
import { fileTable } from "@malote/core/files";
import { http } from "@malote/core/http";
import { env } from "@malote/core/runtime";
import { storage } from "@malote/core/storage";
import { signParts } from "./sign-parts.ts";

/** POST /upload-parts */
export const handler = http(
  { from: "body", input: PartsRequest },
  signParts({ files: fileTable(), storage: storage(), expirySeconds: env.uploadExpirySeconds() }),
);

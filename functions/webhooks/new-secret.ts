import { randomBytes } from "node:crypto";

/** Standard Webhooks: a prefix, and 24 to 64 random bytes in base64. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString("base64")}`;

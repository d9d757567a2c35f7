import { randomBytes } from "node:crypto";

/** Endpoint, region and credentials for an AWS SDK client of an emulator. */
export interface Source {
  endpoint: string;
  region: string;
  credentials: RootKey;
}

export interface RootKey {
  accessKeyId: string;
  secretAccessKey: string;
}

/**
 * An S3 server of another project with its root key, which becomes the emulator's root key too: a function has one key for
 * all services.
 */
export type S3Source = Omit<Source, "region">;

/**
 * A new root key, for one start of an emulator. Whoever has it can run code as this user, so both parts are secret: the
 * guard compares the id, and the emulator checks the signature. The id has the form that AWS's ids have, because some
 * clients check it.
 */
export const newRootKey = (): RootKey => ({
  accessKeyId: `AKIA${randomBytes(20).toString("hex").toUpperCase()}`,
  secretAccessKey: randomBytes(32).toString("hex"),
});

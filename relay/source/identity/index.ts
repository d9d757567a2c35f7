import { join } from "node:path";
import type { Description } from "malote/node";
import type { Settings } from "../settings/index.ts";
import type { Log } from "../types/log.ts";
import { type Callers, callers } from "./callers/callers.ts";
import { type OwnToken, ownToken } from "./own/own-token.ts";
import { knownPool } from "./pool/known-pool.ts";

export { type Callers, callers } from "./callers/callers.ts";
export { SignInFault } from "./own/faults.ts";
export { keepSignedIn } from "./own/keep-signed-in.ts";
export { type OwnToken, ownToken } from "./own/own-token.ts";
export { type KnownPool, knownPool } from "./pool/known-pool.ts";

export interface Identity {
  verify: Callers["verify"];
  /** For `connect` of the SDK. */
  token: OwnToken["token"];
  fault: OwnToken["fault"];
  refusal: OwnToken["refusal"];
}

/**
 * Who calls the relay, and who the relay is. `describe` is that of the SDK's connection, which may be made after this with
 * `token`:
 *
 * ```ts
 * const identity = createIdentity({ settings, describe: () => malote.describe(), log });
 * const malote = connect({ url: settings.service, token: identity.token });
 * ```
 */
export const createIdentity = ({
  settings,
  describe,
  log,
}: {
  settings: Pick<Settings, "service" | "folder" | "account" | "callers">;
  describe(): Promise<Description>;
  log: Log;
}): Identity => {
  const folder = join(settings.folder, "identity");
  const pool = knownPool({ service: settings.service, describe, file: join(folder, "pool.json"), log });
  const { verify } = callers({ callers: settings.callers, pool, folder, log });
  const { token, fault, refusal } = ownToken({ account: settings.account, pool, log });
  return { verify, token, fault, refusal };
};

import { fileURLToPath } from "node:url";
import { nodeBinary } from "../../../tools/paths.ts";
import { startLines } from "./lines.ts";
import { environmentOf, type Peer, type Target } from "./peer.ts";

export interface SdkOptions {
  /** The API's URL. */
  url: string;
  token: string;
  /** Whether slow parts are sent again on another connection. */
  hedging: boolean;
}

/** The SDK. It knows the API only: the target's bucket and keys are for the others. */
export const startSdk = (target: Target, options: SdkOptions): Promise<Peer> => {
  const module = fileURLToPath(new URL("../processes/sdk.ts", import.meta.url));
  const { connections } = target;
  const { PATH = "", HOME = "" } = environmentOf(target);
  const argument = JSON.stringify({ ...options, connections });
  return startLines("malote", [nodeBinary, "--conditions=malote-source", module, argument], target, {
    PATH,
    HOME,
  });
};

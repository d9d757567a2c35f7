import { CONNECT_OPTIONS, connectOn } from "../core/connect-on.ts";
import type { Malote } from "../types/connection.ts";
import type { DeviceConnectOptions } from "../types/react-native.ts";
import { crc32 } from "../utils/crc32.ts";
import { checkOptions } from "../utils/options.ts";
import { keepDevice } from "./device.ts";
import { sendFromDevice } from "./send-from-device.ts";

const OPTIONS = CONNECT_OPTIONS.filter((name) => name !== "fetch" && name !== "checksums");

/** iOS keeps the body of each request in memory, and phones have little of it. */
const CONNECTIONS = 3;

/**
 * A connection to a deployment, from a React Native app. Nothing is requested before it is needed, and nothing needs to be
 * closed.
 *
 * ```ts
 * import * as fileSystem from "expo-file-system";
 * import { AppState } from "react-native";
 *
 * const malote = connect({ url, token: async () => session.idToken, fileSystem, appState: AppState });
 * ```
 * @throws TypeError for a missing, misspelt or impossible option
 */
export const connect = ({ fileSystem, appState, ...options }: DeviceConnectOptions): Malote => {
  if (typeof fileSystem?.File !== "function" || !fileSystem.Paths) {
    throw new TypeError(
      'connect needs the option fileSystem: import * as fileSystem from "expo-file-system", version 19 or later.',
    );
  }
  if (appState && typeof appState.addEventListener !== "function") {
    throw new TypeError('appState must be AppState: import { AppState } from "react-native".');
  }
  checkOptions("connect", options, OPTIONS);
  const send = sendFromDevice(fileSystem);
  const malote = connectOn({ send, crc32, connections: { start: CONNECTIONS, most: CONNECTIONS } }, options);
  keepDevice(malote, { fileSystem, appState });
  return malote;
};

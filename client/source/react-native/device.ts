import { internalsOf } from "../core/internals.ts";
import type { Malote } from "../types/connection.ts";
import type { DeviceAppState, DeviceFileSystem } from "../types/react-native.ts";

/** What an app gave to `connect`. */
export interface Device {
  fileSystem: DeviceFileSystem;
  appState: DeviceAppState | undefined;
}

const known = new WeakMap<Malote, Device>();

export const keepDevice = (malote: Malote, device: Device): void => {
  known.set(malote, device);
};

/** @throws TypeError if the connection is not from connect() of this entry */
export const deviceOf = (malote: Malote): Device => {
  internalsOf(malote);
  const device = known.get(malote);
  if (!device) throw new TypeError("The connection must be from connect() of malote/react-native.");
  return device;
};

import { uploadEach } from "../core/upload-all.ts";
import type { Malote } from "../types/connection.ts";
import type { DeviceUploadSource } from "../types/react-native.ts";
import type { UploadAllOptions, UploadAllTask, UploadItem } from "../types/upload-all.ts";
import { deviceOf } from "./device.ts";
import { openDeviceSource } from "./open-device-source.ts";
import { whileActive } from "./while-active.ts";

/**
 * Uploads any number of files of the device: announced in batches, sent over the connections that all uploads share. One file
 * that fails changes nothing for the others, so the promise never rejects.
 */
export const uploadAll = (
  malote: Malote,
  files: Iterable<UploadItem<DeviceUploadSource>>,
  options: UploadAllOptions = {},
): UploadAllTask => {
  const { fileSystem, appState } = deviceOf(malote);
  const task = uploadEach(malote, files, options, (source: DeviceUploadSource, own) =>
    openDeviceSource(fileSystem, source, own),
  );
  return whileActive(task, appState);
};

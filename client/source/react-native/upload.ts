import { internalsOf } from "../core/internals.ts";
import { checkUploadOptions, startUpload, UPLOAD_OPTIONS } from "../core/upload.ts";
import type { Malote } from "../types/connection.ts";
import type { DeviceUploadOptions, DeviceUploadSource } from "../types/react-native.ts";
import type { UploadTask } from "../types/upload.ts";
import { deviceOf } from "./device.ts";
import { openDeviceSource } from "./open-device-source.ts";
import { whileActive } from "./while-active.ts";

/**
 * Uploads one file and confirms it: from a URI, a `File` of `expo-file-system`, or bytes. Resolves when the service has
 * accepted the file. JavaScript never holds more than a piece of the file.
 *
 * ```ts
 * const { file_id } = await upload(malote, asset.uri, { name: "holiday.jpg" });
 * ```
 * @throws TypeError at once for a misspelt option or something that cannot be uploaded
 */
export const upload = (
  malote: Malote,
  source: DeviceUploadSource,
  options: DeviceUploadOptions = {},
): UploadTask => {
  checkUploadOptions("upload", options, UPLOAD_OPTIONS);
  const { fileSystem, appState } = deviceOf(malote);
  const open = openDeviceSource(fileSystem, source, options);
  return whileActive(startUpload(internalsOf(malote), open, options), appState);
};

import { onlyForStreams, openSource } from "../core/open-source.ts";
import type { DeviceFile, DeviceFileSystem, DeviceUploadSource } from "../types/react-native.ts";
import type { Source } from "../types/source.ts";
import type { UploadOptions } from "../types/upload.ts";
import { sourceOfDeviceFile } from "./file-source.ts";

/** @throws TypeError if it is nothing that can be uploaded, or a name is missing */
export const openDeviceSource = (
  { File }: DeviceFileSystem,
  given: DeviceUploadSource,
  options: UploadOptions,
): (() => Promise<Source>) => {
  const { name, type } = options;
  if (given instanceof ArrayBuffer || given instanceof Uint8Array) {
    const source = openSource(given, options);
    return async () => source;
  }
  onlyForStreams(options);
  const isFile = typeof (given as DeviceFile | undefined)?.open === "function";
  if (!isFile && typeof given !== "string") {
    throw new TypeError("upload accepts a URI, a File of expo-file-system, a Uint8Array or an ArrayBuffer.");
  }
  return async () => sourceOfDeviceFile(typeof given === "string" ? new File(given) : given, name, type);
};

import { fileChanged } from "../core/open-source.ts";
import type { DeviceFile, DeviceFileHandle } from "../types/react-native.ts";
import type { Source } from "../types/source.ts";

/**
 * Bytes read at once. Hermes computes the CRC-32 of about 30 MiB/s, so the app's JavaScript is free again after some
 * milliseconds.
 */
const CHUNK = 256 * 1024;

/**
 * A file on the device. Its bytes are read when they are needed, and never kept. (`slice` and `stream` of the file are of no
 * use here: the one reads the whole file, the other needs ReadableStream and reads 1 KiB at a time.)
 */
export const sourceOfDeviceFile = (file: DeviceFile, name?: string, type?: string): Source => {
  if (!file.exists) throw new TypeError(`${file.name} does not exist, or cannot be read. Check the URI.`);
  const size = file.size ?? 0;
  const lastModified = lastModifiedOf(file);
  const own = name ?? nameOf(file);
  return {
    name: own,
    type: type ?? file.type ?? "",
    size,
    ...(lastModified && { lastModified }),
    slice: (start, end) => ({
      size: end - start,
      ...(end - start === size && { uri: file.uri }),
      chunks: () => chunksOf(file, own, start, end),
    }),
    isUnchanged: async () => file.size === size && lastModifiedOf(file) === lastModified,
  };
};

const lastModifiedOf = ({ lastModified, modificationTime }: DeviceFile) =>
  lastModified ?? modificationTime ?? undefined;

/** The last segment of a file's URI is its name, and encoded. That of a `content://` URI is not the name. */
const nameOf = ({ uri, name }: DeviceFile): string => {
  if (!uri.startsWith("file:")) return name;
  const last = uri.slice(uri.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
};

/** Each reader has a handle of its own, because the offset of a handle is shared by those who read from it. */
async function* chunksOf(file: DeviceFile, name: string, start: number, end: number) {
  if (start === end) return;
  const handle = openToRead(file);
  try {
    handle.offset = start;
    for (let at = start; at < end; ) {
      const bytes = await handle.readBytes(Math.min(CHUNK, end - at));
      if (bytes.length === 0) throw fileChanged(name);
      yield bytes;
      at += bytes.length;
    }
  } finally {
    handle.close();
  }
}

/** Without a mode, a file is opened to be written too, which not every file allows. Before version 56 there is no mode. */
const openToRead = (file: DeviceFile): DeviceFileHandle => {
  try {
    return file.open("r");
  } catch {
    return file.open();
  }
};

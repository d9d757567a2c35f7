import { Aborted } from "../errors/aborted.ts";
import { MaloteError } from "../errors/malote-error.ts";
import type { DeviceFile, DeviceFileSystem } from "../types/react-native.ts";
import type { Body } from "../types/source.ts";

/** Files in the cache folder that no request uses now. */
const free: number[] = [];
let made = 0;

/**
 * Copies a body into a file in the cache folder. React Native sends a file natively. Bytes it would turn into base64 first:
 * Hermes does that at about 7 MiB/s, and the app stands still meanwhile. The names of the files are used again, so that an app
 * that is killed does not leave more and more of them behind.
 * @throws MaloteError `cache-failed`; what the read of the source throws; Aborted
 */
export const cachedBody = async (
  { File, Paths }: DeviceFileSystem,
  { pieces }: Body,
  signal: AbortSignal,
): Promise<{ uri: string; release(): void }> => {
  const slot = free.pop() ?? made++;
  const file = new File(Paths.cache.uri, `malote-part-${slot}`);
  const release = () => {
    try {
      file.delete();
    } catch {
      // The next request with this file overwrites it.
    }
    free.push(slot);
  };
  try {
    await write(file, pieces, signal);
    return { uri: file.uri, release };
  } catch (error) {
    release();
    throw error;
  }
};

const write = async (file: DeviceFile, pieces: Body["pieces"], signal: AbortSignal): Promise<void> => {
  const handle = await cached(() => {
    file.create({ overwrite: true });
    return file.open();
  });
  try {
    for (const piece of pieces) {
      for await (const chunk of piece.chunks()) {
        if (signal.aborted) throw new Aborted();
        await cached(() => handle.writeBytes(chunk));
      }
    }
  } finally {
    handle.close();
  }
};

const cached = async <T>(work: () => T | Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (cause) {
    throw new MaloteError(
      "cache-failed",
      "A part could not be written to the app's cache folder. Free some space on the device, then upload again.",
      { cause },
    );
  }
};

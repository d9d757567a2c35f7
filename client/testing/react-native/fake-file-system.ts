import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { DeviceFile, DeviceFileHandle } from "../../source/types/react-native.ts";

/**
 * Of Expo's SDK. The handles of 54 (version 19.0 of the package) are synchronous and have no mode; those of 58 return promises.
 */
export type FileSystemVersion = 54 | 58;

/**
 * `expo-file-system` over a folder of this machine, as its sources (58.0.14) describe it. Reads of the version 58 happen later
 * than their call, at the offset that the handle has then.
 */
export const fakeFileSystem = (
  folder: string,
  version: FileSystemVersion,
  bytesOf: (bytes: Uint8Array) => Uint8Array<ArrayBuffer>,
) => {
  const cache = pathToFileURL(join(folder, "cache/")).href;
  const seen = {
    longestRead: 0,
    openHandles: 0,
    written: 0,
    created: new Set<string>(),
    space: Number.POSITIVE_INFINITY,
  };
  const later = async <T>(work: () => T): Promise<T> => {
    await new Promise((resolve) => setImmediate(resolve));
    return work();
  };

  class Handle implements DeviceFileHandle {
    offset: number | null = 0;
    readonly #file: number;
    readonly #mode: string;

    constructor(path: string, mode: string) {
      this.#file = openSync(path, mode === "r" ? "r" : "r+");
      this.#mode = mode;
      seen.openHandles++;
    }

    #run<T>(work: () => T): T | Promise<T> {
      return version === 58 ? later(work) : work();
    }

    readBytes(length: number) {
      seen.longestRead = Math.max(seen.longestRead, length);
      return this.#run(() => {
        if (this.offset === null) throw new Error("file handle is closed");
        const bytes = new Uint8Array(length);
        const read = readSync(this.#file, bytes, 0, length, this.offset);
        this.offset += read;
        return bytesOf(bytes.subarray(0, read));
      });
    }

    writeBytes(bytes: Uint8Array) {
      return this.#run(() => {
        if (this.offset === null || this.#mode === "r") throw new Error("Cannot write.");
        seen.written += bytes.length;
        if (seen.written > seen.space) throw new Error("ENOSPC");
        writeSync(this.#file, bytes, 0, bytes.length, this.offset);
        this.offset += bytes.length;
      });
    }

    close() {
      this.offset = null;
      closeSync(this.#file);
      seen.openHandles--;
    }
  }

  class File implements DeviceFile {
    readonly uri: string;

    constructor(...uris: (string | { uri: string })[]) {
      const [first = "", ...others] = uris.map((uri) => (typeof uri === "string" ? uri : uri.uri));
      this.uri = [first.replace(/\/$/, ""), ...others].join("/");
    }

    get #path() {
      return fileURLToPath(this.uri);
    }
    get name() {
      return this.uri.slice(this.uri.lastIndexOf("/") + 1);
    }
    get exists() {
      return existsSync(this.#path);
    }
    get size() {
      return this.exists ? statSync(this.#path).size : 0;
    }
    get type() {
      return this.uri.endsWith(".jpg") ? "image/jpeg" : version === 58 ? "" : null;
    }
    get lastModified() {
      return version === 58 ? this.modificationTime : undefined;
    }
    get modificationTime() {
      return this.exists ? statSync(this.#path).mtimeMs : null;
    }
    create({ overwrite = false } = {}) {
      if (this.exists && !overwrite) throw new Error("File already exists");
      writeFileSync(this.#path, "");
      seen.created.add(this.uri);
    }
    delete() {
      rmSync(this.#path);
    }
    open(...modes: string[]) {
      if (version === 54 && modes.length > 0) throw new Error("Received 1 arguments, but 0 was expected.");
      return new Handle(this.#path, modes[0] ?? "rw");
    }
  }

  const fileSystem = {
    File,
    Paths: { cache: { uri: cache }, document: { uri: "file:///documents/" } },
  };
  return {
    fileSystem,
    seen,
    /** Puts a file on the device, and returns its URI. */
    put: (name: string, bytes: Uint8Array): string => {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      utimesSync(path, 1_700_000_000, 1_700_000_000);
      return pathToFileURL(path).href;
    },
    shorten: (uri: string, length: number) => {
      const file = openSync(fileURLToPath(uri), "r+");
      ftruncateSync(file, length);
      closeSync(file);
    },
  };
};

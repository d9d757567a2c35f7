import type { Disk, DiskFile } from "../disk/disk.ts";

/** One operation of a disk, such as `rename`, or of an open file, such as `file.sync`. */
export interface Operation {
  name: string;
  path: string;
  /** Does half of a write, then fails as the disk would. */
  half?: () => Promise<void>;
}

/** Called for each operation. `run` does it. */
export type Around = <T>(operation: Operation, run: () => Promise<T>) => Promise<T>;

/** A disk whose operations all go through one function. */
export function aroundDisk(disk: Disk, around: Around): Disk {
  const opened = async (name: string, path: string, open: () => Promise<DiskFile>): Promise<DiskFile> => {
    const file = await around({ name, path }, open);
    return {
      write: (chunks, position) => {
        const [first = new Uint8Array()] = chunks;
        const half = () => file.write([first.subarray(0, first.length / 2)], position);
        return around({ name: "file.write", path, half }, () => file.write(chunks, position));
      },
      truncate: (length) => around({ name: "file.truncate", path }, () => file.truncate(length)),
      sync: () => around({ name: "file.sync", path }, () => file.sync()),
      close: () => around({ name: "file.close", path }, () => file.close()),
    };
  };
  return {
    create: (path) => opened("create", path, () => disk.create(path)),
    open: (path) => opened("open", path, () => disk.open(path)),
    rename: (from, to) => around({ name: "rename", path: to }, () => disk.rename(from, to)),
    unlink: (path) => around({ name: "unlink", path }, () => disk.unlink(path)),
    makeFolder: (path) => around({ name: "makeFolder", path }, () => disk.makeFolder(path)),
    syncFolder: (path) => around({ name: "syncFolder", path }, () => disk.syncFolder(path)),
    list: (path) => around({ name: "list", path }, () => disk.list(path)),
    size: (path) => around({ name: "size", path }, () => disk.size(path)),
    free: (path) => around({ name: "free", path }, () => disk.free(path)),
    read: (path) => disk.read(path),
  };
}

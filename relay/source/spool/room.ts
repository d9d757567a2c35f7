import { bodyTooLarge } from "../problems/problems.ts";
import type { Disk } from "./disk/disk.ts";
import { diskFull, spoolFull } from "./problems.ts";

export interface SpoolLimits {
  /** Of all files in the spool. */
  bytes: number;
  files: number;
  /** Bytes of the disk that stay free, for the journal and for others. */
  freeBytes: number;
  /** Of one file. Default: no limit of its own. */
  fileBytes?: number;
}

/** Milliseconds for which a look at the free space of the disk is used. */
const FRESH = 500;

export interface RoomParts {
  disk: Disk;
  folder: string;
  limits: SpoolLimits;
  now(): number;
}

/** Room that one file has. */
export interface Reservation {
  /** Bytes that are reserved. */
  readonly bytes: number;
  /** Reserves more, so that this many bytes fit. @throws Problem 413, 507 */
  growTo(bytes: number): Promise<void>;
  /** So many bytes are on the disk. They are no longer expected to come. */
  wrote(bytes: number): void;
  /** The file has this size. What was reserved beyond it is free again. */
  settle(bytes: number): void;
  /** The file is gone. */
  release(): void;
}

/** The quotas of the spool. Nothing in it is ever deleted to make room. */
export class Room {
  readonly #parts: RoomParts;
  #bytes = 0;
  #files = 0;
  /** Bytes that are reserved and not on the disk yet. */
  #expected = 0;
  #free = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: RoomParts) {
    this.#parts = parts;
  }

  get usage(): { bytes: number; files: number; free: number } {
    return { bytes: this.#bytes, files: this.#files, free: this.#free };
  }

  /** Files that are in the spool already, as recovery finds them. */
  found({ files, bytes }: { files: number; bytes: number }): void {
    this.#files += files;
    this.#bytes += bytes;
  }

  /** An upload that is in the spool already: so many of its bytes are on the disk. */
  adopt(bytes: number, written: number): Reservation {
    this.found({ files: 1, bytes });
    this.#expected += bytes - written;
    return this.#reservation(bytes, written);
  }

  /** A file of the spool was deleted. */
  freed(bytes: number): void {
    this.#files -= 1;
    this.#bytes -= bytes;
    this.#free += bytes;
  }

  /** Asks the disk how much is free. */
  async look(): Promise<void> {
    this.#lookedAt = this.#parts.now();
    this.#free = await this.#parts.disk.free(this.#parts.folder);
  }

  /** Reserves a place for a file, and its bytes if they are known. @throws Problem 413, 507 */
  async reserve(bytes = 0): Promise<Reservation> {
    await this.#refresh();
    const { files } = this.#parts.limits;
    if (this.#files + 1 > files) throw spoolFull(`The relay keeps ${files} files at most, and has them.`);
    this.#take(0, bytes);
    this.#files += 1;
    return this.#reservation(bytes);
  }

  #reservation(first: number, already = 0): Reservation {
    let bytes = first;
    let written = already;
    let released = false;
    const room = this;
    return {
      get bytes() {
        return bytes;
      },
      async growTo(needed) {
        if (needed <= bytes) return;
        await room.#refresh();
        room.#take(bytes, needed);
        bytes = needed;
      },
      wrote(count) {
        written += count;
        room.#expected -= count;
        room.#free -= count;
      },
      settle(size) {
        room.#bytes += size - bytes;
        room.#expected -= bytes - written;
        bytes = size;
        written = size;
      },
      release() {
        if (released) return;
        released = true;
        room.#files -= 1;
        room.#bytes -= bytes;
        room.#expected -= bytes - written;
        room.#free += written;
      },
    };
  }

  async #refresh(): Promise<void> {
    if (this.#parts.now() - this.#lookedAt >= FRESH) await this.look();
  }

  #take(from: number, to: number): void {
    const { bytes, freeBytes, fileBytes = Number.POSITIVE_INFINITY } = this.#parts.limits;
    if (to > fileBytes) throw bodyTooLarge(fileBytes);
    const more = to - from;
    if (this.#bytes + more > bytes) throw spoolFull(`The relay keeps ${bytes} bytes at most.`);
    if (this.#free - this.#expected - more < freeBytes) throw diskFull();
    this.#bytes += more;
    this.#expected += more;
  }
}

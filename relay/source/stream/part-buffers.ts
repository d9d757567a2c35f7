import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, mkdir, open, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { PartBuffer } from "malote/node";
import { collectGarbage as collectYoungGeneration } from "./collect-garbage.ts";

const LEAST = 16 * 1024;
const MOST = 1024 * 1024;
/** Bytes of released blocks that are kept to be used again. */
const MOST_SPARE = 64 * 1024 * 1024;
/** After this many copied bytes, their chunks are collected: as much as one part of a long stream. */
const COLLECT_EVERY = 8 * 1024 * 1024;
/** Bytes that are read from the disk at once. */
const READ = 256 * 1024;

export interface PartBuffersOptions {
  /** Bytes that all parts together may take in memory. */
  memory: number;
  /** Where the rest is kept. Created when it is needed. */
  folder: string;
  /** Called after each 8 MiB that were copied: the chunks that they came in are garbage. Default: V8's young generation is collected. */
  collectGarbage?(): void;
}

/**
 * Where the parts of all streams are kept until S3 has them: in memory up to `memory` bytes together, and what is over that in
 * files of `folder`. S3's parts have 5 MiB at least, so many slow clients hold many parts that are not full. They would
 * hold far more memory than a few fast clients.
 */
export class PartBuffers {
  readonly memory: number;
  readonly #folder: string;
  readonly #collectGarbage: () => void;
  /** Bytes whose chunks may not have been collected yet. */
  #copied = 0;
  #used = 0;
  /** Released blocks by their size. The garbage collector returns blocks late, so long files would take ever more memory. */
  readonly #spare = new Map<number, Uint8Array<ArrayBuffer>[]>();
  #spareBytes = 0;
  #onDisk = 0;

  constructor({ memory, folder, collectGarbage = collectYoungGeneration }: PartBuffersOptions) {
    this.memory = memory;
    this.#folder = folder;
    this.#collectGarbage = collectGarbage;
  }

  /** Bytes at this moment. */
  usage(): { memory: number; disk: number } {
    return { memory: this.#used, disk: this.#onDisk };
  }

  /** For the option `bufferFor` of upload(). */
  readonly bufferFor = (most: number): PartBuffer => {
    const blocks: Uint8Array<ArrayBuffer>[] = [];
    let allocated = 0;
    /** Bytes in the last block. */
    let used = 0;
    let file: FileHandle | undefined;
    let written = 0;
    let released = false;

    const room = (): Uint8Array | undefined => {
      const last = blocks.at(-1);
      if (last && used < last.length) return last.subarray(used);
      // Once it is on disk, the part stays there: its bytes are read in one order.
      if (file) return undefined;
      const size = Math.min(MOST, Math.max(LEAST, allocated), most - allocated);
      if (size <= 0 || this.#used + size > this.memory) return undefined;
      const block = this.#take(size);
      blocks.push(block);
      allocated += size;
      this.#used += size;
      used = 0;
      return block;
    };

    const toDisk = async (bytes: Uint8Array): Promise<void> => {
      file ??= await this.#create();
      if (released) return void file.close();
      for (let at = 0; at < bytes.length; ) {
        const { bytesWritten } = await file.write(bytes, at, bytes.length - at, written);
        at += bytesWritten;
        written += bytesWritten;
        if (!released) this.#onDisk += bytesWritten;
      }
    };

    return {
      write: (bytes) => {
        // A reader that was abandoned may still bring bytes.
        let rest = released ? bytes.subarray(0, 0) : bytes;
        this.#countCopied(rest.length);
        while (rest.length > 0) {
          const space = room();
          if (!space) return toDisk(rest);
          const piece = rest.subarray(0, space.length);
          space.set(piece);
          used += piece.length;
          rest = rest.subarray(piece.length);
        }
        return undefined;
      },
      async *chunks() {
        for (const block of blocks) yield block === blocks.at(-1) ? block.subarray(0, used) : block;
        const buffer = new Uint8Array(file ? Math.min(READ, written) : 0);
        for (let at = 0; file && at < written; ) {
          const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, written - at), at);
          if (bytesRead === 0) throw new Error("A part on disk is shorter than it was written.");
          yield buffer.subarray(0, bytesRead);
          at += bytesRead;
        }
      },
      release: () => {
        released = true;
        this.#used -= allocated;
        this.#onDisk -= written;
        for (const block of blocks) this.#give(block);
        blocks.length = 0;
        allocated = 0;
        file?.close().catch(() => {});
      },
    };
  };

  #countCopied(bytes: number): void {
    this.#copied += bytes;
    if (this.#copied < COLLECT_EVERY) return;
    this.#copied = 0;
    this.#collectGarbage();
  }

  #take(size: number): Uint8Array<ArrayBuffer> {
    const block = this.#spare.get(size)?.pop();
    if (!block) return new Uint8Array(size);
    this.#spareBytes -= size;
    return block;
  }

  #give(block: Uint8Array<ArrayBuffer>): void {
    const { length } = block;
    if (this.#spareBytes + length > MOST_SPARE || this.#used + this.#spareBytes + length > this.memory)
      return;
    const same = this.#spare.get(length);
    if (same) same.push(block);
    else this.#spare.set(length, [block]);
    this.#spareBytes += length;
  }

  /** A file without a name: the system frees it when it is closed, also after a crash. */
  async #create(): Promise<FileHandle> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, `${randomUUID()}.part`);
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
    await unlink(path);
    return handle;
  }
}

import { basename, dirname, relative } from "node:path";
import { descriptorOf, lastNumberOf, type SystemCall, stringsOf } from "./trace.ts";

/** What is on a disk: names, each with the number of a file or of a folder, and the bytes of the files. */
export class DiskState {
  readonly names: Map<string, number>;
  readonly #contents: Map<number, Buffer>;
  /** Contents that this state does not share with the one that it was made from. */
  readonly #own = new Set<number>();

  constructor(from?: DiskState) {
    this.names = new Map(from?.names);
    this.#contents = from ? new Map(from.#contents) : new Map();
  }

  bytes(inode: number): Buffer {
    return this.#contents.get(inode) ?? Buffer.alloc(0);
  }

  resize(inode: number, length: number): void {
    const bytes = Buffer.alloc(length);
    this.bytes(inode).copy(bytes);
    this.#contents.set(inode, bytes);
    this.#own.add(inode);
  }

  write(inode: number, data: Buffer, offset: number): void {
    const length = this.bytes(inode).length;
    if (offset + data.length > length) this.resize(inode, offset + data.length);
    else if (!this.#own.has(inode)) this.resize(inode, length);
    data.copy(this.bytes(inode), offset);
  }
}

/** A change that no fsync has made durable yet. */
export interface Change {
  /** Whose fsync makes it durable: the file's, or the folder's whose names it changes. */
  syncedBy: string;
  end: number;
  apply(state: DiskState): void;
  /** Of a write: does the first bytes only. */
  torn?: { length: number; apply(state: DiskState, bytes: number): void };
  /** Of a write: the file has its new length, and zeros for the bytes. */
  zeros?(state: DiskState): void;
  /** Two random numbers, by which sets of changes are told apart. */
  mark: [number, number];
}

/** Calls that change nothing on the disk. */
const HARMLESS =
  /^(p?read(64|v)?|preadv2?|f?statx?|[fl]?stat(fs|64)?|newfstatat|fcntl|ioctl|lseek|f?access(at2?)?|readlink(at)?|getdents64|getcwd|mmap|fchown|f?chmod|execve|epoll_.*|eventfd2|pipe2?|dup[23]?|poll|io_uring_.*|socket|fadvise64|statfs|inotify.*)$/;

/**
 * A disk in the power of a pessimist: a change is durable when an fsync of its file, or of the folder of its name, has
 * started after it and has ended. Every other change may be lost or not, each by itself. An fsync of a file does not
 * make its name durable.
 */
export class DiskModel {
  /** What is durable for sure. */
  durable = new DiskState();
  /** What may be durable, in the order in which it was done. */
  pending: Change[] = [];
  /** What was written to standard output. */
  output = "";
  /** Of all changes that are durable. */
  mark: [number, number] = [0, 0];
  readonly #root: string;
  readonly #random: () => number;
  /** What the process sees. */
  readonly #view = new Map<string, number>();
  #descriptors = new Map<number, string | number>();
  #inodes = 0;

  /** @param root the folder in which the process works. What is outside is not looked at. */
  constructor(root: string, random: () => number) {
    this.#root = root;
    this.#random = random;
  }

  /** Another process starts on the same disk, while it has power. Its lines are numbered from zero again. */
  nextProcess(): void {
    this.#descriptors = new Map();
    for (const change of this.pending) change.end = -1;
  }

  /** @returns whether the disk, or the output, has changed */
  apply(call: SystemCall): boolean {
    const { name } = call;
    if (HARMLESS.test(name)) return this.#checkHarmless(call);
    if (name === "openat" || name === "open") return this.#open(call);
    if (name === "close") {
      this.#descriptors.delete(descriptorOf(call));
      return false;
    }
    if (name === "mkdir") return this.#makeFolder(call);
    if (name === "unlink") return this.#unlink(call);
    if (name === "rename") return this.#rename(call);
    if (name === "write" && descriptorOf(call) === 1) {
      this.output += Buffer.concat(stringsOf(call)).toString();
      return true;
    }
    const inode = this.#descriptors.get(descriptorOf(call));
    if (inode === undefined && /^(write|pwrite64|writev|pwritev|ftruncate|fsync|fdatasync)$/.test(name))
      return false;
    if (inode !== undefined && /^(fsync|fdatasync)$/.test(name)) return this.#sync(`${inode}`, call.start);
    if (typeof inode === "number" && /^(pwrite64|pwritev)$/.test(name)) return this.#write(call, inode);
    if (typeof inode === "number" && name === "ftruncate") {
      const length = lastNumberOf(call);
      return this.#change(call, `${inode}`, { apply: (state) => state.resize(inode, length) });
    }
    if (!call.text.includes(this.#root) && !this.#pathsOf(call).some((path) => path !== undefined))
      return false;
    throw new Error(`The model does not know the call ${name}(${call.text.slice(0, 200)}).`);
  }

  #pathsOf(call: SystemCall): (string | undefined)[] {
    return stringsOf(call).map((bytes) => {
      const path = relative(this.#root, bytes.toString());
      return path === "" || path.startsWith("..") || path.startsWith("/") ? undefined : path;
    });
  }

  /** SQLite maps its index in shared memory, which is built again after a power loss. No other file may be mapped. */
  #checkHarmless({ name, text }: SystemCall): boolean {
    if (name !== "mmap" || !/PROT_WRITE.*MAP_SHARED/.test(text)) return false;
    const descriptor = Number(/, (-?\d+), \w+$/.exec(text)?.[1]);
    const inode = this.#descriptors.get(descriptor);
    const path = [...this.#view].find(([, number]) => number === inode)?.[0];
    if (path !== undefined && !path.endsWith("-shm"))
      throw new Error(`${path} is written through a mapping.`);
    return false;
  }

  #open(call: SystemCall): boolean {
    const whole = stringsOf(call)[0]?.toString() ?? "";
    const path = whole === this.#root ? "." : this.#pathsOf(call)[0];
    if (path === undefined) return false;
    const known = this.#view.get(path);
    if (known === undefined && call.text.includes("O_CREAT")) {
      const inode = this.#newInode();
      this.#descriptors.set(call.result, inode);
      return this.#link(call, path, inode);
    }
    // A folder is known by its path.
    this.#descriptors.set(call.result, known === undefined || known < 0 ? path : known);
    if (known === undefined || !call.text.includes("O_TRUNC")) return false;
    return this.#change(call, `${known}`, { apply: (state) => state.resize(known, 0) });
  }

  #newInode(): number {
    this.#inodes += 1;
    return this.#inodes;
  }

  #makeFolder(call: SystemCall): boolean {
    const [path] = this.#pathsOf(call);
    return path === undefined ? false : this.#link(call, path, -this.#newInode());
  }

  #link(call: SystemCall, path: string, inode: number): boolean {
    this.#view.set(path, inode);
    return this.#change(call, dirname(path), { apply: (state) => state.names.set(path, inode) });
  }

  #unlink(call: SystemCall): boolean {
    const [path] = this.#pathsOf(call);
    if (path === undefined) return false;
    this.#view.delete(path);
    return this.#change(call, dirname(path), { apply: (state) => state.names.delete(path) });
  }

  #rename(call: SystemCall): boolean {
    const [from, to] = this.#pathsOf(call);
    const inode = from === undefined ? undefined : this.#view.get(from);
    if (from === undefined || to === undefined || inode === undefined) return false;
    if (dirname(from) !== dirname(to)) throw new Error(`${basename(from)} is moved to another folder.`);
    this.#view.delete(from);
    this.#view.set(to, inode);
    const apply = (state: DiskState) => {
      state.names.delete(from);
      state.names.set(to, inode);
    };
    return this.#change(call, dirname(to), { apply });
  }

  #write(call: SystemCall, inode: number): boolean {
    const data = Buffer.concat(stringsOf(call));
    const offset = lastNumberOf(call);
    if (data.length !== call.result) throw new Error("A write was short.");
    return this.#change(call, `${inode}`, {
      apply: (state) => state.write(inode, data, offset),
      torn: {
        length: data.length,
        apply: (state, bytes) => state.write(inode, data.subarray(0, bytes), offset),
      },
      zeros: (state) => {
        const end = offset + data.length;
        if (end > state.bytes(inode).length) state.resize(inode, end);
      },
    });
  }

  #change({ end }: SystemCall, syncedBy: string, change: Omit<Change, "syncedBy" | "end" | "mark">): boolean {
    const mark: Change["mark"] = [this.#random() * 2 ** 32, this.#random() * 2 ** 32];
    this.pending.push({ ...change, syncedBy, end, mark });
    return true;
  }

  #sync(syncedBy: string, start: number): boolean {
    const durable = this.pending.filter((each) => each.syncedBy === syncedBy && each.end < start);
    this.durable = new DiskState(this.durable);
    for (const { apply, mark } of durable) {
      apply(this.durable);
      this.mark = [this.mark[0] ^ mark[0], this.mark[1] ^ mark[1]];
    }
    this.pending = this.pending.filter((each) => !durable.includes(each));
    return true;
  }
}

import { DatabaseSync } from "node:sqlite";
import { type Call, type Operations, operations } from "./operations/index.ts";
import { createTables } from "./schema.ts";

/** Milliseconds that a transaction waits for another process, such as a command, to end its own. */
const BUSY_TIMEOUT = 10_000;
/** Operations after which the write-ahead log is copied into the database, so that its file stays at some megabytes. */
const CHECKPOINT_EVERY = 1000;

/** Operations that change nothing: they wait for no other process, and need no fsync. */
const READS = new Set<keyof Operations>([
  "get",
  "byClientKey",
  "tally",
  "oldest",
  "list",
  "following",
  "nextAt",
  "expired",
  "withFiles",
  "unusedBytes",
  "removed",
]);

const SQLITE = { busy: 5, locked: 6, noMemory: 7, full: 13, constraint: 19, mismatch: 20, shmSize: 4874 };

export interface JournalOptions {
  file: string;
  /** OFF only in tests, which show that they notice it. Default: FULL. */
  synchronous?: "FULL" | "OFF";
  /** The most pages of the database. Only tests set it. */
  maxPages?: number;
}

/**
 * - `full`: the disk is full. The operation had no effect, and the journal is sound.
 * - `busy`: another process held the journal for too long. No effect.
 * - `broken`: an I/O error. What is durable is unknown, so this process must not use the journal any more.
 * - `fault`: an error of this program. No effect.
 */
export type FailureKind = "full" | "busy" | "broken" | "fault";

export type Outcome = { value: unknown } | { failure: FailureKind; message: string };

/** Runs batches of operations, each batch as one transaction with one fsync. Synchronous, so it belongs in a thread. */
export class JournalEngine {
  /** Whether the journal was created now. */
  readonly isNew: boolean;
  readonly #db: DatabaseSync;
  readonly #operations: Operations;
  #sinceCheckpoint = 0;

  /** @throws if the file is no journal, or cannot be read */
  constructor({ file, synchronous = "FULL", maxPages }: JournalOptions) {
    this.#db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT });
    this.#db.exec("PRAGMA journal_mode = WAL");
    this.#db.exec(`PRAGMA synchronous = ${synchronous}`);
    // Checkpoints are made below, because SQLite says nothing of the errors of its own ones.
    this.#db.exec("PRAGMA wal_autocheckpoint = 0");
    this.isNew = createTables(this.#db);
    if (maxPages !== undefined) this.#db.exec(`PRAGMA max_page_count = ${maxPages}`);
    this.#operations = operations(this.#db);
  }

  /** @param emptied whether the log was copied just now, to make room in it */
  run(batch: readonly Call[], emptied = false): Outcome[] {
    let outcomes: Outcome[];
    try {
      outcomes = this.#transaction(batch).map((value) => ({ value }));
    } catch (error) {
      const failure = kindOf(error);
      const failed: Outcome = { failure, message: error instanceof Error ? error.message : String(error) };
      if (failure === "full" && !emptied) {
        // A log that was copied into the database is written again from its start, without more room.
        const trouble = this.checkpoint();
        return trouble === undefined ? this.run(batch, true) : batch.map(() => trouble);
      }
      // The operations of one batch have nothing to do with each other. So each one gets its own chance.
      if (batch.length === 1 || failure === "broken" || failure === "busy") return batch.map(() => failed);
      return batch.flatMap((call) => this.run([call], emptied));
    }
    if (!onlyReads(batch)) this.#sinceCheckpoint += batch.length;
    // The padding is of use when it is in the database's own file.
    const padded = batch.some(({ name }) => name === "emptyPadding");
    if (this.#sinceCheckpoint < CHECKPOINT_EVERY && !padded) return outcomes;
    const trouble = this.checkpoint();
    // The transaction itself is durable. But nothing that comes after it would be.
    return trouble === undefined ? outcomes : batch.map(() => trouble);
  }

  /** Copies the write-ahead log into the database, as far as no reader needs it. @returns an I/O error */
  checkpoint(): Outcome | undefined {
    this.#sinceCheckpoint = 0;
    try {
      this.#db.exec("PRAGMA wal_checkpoint(PASSIVE)");
    } catch (error) {
      // Of a full disk and of a busy reader, the next checkpoint takes care.
      if (kindOf(error) === "broken") return { failure: "broken", message: String(error) };
    }
    return undefined;
  }

  close(): void {
    this.#db.close();
  }

  #transaction(batch: readonly Call[]): unknown[] {
    // A transaction that writes takes the lock first, so that it never has to start again.
    this.#db.exec(onlyReads(batch) ? "BEGIN" : "BEGIN IMMEDIATE");
    try {
      const values = batch.map((call) => this.#call(call));
      this.#db.exec("COMMIT");
      return values;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      throw error;
    }
  }

  #call({ name, values }: Call): unknown {
    const operation = this.#operations[name] as (...values: unknown[]) => unknown;
    return operation(...values);
  }
}

const onlyReads = (batch: readonly Call[]) => batch.every(({ name }) => READS.has(name));

function kindOf(error: unknown): FailureKind {
  const code = error instanceof Error && "errcode" in error ? Number(error.errcode) : undefined;
  if (code === undefined) return "fault";
  // The index in shared memory is a file too, and could not grow.
  if ((code & 0xff) === SQLITE.full || code === SQLITE.shmSize) return "full";
  const primary = code & 0xff;
  if (primary === SQLITE.busy || primary === SQLITE.locked) return "busy";
  if ([1, SQLITE.constraint, SQLITE.mismatch, SQLITE.noMemory].includes(primary)) return "fault";
  return "broken";
}

import type { Screen } from "../io.ts";
import { bytesText, plural, spanText } from "../text/text.ts";
import { fitText } from "./fit-text.ts";
import { Speed } from "./speed.ts";

/** The bar of one file. */
export interface Bar {
  /** Bytes that have arrived so far. */
  at(bytes: number): void;
  /** `counts`: whether the file is one of those that are done. */
  end(counts: boolean): void;
}

interface Row {
  name: string;
  size: number;
  bytes: number;
  speed: Speed;
}

/** Milliseconds between two pictures. */
const PERIOD = 100;
/** Bars of files at once, beside the one of all. */
const MOST_ROWS = 8;
/** Columns of a name. */
const NAME = 32;
/** Smaller files are sent in a moment, so they have no speed. In bytes. */
const PACED = 64 * 1024;
/** A narrower terminal has no room for bars. In columns. */
const NARROW = 72;
/** Columns of all that a line without a bar has beside the name: `  100 %  59 min 59 s left`. */
const BESIDE_NAME = 26;
/** Milliseconds. A longer guess is none. */
const LONGEST = 100 * 3_600_000;

/** Draws one bar for each file that is under way, and one for all. Without a screen it draws nothing. */
export class Board {
  readonly #screen: Screen | undefined;
  readonly #now: () => number;
  readonly #rows = new Set<Row>();
  readonly #speed: Speed;
  #files = 0;
  #bytes = 0;
  #expected = { files: 0, bytes: 0, isComplete: true };
  #waiting = 0;
  #drawn = Number.NEGATIVE_INFINITY;
  #hasEnded = false;

  constructor(screen: Screen | undefined, now: () => number) {
    this.#screen = screen;
    this.#now = now;
    this.#speed = new Speed(now);
  }

  get isShown(): boolean {
    return this.#screen !== undefined;
  }

  /** How much there is in all, as far as it is known. */
  expect(more: Partial<{ files: number; bytes: number; isComplete: boolean }>): void {
    this.#expected = { ...this.#expected, ...more };
  }

  file(name: string, size: number): Bar {
    const row: Row = { name, size, bytes: 0, speed: new Speed(this.#now) };
    this.#rows.add(row);
    this.#show();
    const add = (bytes: number) => {
      this.#bytes += bytes - row.bytes;
      row.bytes = bytes;
      row.speed.at(bytes);
      this.#speed.at(this.#bytes);
    };
    return {
      at: (bytes) => {
        add(bytes);
        this.#show();
      },
      end: (counts) => {
        if (counts) {
          add(size);
          this.#files++;
        } else {
          this.#bytes -= row.bytes;
        }
        this.#rows.delete(row);
        this.#show();
      },
    };
  }

  /** Files that the service verifies and stores, while the command waits for them. */
  wait(files: number): void {
    this.#waiting = files;
    this.#show();
  }

  /** Removes the bars for good. What is being aborted may still report its progress. */
  end(): void {
    this.#hasEnded = true;
    this.#screen?.draw("");
  }

  #show(): void {
    if (!this.#screen || this.#hasEnded || this.#now() - this.#drawn < PERIOD) return;
    this.#drawn = this.#now();
    this.#screen.draw(this.picture(this.#screen));
  }

  /** The lines, none longer than the terminal is wide. */
  picture({ columns, rows }: Pick<Screen, "columns" | "rows">): string {
    const most = Math.max(0, Math.min(MOST_ROWS, rows - 3));
    const lines = [...this.#rows].slice(0, most).map((row) => fileLine(row, columns));
    const hidden = this.#rows.size - lines.length;
    if (hidden > 0) lines.push(`… and ${plural(hidden, "more file")} under way`);
    if (this.#waiting > 0) lines.push(`… ${plural(this.#waiting, "file")} being verified by the service`);
    if (this.#expected.files > 1) lines.push(this.#allLine(columns));
    return lines.map((line) => fitText(line, columns - 1).trimEnd()).join("\n");
  }

  #allLine(columns: number): string {
    const { files, bytes, isComplete } = this.#expected;
    const total = Math.max(bytes, this.#bytes);
    const count = `${this.#files.toLocaleString("en")} of ${files.toLocaleString("en")}${isComplete ? "" : "+"} files`;
    const left = isComplete && bytes > 0 ? this.#speed.left(total) : undefined;
    const share = bytes > 0 ? this.#bytes / total : this.#files / Math.max(1, files);
    return barLine(count, share, paceOf(this.#speed, left), columns);
  }
}

const fileLine = ({ name, size, bytes, speed }: Row, columns: number): string => {
  const isSent = bytes >= size;
  const paced = size >= PACED && !isSent;
  const note = isSent && bytes > 0 ? { time: "finishing" } : paced ? paceOf(speed, speed.left(size)) : {};
  return barLine(name, size === 0 ? 1 : bytes / size, note, columns);
};

/** What follows a bar. */
interface Note {
  speed?: string;
  time?: string;
}

const paceOf = (speed: Speed, left: number | undefined): Note => {
  if (speed.perSecond === 0) return {};
  const time = left === undefined || left > LONGEST ? "" : `${spanText(left)} left`;
  return { speed: `${`${bytesText(speed.perSecond)}/s`.padEnd(13)} `, time };
};

const barLine = (name: string, share: number, { speed = "", time = "" }: Note, columns: number): string => {
  const percent = `${String(Math.floor(Math.min(1, share) * 100)).padStart(3)} %`;
  if (columns < NARROW) return `${fitText(name, Math.max(8, columns - BESIDE_NAME))}  ${percent}  ${time}`;
  const width = Math.max(8, Math.min(NAME, columns - 55));
  const bar = barText(share, Math.max(4, Math.min(24, columns - width - 46)));
  return `${fitText(name, width)}  ${bar} ${percent}  ${speed}${time}`;
};

const barText = (share: number, width: number): string => {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return "█".repeat(full) + "░".repeat(width - full);
};

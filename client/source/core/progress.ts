import type { UploadProgress } from "../types/upload.ts";
import { unharmed } from "../utils/unharmed.ts";

/** Milliseconds between two reports. */
const PERIOD = 100;
/** Milliseconds that the speed is the mean of. */
const WINDOW = 5000;

/** Counts the bytes of one upload and reports them. */
export class Progress {
  totalBytes: number | undefined;
  totalParts: number | undefined;
  #parts = 0;
  #bytes = 0;
  #reported = 0;
  #lastReport = Number.NEGATIVE_INFINITY;
  #samples: { at: number; bytes: number }[] = [];
  readonly #report: ((progress: UploadProgress) => void) | undefined;

  constructor(report: ((progress: UploadProgress) => void) | undefined) {
    this.#report = report;
  }

  /** Bytes that left; negative when a part will be sent again. */
  add(bytes: number): void {
    this.#bytes += bytes;
    this.#emit(false);
  }

  part(): void {
    this.#parts++;
    this.#emit(false);
  }

  /** The file starts, or starts again, with what has arrived before: it says nothing about the speed. */
  begin(bytes: number, parts: number, totalParts: number | undefined): void {
    this.#bytes = bytes;
    this.#parts = parts;
    this.totalParts = totalParts;
    this.#samples = [];
    if (bytes > 0) this.#emit(false);
  }

  /** The last report, which is always made. The whole file is there, also if nothing was sent. */
  end(): void {
    this.#bytes = this.totalBytes ?? this.#bytes;
    this.#parts = this.totalParts ?? this.#parts;
    this.#emit(true);
  }

  #emit(always: boolean): void {
    if (!this.#report) return;
    const now = performance.now();
    if (!always && now - this.#lastReport < PERIOD) return;
    this.#lastReport = now;
    this.#reported = Math.max(this.#reported, Math.min(this.#bytes, this.totalBytes ?? this.#bytes));
    const samples = this.#samples;
    samples.push({ at: now, bytes: this.#reported });
    while (samples.length > 2 && now - (samples[1]?.at ?? now) > WINDOW) samples.shift();
    const [first = { at: now, bytes: 0 }] = samples;
    const seconds = (now - first.at) / 1000;
    const bytesPerSecond = seconds > 0 ? (this.#reported - first.bytes) / seconds : 0;
    const left = this.totalBytes === undefined ? undefined : this.totalBytes - this.#reported;
    const secondsLeft =
      left === 0 ? 0 : left !== undefined && bytesPerSecond > 0 ? left / bytesPerSecond : undefined;
    const progress: UploadProgress = {
      bytes: this.#reported,
      totalBytes: this.totalBytes,
      parts: this.#parts,
      totalParts: this.totalParts,
      bytesPerSecond,
      secondsLeft,
    };
    const report = this.#report;
    unharmed(() => report(progress));
  }
}

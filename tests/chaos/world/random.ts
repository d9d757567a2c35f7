import { createHash } from "node:crypto";

/**
 * Random numbers that depend only on the seed and a name, so one test's draws do not change those of another:
 * xoshiro128** with a SHA-256 of both as its state.
 */
export const seeded = (seed: number, name: string) => {
  const digest = createHash("sha256").update(`${seed}\0${name}`).digest();
  let [a, b, c, d] = [0, 4, 8, 12].map((at) => digest.readUInt32LE(at)) as [number, number, number, number];
  /** From 0 (included) to 1 (excluded). */
  const next = (): number => {
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotated(d, 11);
    return result / 2 ** 32;
  };
  /** A whole number from `least` to `most`, both included. */
  const whole = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    whole,
    bytes: (length: number): Uint8Array => Uint8Array.from({ length }, () => whole(0, 255)),
    one: <T>(items: readonly [T, ...T[]]): T => items[whole(0, items.length - 1)] ?? items[0],
    shuffled: <T>(items: readonly T[]): T[] => {
      const left = [...items];
      return items.flatMap(() => left.splice(whole(0, left.length - 1), 1));
    },
  };
};

const rotated = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

import type { World } from "./world.ts";

/** A file of the test: see bytesOf. */
export type TestFile = {
  seed: number;
  size: number;
  /** Default: photo.bin */
  name?: string;
  /** Its media type, as the platform reports it. Default: application/octet-stream */
  type?: string;
};

/** Options of one upload, and of its connection. Times are in milliseconds. */
export type TestOptions = {
  multipart?: boolean;
  retries?: number;
  stallTimeout?: number;
  hedging?: boolean;
  /** The lifetime of each token in seconds. */
  tokenLifetime?: number;
};

/** What the SDK reported. */
export type Outcome =
  | { ok: true; file_id: string }
  | { ok: false; name: string; code: string; message: string; removed?: boolean; file_id?: string };

export type Running = {
  outcome: Promise<Outcome>;
  /** Aborts as a user does. */
  abort(): Promise<void>;
};

/** The SDK in one environment. */
export type Driver = {
  start(world: World, file: TestFile, options?: TestOptions): Promise<Running>;
  /** The number of tokens that the SDK requested so far. */
  tokens(): number;
};

/** Runs an upload to its end. */
export const run = async (
  driver: Driver,
  world: World,
  file: TestFile,
  options?: TestOptions,
): Promise<Outcome> => (await driver.start(world, file, options)).outcome;

import type { Readable } from "node:stream";

/** Reads the rest of a stream and drops it, also while an abandoned reader still listens to it. */
export const discard = (stream: Readable): void => {
  const drop = () => {
    while (stream.read() !== null);
  };
  stream.on("readable", drop);
  drop();
};

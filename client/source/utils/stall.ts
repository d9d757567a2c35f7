interface Limits {
  /** Bytes of the whole body. */
  size: number;
  /** Milliseconds. */
  stallTimeout: number;
  /** Bytes per second. */
  minSpeed: number;
}

/**
 * Calls `onStall` if fewer bytes left in `stallTimeout` than `minSpeed` allows. After the last byte the response may take
 * twice as long: the bytes may still be in the buffers of the operating system.
 */
export const watchStall = ({ size, stallTimeout, minSpeed }: Limits, onStall: () => void) => {
  let sent = 0;
  let mark = 0;
  let since = performance.now();
  const check = () => {
    const elapsed = performance.now() - since;
    if (sent >= size) {
      if (elapsed >= 2 * stallTimeout) onStall();
    } else if (elapsed >= stallTimeout) {
      if (sent - mark < Math.min((minSpeed * elapsed) / 1000, size - mark)) onStall();
      mark = sent;
      since = performance.now();
    }
  };
  const timer = setInterval(check, Math.max(10, stallTimeout / 4));
  return {
    progress(bytes: number) {
      if (bytes >= size && sent < size) since = performance.now();
      sent = bytes;
    },
    stop: () => clearInterval(timer),
  };
};

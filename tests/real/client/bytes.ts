/**
 * Bytes that look random and depend on `seed` only, so that a page can make the same bytes as the test. It uses nothing
 * of its module, because its text is sent to the page.
 */
export const bytesOf = (seed: number, size: number): Uint8Array<ArrayBuffer> => {
  const words = new Uint32Array(Math.ceil(size / 4));
  let state = seed | 1;
  for (let i = 0; i < words.length; i++) {
    // xorshift32
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return new Uint8Array(words.buffer, 0, size);
};

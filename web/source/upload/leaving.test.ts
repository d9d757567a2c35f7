import { expect, test } from "vitest";
import { MULTIPART_FROM, wouldLoseBytes } from "./leaving.ts";

const aFile = (size: number, progress: object = {}, error: string | null = null) =>
  ({
    size,
    error,
    progress: { uploadStarted: 1, uploadComplete: false, ...progress },
  }) as unknown as Parameters<typeof wouldLoseBytes>[0][number];

test("only bytes on their way that are sent with one POST would be lost", () => {
  expect(wouldLoseBytes([], true)).toBe(false);
  expect(wouldLoseBytes([aFile(MULTIPART_FROM - 1)], true)).toBe(true);
  expect(wouldLoseBytes([aFile(MULTIPART_FROM)], true)).toBe(false);
  expect(wouldLoseBytes([aFile(MULTIPART_FROM)], false)).toBe(true);
  expect(wouldLoseBytes([aFile(1, { uploadStarted: null })], true)).toBe(false);
  expect(wouldLoseBytes([aFile(1, { uploadComplete: true })], true)).toBe(false);
  expect(wouldLoseBytes([aFile(1, {}, "It failed.")], true)).toBe(false);
});

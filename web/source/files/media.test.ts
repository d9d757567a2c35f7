import { expect, it } from "vitest";
import { hasPreview, iconOf } from "./media.ts";

it.each([
  ["image/jpeg", "image"],
  ["video/mp4", "video"],
  ["audio/mpeg", "audio"],
  ["application/zip", "archive"],
  ["application/x-tar", "archive"],
  ["application/pdf", "document"],
  ["text/plain", "document"],
])("has an icon for %s: %s", (type, icon) => {
  expect(iconOf(type)).toBe(icon);
});

const IMAGE = { file_id: "1", status: "completed", type: "image/png", len: 4_999_999 } as const;

it.each([
  [IMAGE, true],
  [{ ...IMAGE, len: 5_000_000 }, false],
  [{ ...IMAGE, len: 0 }, false],
  [{ ...IMAGE, status: "processing" } as const, false],
  [{ ...IMAGE, type: "image/heic" }, false],
  [{ ...IMAGE, type: "text/html" }, false],
])("previews completed images under 5 MB that browsers draw: %o %s", (file, expected) => {
  expect(hasPreview(file)).toBe(expected);
});

import { UPLOAD_RULES, type UploadWish } from "../domain/upload-rules.ts";

export const aWish = (overrides: Partial<UploadWish> = {}): UploadWish => ({
  file_name: "holiday.jpg",
  extension: ".jpg",
  len: 482_113,
  type: "image/jpeg",
  ...overrides,
});

/** What the rules that answer at `pointer` have against a wish. */
export const faultAt = (pointer: string, wish: UploadWish): string | undefined =>
  UPLOAD_RULES.filter((rule) => rule.pointer === pointer)
    .map(({ check }) => check(wish))
    .find((fault) => fault !== undefined);

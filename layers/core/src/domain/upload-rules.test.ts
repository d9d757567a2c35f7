import { expect, test, vi } from "vitest";
import { aRequestedUpload } from "#testing/rules.ts";
import { mediaTypeOf } from "./media-type.ts";
import { limitRules, UPLOAD_RULES } from "./upload-rules.ts";

vi.mock("./media-type.ts", { spy: true });

test("every rule, every limit and the record use the media type that was found once", () => {
  const upload = aRequestedUpload();
  const limits = limitRules({
    maxBytes: 1e9,
    maxSha256Bytes: 1e8,
    allowedTypes: ["image/*"],
    deniedExtensions: [".exe"],
  });

  for (const { check } of [...UPLOAD_RULES, ...limits]) expect(check(upload)).toBeUndefined();

  expect(upload.media).toEqual({ content_type: "image/jpeg" });
  expect(mediaTypeOf).toHaveBeenCalledOnce();
});

import { expect, test } from "vitest";
import { aRequestedUpload } from "#testing/rules.ts";
import { limitRules, UPLOAD_RULES } from "./upload-rules.ts";

test("every rule, every limit and the record use the media type that was found once", () => {
  const upload = aRequestedUpload();
  const limits = limitRules({
    maxBytes: 1e9,
    maxSha256Bytes: 1e8,
    allowedTypes: ["image/*"],
    deniedExtensions: [".exe"],
  });

  const found = upload.media;
  for (const { check } of [...UPLOAD_RULES, ...limits]) expect(check(upload)).toBeUndefined();

  expect(found).toEqual({ content_type: "image/jpeg" });
  expect(upload.media).toBe(found);
});

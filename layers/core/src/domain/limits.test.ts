import { describe, expect, test } from "vitest";
import { FileTooLarge, TypeNotAllowed } from "./errors.ts";
import { enforceLimits } from "./upload-rules.ts";

const limits = { maxBytes: 1000, allowedTypes: ["image/*", "application/pdf"] };

const thrownBy = (act: () => void): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe("the deployment's limits", () => {
  test.each([0, 1, 1000])("take %d of 1000 bytes", (len) => {
    expect(() => enforceLimits(len, "image/jpeg", limits)).not.toThrow();
  });

  test("refuse one byte more with 413, and tell both figures", () => {
    const error = thrownBy(() => enforceLimits(1001, "image/jpeg", limits));

    expect(error).toBeInstanceOf(FileTooLarge);
    expect(error).toMatchObject({
      status: 413,
      code: "file-too-large",
      faults: [{ pointer: "#/len", detail: "len is 1001; this service takes files up to 1000 bytes." }],
    });
  });

  test("refuse another type with 415, and tell which are taken", () => {
    const error = thrownBy(() => enforceLimits(1, "video/mp4", limits));

    expect(error).toBeInstanceOf(TypeNotAllowed);
    expect(error).toMatchObject({
      status: 415,
      code: "type-not-allowed",
      faults: [
        { pointer: "#/type", detail: "video/mp4 is not taken here; these are: image/*, application/pdf." },
      ],
    });
  });
});

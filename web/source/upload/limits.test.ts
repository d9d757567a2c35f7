import { describe, expect, it } from "vitest";
import { acceptedFileTypes, loadLimits, refusalOf } from "./limits.ts";

const limits = await loadLimits({
  max_file_bytes: 1000,
  allowed_types: ["image/*", "application/pdf", "text/csv"],
  denied_extensions: [".exe", ".settingcontent-ms"],
});
const reason = (name: string, type = "", size = 1) => refusalOf({ name, type, size }, limits)?.reason;

describe("files that the service would refuse", () => {
  it("are larger than its limit, which is accepted itself", () => {
    expect(reason("a.png", "image/png", 1000)).toBeUndefined();
    expect(reason("a.png", "image/png", 1001)).toBe("too-large");
  });

  it("run as a program, also with dots and spaces at the end of the name", () => {
    expect(refusalOf({ name: "Setup.EXE. ", type: "", size: 1 }, limits)).toEqual({
      reason: "program",
      extension: ".exe",
    });
    expect(reason("a.settingcontent-ms")).toBe("program");
  });

  it("are neither by their declared type nor by their extension of an accepted type", () => {
    expect(reason("a.mp4", "video/mp4")).toBe("type");
    expect(reason("notes")).toBe("type");
    expect(reason("a.unknown", "application/octet-stream")).toBe("type");
  });

  it("are not those whose type the browser does not know or calls by another name", () => {
    expect(reason("a.pdf")).toBeUndefined();
    expect(reason("a.PDF", "application/octet-stream")).toBeUndefined();
    expect(reason("a.csv", "application/vnd.ms-excel")).toBeUndefined();
    expect(reason("scan", "image/jpeg; charset=binary")).toBeUndefined();
  });

  it("are not empty files", () => {
    expect(reason("a.png", "image/png", 0)).toBeUndefined();
  });

  it("are none where the service accepts everything, or describes nothing", async () => {
    for (const open of [await loadLimits({ allowed_types: ["*/*"] }), await loadLimits({})])
      expect(refusalOf({ name: "a.unknown", type: "", size: 1e12 }, open)).toBeUndefined();
  });
});

describe("the types for the browser's dialog", () => {
  it("come with their extensions", () => {
    const types = acceptedFileTypes(limits);
    expect(types).toEqual(expect.arrayContaining(["image/*", "application/pdf", ".pdf", ".csv", ".heic"]));
    expect(types).not.toContain(".mp4");
  });

  it("are not restricted where everything is accepted", async () => {
    expect(acceptedFileTypes(await loadLimits({ allowed_types: ["*/*"] }))).toBeNull();
  });
});

import { describe, expect, test } from "vitest";
import { UploadRequest } from "../contract/requests.ts";
import { readInput } from "../http/input.ts";
import { InvalidRequest, TypeNotAllowed } from "./errors.ts";
import { extensionOf, limitRules, RequestedUpload, UPLOAD_RULES } from "./upload-rules.ts";

const refine = (members: UploadRequest) => new RequestedUpload(members);

/** The error for a file of this name and type, or undefined if a deployment with these lists accepts it. */
const refusal = (
  file_name: string,
  type: string,
  { allowedTypes = ["*/*"], deniedExtensions = [] as string[] } = {},
): unknown => {
  const limits = limitRules({ maxBytes: 1000, maxSha256Bytes: 500, allowedTypes, deniedExtensions });
  const body = { file_name, extension: extensionOf(file_name), len: 1, type };
  try {
    readInput({ input: UploadRequest, refine, rules: [...UPLOAD_RULES, ...limits] }, body);
  } catch (error) {
    return error;
  }
  return undefined;
};

const expectRefused = (error: unknown, pointer: string, detail: string): void => {
  expect(error).toBeInstanceOf(TypeNotAllowed);
  expect(error).toMatchObject({ status: 415, code: "type-not-allowed", faults: [{ pointer, detail }] });
};

describe("a restricted list of types", () => {
  const allowedTypes = ["image/*", "application/*"];

  test.each([".scr", ".hta", ".ps1", ".unheard-of"])("refuses the unregistered extension %s", (extension) => {
    expectRefused(
      refusal(`a${extension}`, "image/x-foo", { allowedTypes }),
      "#/extension",
      `No media type is registered for ${extension}, so it is not taken here; send a file of: image/*, application/*.`,
    );
  });

  test.each(["LICENSE", ".profile", "a."])("refuses %j, which has no extension", (name) => {
    expectRefused(
      refusal(name, "image/png", { allowedTypes }),
      "#/extension",
      "A name without an extension is not taken here; end file_name with the extension of its type. These are taken: image/*, application/*.",
    );
  });

  test("refuses an unregistered extension also if its type is in the list by name", () => {
    const listed = { allowedTypes: ["application/x-own"] };

    expect(refusal("a.unheard-of", "application/x-own", listed)).toBeInstanceOf(TypeNotAllowed);
  });

  test.each([
    ["a.jpg", "image/jpeg"],
    ["a.jpg", "IMAGE/JPG"],
    ["a.ico", "image"],
    ["a.heic", "image"],
    ["a.psd", "image/vnd.adobe.photoshop"],
    ["a.pdf", "document"],
    ["a.docx", "document"],
    ["a.xls", "application/vnd.ms-excel"],
    ["a.zip", "archive"],
    ["a.zst", "archive"],
    ["a.rar", "application/x-rar-compressed"],
  ])("accepts %s as %s under a wildcard, because the mover can check its bytes", (name, type) => {
    expect(refusal(name, type, { allowedTypes })).toBeUndefined();
  });

  test.each([
    ["a.mp4", "video"],
    ["a.mov", "video/quicktime"],
    ["a.wmv", "video"],
    ["a.mp3", "audio/mpeg"],
    ["a.wav", "audio/x-wav"],
    ["a.flac", "audio"],
    ["a.woff2", "font/woff2"],
  ])("accepts the film, sound or font %s as %s under a wildcard", (name, type) => {
    expect(refusal(name, type, { allowedTypes: ["video/*", "audio/*", "font/*"] })).toBeUndefined();
  });

  test.each([
    ["a.svg", "image/svg+xml"],
    ["a.tga", "image/x-tga"],
    ["a.bin", "application/octet-stream"],
    ["a.json", "application/json"],
    ["a.sh", "application/x-sh"],
  ])("refuses %s under a wildcard, because the bytes of %s cannot be checked", (name, type) => {
    expectRefused(
      refusal(name, type, { allowedTypes }),
      "#/type",
      `${type} is not taken here, because its bytes cannot be checked; send another type of: image/*, application/*.`,
    );
  });

  test.each([
    ["a.svg", "image/svg+xml"],
    ["a.json", "application/json"],
    ["a.bin", "application/octet-stream"],
    ["a.csv", "text/csv"],
  ])("accepts %s if the list names %s", (name, type) => {
    expect(refusal(name, type, { allowedTypes: ["image/*", type] })).toBeUndefined();
  });

  test.each([
    ["a.csv", "text/csv"],
    ["a.csv", "application/vnd.ms-excel"],
    ["a.txt", "text"],
    ["a.md", "text/markdown"],
    ["a.html", "text/plain"],
    ["a.js", "text/javascript"],
  ])("accepts the text %s as %s with text/*", (name, type) => {
    expect(refusal(name, type, { allowedTypes: ["text/*"] })).toBeUndefined();
  });

  test.each([
    ["a.vbs", "text/x-vbs"],
    ["a", "text/plain"],
  ])("refuses the unregistered text %s as %s with text/*", (name, type) => {
    expect(refusal(name, type, { allowedTypes: ["text/*"] })).toBeInstanceOf(TypeNotAllowed);
  });

  test("names the accepted types for a type of another kind", () => {
    expectRefused(
      refusal("a.mp4", "video/mp4", { allowedTypes }),
      "#/type",
      "video/mp4 is not taken here; these are: image/*, application/*.",
    );
  });

  test("adds no second fault for an extension that is not that of the name", () => {
    const rules = [
      ...UPLOAD_RULES,
      ...limitRules({ maxBytes: 1, maxSha256Bytes: 1, allowedTypes, deniedExtensions: [] }),
    ];
    const body = { file_name: "a.png", extension: ".jpg", len: 1, type: "image/png" };

    expect(() => readInput({ input: UploadRequest, refine, rules }, body)).toThrow(
      new InvalidRequest([
        {
          pointer: "#/extension",
          detail: "extension must be that of file_name, which is .png; or leave it out.",
        },
      ]),
    );
  });
});

describe("the list of everything", () => {
  test.each([
    ["a.unheard-of", "application/x-own"],
    ["LICENSE", "image/png"],
    ["a.svg", "image/svg+xml"],
    ["a.sh", "application/x-sh"],
  ])("accepts %s as %s", (name, type) => {
    expect(refusal(name, type)).toBeUndefined();
    expect(refusal(name, type, { allowedTypes: ["image/*", "*/*"] })).toBeUndefined();
  });
});

describe("a denied extension", () => {
  const deniedExtensions = [".exe", ".scr"];
  const detail = (extension: string) =>
    `${extension} is not taken here, because such a file can run as a program; send a file of another kind.`;

  test.each([
    ["*/*"],
    ["application/octet-stream", "image/*"],
  ])("is refused by name with %s, …", (...allowedTypes) => {
    for (const [name, extension] of [
      ["setup.exe", ".exe"],
      ["SETUP.EXE", ".exe"],
      ["invoice.pdf.scr", ".scr"],
      ["holiday\u202egpj.exe", ".exe"],
    ] as const)
      expectRefused(
        refusal(name, "application/octet-stream", { allowedTypes, deniedExtensions }),
        "#/extension",
        detail(extension),
      );
  });

  test.each([
    "setup.exe.",
    "setup.exe. .",
    "setup.exe ",
    "setup.EXE\u00a0",
  ])("is refused in %j, which Windows saves without its end", (name) => {
    expectRefused(
      refusal(name, "application/octet-stream", { deniedExtensions }),
      "#/extension",
      detail(".exe"),
    );
  });

  test.each(["exe", "a.exe.pdf", "exe.pdf", "a.exec"])("is not found in %s", (name) => {
    expect(refusal(name, "application/pdf", { deniedExtensions })).not.toMatchObject({
      faults: [{ pointer: "#/extension" }],
    });
  });

  test("is refused also if it is longer than an extension that a key may have", () => {
    const deniedExtensions = [".settingcontent-ms"];
    expectRefused(
      refusal("a.SettingContent-ms", "application/octet-stream", { deniedExtensions }),
      "#/extension",
      detail(".settingcontent-ms"),
    );
    expect(refusal("a.settings", "application/octet-stream", { deniedExtensions })).toBeUndefined();
  });

  test("is accepted if the list is empty", () => {
    expect(refusal("setup.exe", "application/octet-stream")).toBeUndefined();
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { faultAt, uploadMembers } from "#testing/rules.ts";
import { MAX_NAME_BYTES, normaliseName } from "./upload-rules.ts";

const faultOf = (file_name: string) => faultAt("#/file_name", uploadMembers({ file_name }));

describe("a name is accepted with", () => {
  test.each([
    ["plain letters", "holiday.jpg"],
    ["spaces", "Meeting 12.30 with Ana"],
    ["a plus", "a+b.jpg"],
    ["an escape sequence of URLs", "a%2Fb.jpg"],
    ["a percent sign", "100%.jpg"],
    ["emoji", "👩‍👩‍👧‍👦🏖️.jpg"],
    ["right-to-left text and its marks", "\u202bשלום\u202c\u200f.pdf"],
    ["a mark that overrides the direction", "photo\u202egpj.exe"],
    ["quotes", `it's "quoted".jpg`],
    ["a parameter of a header", 'x"; filename=y.jpg'],
    ["two dots at the beginning", "..a"],
    ["one dot at the beginning", ".profile"],
    ["dots in the middle", "a..b"],
    ["a tilde and a colon", "~a:b.jpg"],
    ["a special member of JavaScript", "__proto__"],
    ["255 bytes of ASCII", "a".repeat(255)],
    ["255 bytes of three-byte letters", "語".repeat(85)],
    ["255 bytes, four of them an emoji", `${"a".repeat(251)}😀`],
    ["more than 255 bytes in decomposed form, but 255 in composed form", `${"e\u0301".repeat(127)}a`],
  ])("%s", (_, name) => {
    expect(faultOf(name)).toBeUndefined();
  });
});

describe("a name is refused with a reason if it has or is", () => {
  const separators = "file_name must not have / or \\; send the name alone, without folders.";
  const control = "file_name must not have control characters or line breaks.";
  const dots = "file_name must have more than dots and spaces.";
  const surrogate = "file_name has half a surrogate pair; send well-formed Unicode.";

  test.each([
    ["a relative path", "../holiday.jpg", separators],
    ["a relative path of Windows", "..\\holiday.jpg", separators],
    ["an absolute path", "/etc/passwd", separators],
    ["a folder", "photos/holiday.jpg", separators],
    ["a line feed", "a\nb.jpg", control],
    ["a line of a header", "a.jpg\r\nSet-Cookie: x", control],
    ["NUL", "a.jpg\0.exe", control],
    ["a tab", "a\tb", control],
    ["DEL", "a\u007fb", control],
    ["a C1 control character", "a\u0085b", control],
    ["a line separator", "a\u2028b", control],
    ["a paragraph separator", "a\u2029b", control],
    ["one dot", ".", dots],
    ["two dots", "..", dots],
    ["only dots and spaces of all kinds", " .\u00a0\u3000. ", dots],
    ["a high surrogate alone", "a\ud83d.jpg", surrogate],
    ["a low surrogate alone", "\ude00a.jpg", surrogate],
    ["surrogates in the wrong order", "\ude00\ud83d", surrogate],
    ["256 bytes", "a".repeat(256), "file_name is 256 bytes of UTF-8; up to 255 are taken."],
    ["86 three-byte letters", "語".repeat(86), "file_name is 258 bytes of UTF-8; up to 255 are taken."],
    [
      "an emoji beyond the limit",
      `${"a".repeat(252)}😀`,
      "file_name is 256 bytes of UTF-8; up to 255 are taken.",
    ],
    [
      "decomposed, and too long even composed",
      "e\u0301".repeat(128),
      "file_name is 256 bytes of UTF-8; up to 255 are taken.",
    ],
    [
      "composed, and longer in NFC than it came",
      "\u0958".repeat(43),
      "file_name is 258 bytes of UTF-8; up to 255 are taken.",
    ],
  ])("%s", (_, name, fault) => {
    expect(faultOf(name)).toBe(fault);
  });
});

test("a name in composed and in decomposed form is stored as the same name", () => {
  expect(normaliseName("cafe\u0301.jpg")).toBe("caf\u00e9.jpg");
  expect(normaliseName("caf\u00e9.jpg")).toBe("caf\u00e9.jpg");
});

/** Arbitrary names, and names of dangerous pieces. */
const aName = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 300 }),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 120 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 40 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom("..", ".", "/", "\\", "%2F", "+", " ", "a", "\n", "\0", "\u202e", "😀", '"', "\ud83d"),
      {
        minLength: 1,
        maxLength: 12,
      },
    )
    .map((pieces) => pieces.join("")),
);

test("every accepted name is well-formed, within 255 bytes, and without separators or control characters", () => {
  fc.assert(
    fc.property(aName, (name) => {
      fc.pre(faultOf(name) === undefined);

      const stored = normaliseName(name);

      expect(stored.isWellFormed()).toBe(true);
      expect(Buffer.byteLength(stored)).toBeLessThanOrEqual(MAX_NAME_BYTES);
      expect(stored).not.toMatch(/[/\\\p{Cc}\u2028\u2029]/u);
      expect([".", "..", ""]).not.toContain(stored.trim());
      expect(normaliseName(stored)).toBe(stored);
      expect(faultOf(stored)).toBeUndefined();
    }),
    { numRuns: 1000 },
  );
});

test("a name in composed and in decomposed form has the same fault or none", () => {
  fc.assert(
    fc.property(aName, (name) => {
      fc.pre(name.isWellFormed());

      expect(faultOf(name.normalize("NFD"))).toBe(faultOf(name.normalize("NFC")));
    }),
  );
});

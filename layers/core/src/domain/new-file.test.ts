import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FILE_ID, NOW, OWNER } from "#testing/builders.ts";
import { MAX_NAME_KEY_BYTES, type NewFile, nameKey, newFile } from "./new-file.ts";
import { openShard } from "./open-index.ts";
import { pathKey } from "./path.ts";
import { MAX_NAME_BYTES, normaliseName } from "./upload-rules.ts";

const request: NewFile = {
  file_id: FILE_ID,
  owner: OWNER,
  file_name: "holiday.jpg",
  extension: ".jpg",
  content_type: "image/jpeg",
  len: 482_113,
};

describe("newFile", () => {
  test("is pending, and the reconciler checks it when its presigned POST ends", () => {
    expect(newFile(request, NOW, 900)).toStrictEqual({
      ...request,
      name_key: "holiday.jpg",
      key_path: `temp/${FILE_ID}.jpg`,
      dest_path: `dest/${FILE_ID}.jpg`,
      status: "pending",
      version: 1,
      attempts: 0,
      created_at: NOW,
      updated_at: NOW,
      expires_at: "2026-11-21T12:15:00.000Z",
      history: [{ status: "pending", at: NOW, by: "owner" }],
      open_shard: "3",
      check_at: "2026-11-21T12:15:00.000Z",
    });
  });

  test("stores a declared checksum", () => {
    const checksum = { algorithm: "CRC32", value: "yZRlqg==" } as const;

    expect(newFile({ ...request, checksum }, NOW, 900)).toMatchObject({ checksum });
  });

  test("has no attribute for a checksum that was not declared", () => {
    expect(newFile({ ...request, checksum: undefined }, NOW, 900)).not.toHaveProperty("checksum");
  });

  test("stores a path with its key of the index by-path, and tags", () => {
    const labels = { path: "trips/2026", tags: { album: "summer" } };

    expect(newFile({ ...request, ...labels }, NOW, 900)).toMatchObject({
      ...labels,
      path_key: pathKey("trips/2026", NOW),
    });
  });

  test("has no attribute for a path or tags that were not given", () => {
    const file = newFile({ ...request, path: undefined, tags: undefined }, NOW, 900);

    for (const name of ["path", "path_key", "tags"]) expect(file).not.toHaveProperty(name);
  });

  test("stores the id of the relay that uploads it", () => {
    expect(newFile({ ...request, uploaded_by: "a-relay" }, NOW, 900)).toMatchObject({
      uploaded_by: "a-relay",
      history: [{ status: "pending", at: NOW, by: "relay" }],
    });
    expect(newFile({ ...request, uploaded_by: undefined }, NOW, 900)).not.toHaveProperty("uploaded_by");
  });

  test("stores the name unchanged, and the form of the name that lists search", () => {
    expect(newFile({ ...request, file_name: "Ｈoliday.JPG" }, NOW, 900)).toMatchObject({
      file_name: "Ｈoliday.JPG",
      name_key: "holiday.jpg",
    });
  });

  test("has a key without extension if the name has none", () => {
    const file = newFile({ ...request, file_name: "LICENSE", extension: "" }, NOW, 900);

    expect([file.key_path, file.dest_path]).toEqual([`temp/${FILE_ID}`, `dest/${FILE_ID}`]);
  });
});

describe("openShard", () => {
  test("is the same one of four for each UUID", () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(["0", "1", "2", "3"]).toContain(openShard(id));
        expect(openShard(id)).toBe(openShard(id.slice()));
      }),
    );
  });

  test("spreads random ids over all four", () => {
    const shards = new Set(fc.sample(fc.uuid({ version: 4 }), 500).map(openShard));

    expect([...shards].sort()).toEqual(["0", "1", "2", "3"]);
  });
});

/** The parts as a name, without the parts at its end that do not fit. */
const longestName = (parts: string[]): string => {
  const fitting = [...parts];
  while (Buffer.byteLength(normaliseName(fitting.join(""))) > MAX_NAME_BYTES) fitting.pop();
  return normaliseName(fitting.join(""));
};

describe("nameKey", () => {
  test.each([
    ["Holiday.JPG", "holiday.jpg"],
    ["Ｈｏｌｉｄａｙ", "holiday"],
    ["ﬁle", "file"],
    ["x²", "x2"],
    ["ÜBER", "über"],
    ["cafe\u0301", "caf\u00e9"],
    ["①", "1"],
    ["語", "語"],
    ["", ""],
  ])("of %s is %s", (name, key) => {
    expect(nameKey(name)).toBe(key);
  });

  test("is the same for every normalisation of a name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (name) => {
        for (const form of ["NFC", "NFD"] as const) expect(nameKey(name.normalize(form))).toBe(nameKey(name));
      }),
    );
  });

  test("of an ASCII name contains the key of every part of it", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme-ascii" }),
        fc.string({ unit: "grapheme-ascii" }),
        (name, part) => {
          expect(nameKey(`${name}${part}`)).toContain(nameKey(part.toUpperCase()));
        },
      ),
    );
  });

  describe("of a name that grows in NFKC", () => {
    const expanding = fc.constantFrom("\ufdfa", "\ufdfb", "\u3300", "㍿", "½", "…", "Ⱥ", "ﬁ", "𝐀");
    const anyName = fc
      .array(fc.oneof(expanding, fc.string({ unit: "grapheme", maxLength: 2 })), {
        maxLength: 85,
        size: "max",
      })
      .map((parts) => longestName(parts));

    test("has at most twice the bytes of the longest name", () => {
      expect(MAX_NAME_KEY_BYTES).toBe(2 * MAX_NAME_BYTES);
      fc.assert(
        fc.property(anyName, (file_name) => {
          const { name_key } = newFile({ ...request, file_name }, NOW, 900);
          expect(Buffer.byteLength(name_key)).toBeLessThanOrEqual(MAX_NAME_KEY_BYTES);
          expect(name_key.isWellFormed()).toBe(file_name.isWellFormed());
        }),
      );
      expect(Buffer.byteLength(nameKey("\ufdfa".repeat(85)))).toBeGreaterThan(MAX_NAME_KEY_BYTES - 4);
    });

    test("is found by the whole name, and by each part of its beginning", () => {
      const name = `report ${"\ufdfa".repeat(80)}.pdf`;

      for (const searched of [name, "REPORT", "report \ufdfa", "\ufdfa".repeat(10)])
        expect(nameKey(name)).toContain(nameKey(searched));
      // The end is cut off.
      expect(nameKey(name)).not.toContain(nameKey(".pdf"));
    });
  });

  test("of a name that does not expand is complete, so that every part of the name is found", () => {
    const letters = fc.constantFrom(..."abcXYZ019 -_.äßéñøÅжЯعلあア漢字语한👍🏽");
    const name = fc.array(letters, { minLength: 1, maxLength: 255, size: "max" }).map(longestName);
    fc.assert(
      fc.property(name, fc.nat(), fc.nat(), (file_name, from, length) => {
        const all = Array.from(file_name);
        const start = from % all.length;
        const part = all.slice(start, start + 1 + (length % all.length)).join("");

        expect(nameKey(file_name)).toContain(nameKey(part));
        expect(nameKey(file_name)).toContain(nameKey(all.slice(start).join("")));
      }),
    );
  });
});

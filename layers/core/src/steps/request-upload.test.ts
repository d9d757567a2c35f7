import { describe, expect, it } from "vitest";
import { aCaller, aClock, FILE_ID, NOW, OWNER } from "#testing/builders.ts";
import { NO_PLANS, PLANS } from "#testing/plans.ts";
import { aRequestedUpload } from "#testing/rules.ts";
import { InvalidRequest } from "../domain/errors.ts";
import type { FileRecord } from "../domain/file.ts";
import { requestUpload, type UploadPorts } from "./request-upload.ts";

const neverCalled = async () => {
  throw new Error("this request needs no such call");
};

const prepare = (ports: Partial<UploadPorts> = {}) => {
  const calls: string[] = [];
  const created: FileRecord[] = [];
  const request = requestUpload({
    files: {
      create: async (file) => {
        calls.push("create");
        created.push(file);
        return { ok: true, file };
      },
      save: neverCalled,
    },
    storage: {
      ...NO_PLANS,
      presignPost: async (file, seconds) => {
        calls.push(`presign for ${seconds} s`);
        return { url: "https://bucket.example/", fields: { key: file.key_path } };
      },
    },
    expirySeconds: 900,
    plans: PLANS,
    clock: aClock(),
    newId: () => FILE_ID,
    ...ports,
  });
  return {
    request: (upload: Parameters<typeof request>[0], caller = aCaller()) => request(upload, caller, {}),
    created,
    calls,
  };
};

describe("POST /upload", () => {
  it("writes the record and returns the form", async () => {
    const { request, created, calls } = prepare();

    const outcome = await request(aRequestedUpload());

    expect(outcome).toEqual({
      form: {
        file_id: FILE_ID,
        file_name: "holiday.jpg",
        extension: ".jpg",
        type: "image/jpeg",
        method: "POST",
        url: "https://bucket.example/",
        fields: { key: `temp/${FILE_ID}.jpg` },
        expires_at: "2026-11-21T12:15:00.000Z",
        expires_in: 900,
      },
    });
    expect(created).toEqual([
      expect.objectContaining({
        file_id: FILE_ID,
        owner: OWNER,
        status: "pending",
        key_path: `temp/${FILE_ID}.jpg`,
        dest_path: `dest/${FILE_ID}.jpg`,
        content_type: "image/jpeg",
        len: 482_113,
        created_at: NOW,
        version: 1,
      }),
    ]);
    expect(calls).toEqual(["create", "presign for 900 s"]);
  });

  it("signs no form if the record was not written", async () => {
    const down = new Error("the table is away");
    const { request, calls } = prepare({
      files: { create: () => Promise.reject(down), save: neverCalled },
    });

    await expect(request(aRequestedUpload())).rejects.toBe(down);
    expect(calls).toEqual([]);
  });

  it("stores the declared checksum", async () => {
    const checksum = { algorithm: "SHA256", value: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" } as const;
    const { request, created } = prepare();

    await request(aRequestedUpload({ checksum }));

    expect(created[0]?.checksum).toEqual(checksum);
  });

  it("stores a path and tags in NFC, and the object key has none of them", async () => {
    const { request, created } = prepare();

    await request(aRequestedUpload({ path: "cafe\u0301/2026", tags: { album: "e\u0301" } }));

    expect(created[0]).toMatchObject({
      path: "caf\u00e9/2026",
      tags: { album: "\u00e9" },
      key_path: `temp/${FILE_ID}.jpg`,
      dest_path: `dest/${FILE_ID}.jpg`,
    });
  });

  it.each([
    { extension: "jpg", stored: ".jpg" },
    { extension: "JPG", stored: ".jpg" },
    { extension: ".JpG", stored: ".jpg" },
  ])("stores the extension $extension as $stored", async ({ extension, stored }) => {
    const { request, created } = prepare();

    await request(aRequestedUpload({ extension }));

    expect(created[0]?.extension).toBe(stored);
    expect(created[0]?.key_path).toBe(`temp/${FILE_ID}${stored}`);
  });

  it("stores a name in NFC", async () => {
    const { request, created } = prepare();

    const outcome = await request(aRequestedUpload({ file_name: "cafe\u0301.jpg" }));

    expect(outcome).toMatchObject({ form: { file_name: "caf\u00e9.jpg" } });
    expect(created[0]?.file_name).toBe("caf\u00e9.jpg");
  });

  it("derives the media type of a nature from the extension", async () => {
    const { request, created } = prepare();

    await request(aRequestedUpload({ file_name: "a.png", extension: "png", type: "image" }));

    expect(created[0]?.content_type).toBe("image/png");
  });

  it("accepts an empty file, and a name without extension", async () => {
    const { request, created } = prepare();

    await request(aRequestedUpload({ file_name: "LICENSE", extension: "", len: 0, type: "image/png" }));

    expect(created[0]).toMatchObject({ len: 0, extension: "", key_path: `temp/${FILE_ID}` });
  });

  it("generates a random UUID as id by default", async () => {
    const { created } = prepare();
    const request = requestUpload({
      files: {
        create: async (file) => {
          created.push(file);
          return { ok: true, file };
        },
        save: neverCalled,
      },
      storage: { ...NO_PLANS, presignPost: async () => ({ url: "", fields: {} }) },
      expirySeconds: 900,
      plans: PLANS,
    });

    await request(aRequestedUpload(), aCaller(), {});
    await request(aRequestedUpload(), aCaller(), {});

    const [first, second] = created;
    expect(first?.file_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(first?.file_id).not.toBe(second?.file_id);
  });

  it("refuses a type that does not match the extension, and writes nothing", async () => {
    const { request, calls } = prepare();

    await expect(request(aRequestedUpload({ type: "application/pdf" }))).rejects.toThrow(InvalidRequest);
    expect(calls).toEqual([]);
  });
});

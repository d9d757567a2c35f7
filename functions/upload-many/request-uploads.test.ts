import { fileIdFor, InvalidRequest, type UploadRequest } from "@malote/core";
import { requestUpload } from "@malote/core/uploads";
import { describe, expect, it } from "vitest";
import { aCaller, aClock, OWNER } from "#testing/builders.ts";
import { fakeFiles } from "#testing/fake-files.ts";
import { NO_PLANS, PLANS } from "#testing/plans.ts";
import { aRequestedUpload } from "#testing/rules.ts";
import { requestUploads } from "./request-uploads.ts";

const KEY = "9f1c-holiday";

/** A service with a table. `failing` names files that the table does not write. */
const prepare = (failing: readonly string[] = []) => {
  const files = fakeFiles();
  const announce = requestUpload({
    files: {
      ...files,
      create: async (file) => {
        if (failing.includes(file.file_name)) throw new Error("the table is away");
        return files.create(file);
      },
    },
    storage: {
      ...NO_PLANS,
      presignPost: async ({ key_path }) => ({ url: "https://b.example/", fields: { key: key_path } }),
    },
    expirySeconds: 900,
    plans: PLANS,
    clock: aClock(),
  });
  const run = requestUploads({
    readEntry: (raw) => aRequestedUpload(raw as Partial<UploadRequest>),
    announce,
  });
  const upload = async (entries: unknown[], key?: string) => {
    const outcomes = await run({ files: entries }, aCaller(), { "idempotency-key": key });
    return outcomes.map((entry) => {
      if ("thrown" in entry) return (entry.thrown as Error).message;
      return "form" in entry.outcome ? entry.outcome.form.file_id : entry.outcome.known.status;
    });
  };
  return { upload, run, files, announce };
};

describe("POST /uploads", () => {
  it("announces each entry, in order", async () => {
    const { run, files } = prepare();

    const entries = await run({ files: [{ len: 1 }, { len: 2 }, { len: 3 }] }, aCaller(), {});

    expect(entries).toMatchObject(
      [0, 1, 2].map((index) => ({ index, outcome: { form: { method: "POST" } } })),
    );
    expect([...files.table.values()].map(({ len }) => len)).toEqual([1, 2, 3]);
  });

  it("lets neither a faulty entry nor one that fails change anything for the others", async () => {
    const { upload, files } = prepare(["away.jpg"]);

    const outcomes = await upload([{}, { type: "application/pdf" }, { file_name: "away.jpg" }, {}]);

    expect(outcomes[1]).toMatch(/pdf/);
    expect(outcomes[2]).toBe("the table is away");
    expect(files.table.size).toBe(2);
    expect([outcomes[0], outcomes[3]].map((id) => files.table.has(String(id)))).toEqual([true, true]);
  });

  it("makes a file of each entry also if two have the same body", async () => {
    const { upload, files } = prepare();

    expect(new Set(await upload([{}, {}], KEY)).size).toBe(2);
    expect(files.table.size).toBe(2);
  });
});

describe("an Idempotency-Key of POST /uploads", () => {
  it("returns the same files for the same entries, and creates nothing", async () => {
    const { upload, files } = prepare();

    const [first, second] = [
      await upload([{ len: 1 }, { len: 2 }], KEY),
      await upload([{ len: 1 }, { len: 2 }], KEY),
    ];

    expect(second).toEqual(first);
    expect(first).toEqual([fileIdFor(OWNER, OWNER, KEY, 0), fileIdFor(OWNER, OWNER, KEY, 1)]);
    expect(files.table.size).toBe(2);
  });

  it("counts for each entry by itself: one more is announced, and another body is a conflict of its entry", async () => {
    const { upload, files } = prepare();
    const [kept] = await upload([{ len: 1 }, { len: 2 }], KEY);

    const outcomes = await upload([{ len: 1 }, { len: 9 }, { len: 3 }], KEY);

    expect(outcomes[0]).toBe(kept);
    expect(outcomes[1]).toMatch(/another body/);
    expect(files.table.get(String(outcomes[2]))).toMatchObject({ len: 3 });
    expect(files.table.size).toBe(3);
  });

  it("is another key than that of POST /upload", async () => {
    const { upload, announce } = prepare();
    const [entry] = await upload([{}], KEY);

    const single = await announce(aRequestedUpload(), aCaller(), { "idempotency-key": KEY });

    expect(single).toMatchObject({ form: { file_id: fileIdFor(OWNER, OWNER, KEY) } });
    expect(entry).not.toBe(fileIdFor(OWNER, OWNER, KEY));
  });

  it("that is malformed is a fault of the whole request", async () => {
    const { run, files } = prepare();

    await expect(run({ files: [{}] }, aCaller(), { "idempotency-key": "two words" })).rejects.toThrow(
      InvalidRequest,
    );
    expect(files.table.size).toBe(0);
  });
});

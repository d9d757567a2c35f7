import { describe, expect, it, test } from "vitest";
import { connected, someBytes } from "../../testing/connected.ts";
import type { UploadAllProgress } from "../types/upload-all.ts";
import { uploadAll } from "./upload-all.ts";

const someFiles = (count: number, length = 100) =>
  Array.from({ length: count }, (_, i) => new File([someBytes(length, i)], `${i}.bin`));

describe("uploadAll", () => {
  it("uploads each file, announces up to 50 in one request, and returns the outcomes in order", async () => {
    const { service, malote } = connected();
    const files = someFiles(200);

    const outcomes = await uploadAll(malote, files);

    expect(outcomes.map((outcome) => outcome.status === "fulfilled" && outcome.value.file_name)).toEqual(
      files.map(({ name }) => name),
    );
    for (const [i, outcome] of outcomes.entries()) {
      const file = outcome.status === "fulfilled" && service.files.get(outcome.value.file_id);
      expect(file ? file.bytes?.equals(someBytes(100, i)) : undefined).toBe(true);
    }
    expect(service.count("POST", "/uploads")).toBeLessThan(40);
    expect(service.requests.filter(({ path }) => path === "/upload")).toEqual([]);
  });

  it("announces one by one where the deployment has no batches", async () => {
    const { service, malote } = connected();
    service.description = undefined;
    const outcomes = await uploadAll(malote, someFiles(5));
    expect(outcomes.every(({ status }) => status === "fulfilled")).toBe(true);
    expect(service.count("POST", "/uploads")).toBe(0);
  });

  it("creates no file twice although the response of a batch is lost", async () => {
    const { service, malote } = connected();
    service.faults.push(({ path }) =>
      path === "/uploads" && service.count("POST", "/uploads") % 2 === 1 ? "drop-response" : undefined,
    );
    await uploadAll(malote, someFiles(60));
    expect(service.files.size).toBe(60);
  });

  it("gets a new form of a batch when the old one has expired, for the same file", async () => {
    const { service, malote } = connected();
    service.faults.push(({ path }) => {
      if (path.startsWith("/s3") && service.count("POST", "/s3") === 10) service.generation++;
      return undefined;
    });
    const outcomes = await uploadAll(malote, someFiles(30));
    expect(outcomes.filter(({ status }) => status === "rejected")).toEqual([]);
    expect(service.files.size).toBe(30);
  });

  it("sends large files in parts, beside the small ones", async () => {
    const { service, malote } = connected();
    const outcomes = await uploadAll(malote, [...someFiles(3), ...someFiles(2, 5000)], {
      multipartFrom: 1000,
      hedging: 0,
    });
    expect(outcomes.every(({ status }) => status === "fulfilled")).toBe(true);
    expect(service.count("PUT", "/s3")).toBe(10);
  });

  it("a file that fails changes nothing for the others", async () => {
    const { service, malote } = connected();
    service.faults.push(({ path, body }) => {
      if (path !== "/uploads" || !body.includes('"bad.exe"')) return undefined;
      const { files } = JSON.parse(body.toString());
      const index = files.findIndex((file: { file_name: string }) => file.file_name === "bad.exe");
      return files.length === 1
        ? new Response(
            JSON.stringify({ files: [{ index, problem: { code: "type-not-allowed", status: 415 } }] }),
          )
        : undefined;
    });
    const bad = [{ source: new File(["x"], "bad.exe") }, { source: 5 as never, name: "none" }];
    const outcomes = await uploadAll(malote, [...someFiles(3), ...bad]);
    expect(outcomes.slice(0, 3).every(({ status }) => status === "fulfilled")).toBe(true);
    expect(outcomes.at(-1)).toMatchObject({ status: "rejected", reason: expect.any(TypeError) });
  });

  it("reports bytes and files, and each file that has ended", async () => {
    const { malote } = connected();
    const reports: UploadAllProgress[] = [];
    const ended: number[] = [];
    await uploadAll(malote, someFiles(10), {
      onProgress: (progress) => reports.push(progress),
      onFile: (_, index) => ended.push(index),
    });
    expect(reports.at(-1)).toEqual({ bytes: 1000, totalBytes: 1000, files: 10, totalFiles: 10 });
    expect(ended.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("after an abort, files that have ended stay and the others are removed", async () => {
    const { service, malote } = connected();
    const abort = new AbortController();
    service.faults.push(() => {
      if (service.count("POST", "/confirm-upload") === 20) abort.abort();
      return undefined;
    });
    const outcomes = await uploadAll(malote, someFiles(100), { confirm: true, signal: abort.signal });
    const done = outcomes.filter(({ status }) => status === "fulfilled");
    expect(outcomes).toHaveLength(100);
    expect(done.length).toBeLessThan(100);
    const kept = [...service.files.values()].filter(({ status }) => status === "uploaded");
    expect(kept).toHaveLength(done.length);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { name: "AbortError" },
    });
  });

  it("of small files are not confirmed, because S3 notifies the service, unless `confirm` is set", async () => {
    const { service, malote } = connected();

    const outcomes = await uploadAll(malote, someFiles(3));

    expect(outcomes).toMatchObject(Array(3).fill({ status: "fulfilled", value: { status: "pending" } }));
    expect(service.count("POST", "/confirm-upload")).toBe(0);
    await uploadAll(malote, someFiles(3), { confirm: true });
    expect(service.count("POST", "/confirm-upload")).toBe(3);
  });

  it("are not harmed by a callback that throws", async () => {
    const { malote } = connected();
    const thrown: unknown[] = [];
    const listeners = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    process.on("uncaughtException", (error) => thrown.push(error));
    try {
      const outcomes = await uploadAll(malote, someFiles(3), {
        onFile: () => {
          throw new Error("of the page");
        },
      });
      expect(outcomes.map(({ status }) => status)).toEqual(Array(3).fill("fulfilled"));
      await expect.poll(() => thrown.length).toBe(3);
    } finally {
      process.removeAllListeners("uncaughtException");
      for (const listener of listeners) process.on("uncaughtException", listener);
    }
  });

  it.each([
    { onAbort: "Keep" },
    { hedging: -3 },
    { multipartFrom: Number.NaN },
  ])("refuse %j", async (options) => {
    expect(() => uploadAll(connected().malote, someFiles(1), options as object)).toThrow(TypeError);
  });

  it("of large files are sent two at a time, so that no signed part waits long for a connection", async () => {
    const { service, malote } = connected();
    const plans = () => [...service.files.values()].filter(({ status }) => status === "pending").length;
    let most = 0;
    service.faults.push(({ method }) => {
      if (method === "PUT") most = Math.max(most, plans());
      return undefined;
    });
    const files = Array.from({ length: 6 }, (_, i) => new File([new Uint8Array(1000)], `${i}.bin`));

    const outcomes = await uploadAll(malote, files, { multipartFrom: 0 });

    expect(outcomes.map(({ status }) => status)).toEqual(Array(6).fill("fulfilled"));
    expect(most).toBe(2);
  });

  it("of nothing is nothing", async () => {
    await expect(uploadAll(connected().malote, [])).resolves.toEqual([]);
  });
});

test("a problem of one entry is that file's error", async () => {
  const { service, malote } = connected();
  service.faults.push(({ path }) =>
    path === "/uploads"
      ? new Response(
          JSON.stringify({
            files: [{ index: 0, problem: { code: "file-too-large", status: 413, detail: "d" } }],
          }),
        )
      : undefined,
  );
  const [outcome] = await uploadAll(malote, someFiles(1));
  expect(outcome).toMatchObject({ status: "rejected", reason: { code: "file-too-large", status: 413 } });
});

test("misspelt options are refused at once", () => {
  const { malote } = connected();
  expect(() => uploadAll(malote, [], { onprogress: () => {} } as object)).toThrow(
    /did you mean "onProgress"/,
  );
  expect(() => uploadAll(malote, [{ source: new Blob(), nmae: "x" } as never])).toThrow(/no option "nmae"/);
});

import { describe, expect, it, test, vi } from "vitest";
import { connected } from "../../testing/connected.ts";
import { problem } from "../../testing/fake-service.ts";
import { MaloteError } from "../errors/malote-error.ts";
import type { UploadStore, UploadTask } from "../types/upload.ts";
import { Control } from "./control.ts";
import { remove } from "./remove.ts";
import { status } from "./status.ts";
import { upload } from "./upload.ts";
import { uploadAll } from "./upload-all.ts";

const aFile = (size = 5, name = "a.bin") => new File([new Uint8Array(size)], name);
const never = () => new Promise<never>(() => {});

describe("an abort ends at once", () => {
  it("while the token provider hangs", async () => {
    const { malote } = connected({ token: never });
    const task = upload(malote, aFile());
    setTimeout(() => task.abort());
    await expect(task).rejects.toMatchObject({ code: "aborted" });
  });

  it("while the description is read", async () => {
    const { service, malote } = connected({ retries: 100, retryDelay: 60_000 });
    service.faults.push(({ path }) => (path.startsWith("/.well-known") ? "drop" : undefined));
    const task = upload(malote, aFile(), { multipartFrom: 0 });
    setTimeout(() => task.abort());
    await expect(task).rejects.toMatchObject({ code: "aborted" });
  });

  it("of many files while the token provider hangs, and announces nothing", async () => {
    const { service, malote } = connected({ token: never });
    const task = uploadAll(malote, [aFile(1, "a"), aFile(2, "b")]);
    await vi.waitFor(() => expect(service.requests).toHaveLength(1), { timeout: 10_000 });
    setTimeout(() => task.abort(), 50);
    const outcomes = await task;
    expect(outcomes).toMatchObject(Array(2).fill({ reason: { code: "aborted", file_id: undefined } }));
    expect(service.count("POST", "/uploads")).toBe(0);
  });

  it("of many files while others are announced, and announces no more", async () => {
    const { service } = connected();
    const hanging: typeof fetch = async (input, init) => {
      const response = await service.fetch(input, init);
      if (!String(input).endsWith("/uploads") || service.count("POST", "/uploads") > 2) return response;
      return new Promise((_, reject) => init?.signal?.addEventListener("abort", () => reject(new Error())));
    };
    service.description = { ...service.description, max_batch: 1 };
    const { malote } = connected({ fetch: hanging });
    const task = uploadAll(
      malote,
      ["a", "b", "c", "d"].map((name) => aFile(1, name)),
    );
    await vi.waitFor(() => expect(service.count("POST", "/uploads")).toBe(2), { timeout: 10_000 });
    const announced = new Set(service.files.keys());
    task.abort();
    const outcomes = await task;
    expect(outcomes).toMatchObject(Array(4).fill({ reason: { code: "aborted" } }));
    const removed = outcomes.map((one) => one.status === "rejected" && one.reason.file_id).filter(Boolean);
    expect(new Set(removed)).toEqual(announced);
    expect(service.files.size).toBe(0);
  });

  it("of many files while the description is read", async () => {
    const { service, malote } = connected({ retries: 100, retryDelay: 60_000 });
    service.faults.push(() => "drop");
    const task = uploadAll(malote, [aFile()]);
    await vi.waitFor(() => expect(service.requests).toHaveLength(1), { timeout: 10_000 });
    task.abort();
    await expect(task).resolves.toMatchObject([{ reason: { code: "aborted" } }]);
  });

  it("while files are announced together", async () => {
    const { service, malote } = connected({ retries: 100, retryDelay: 60_000 });
    let down = true;
    service.faults.push(({ path }) => (down && path === "/uploads" ? "drop" : undefined));
    const task = uploadAll(malote, [aFile(1, "a"), aFile(2, "b")]);
    await vi.waitFor(() => expect(service.count("POST", "/uploads")).toBe(1), { timeout: 10_000 });
    down = false;
    task.abort();
    const outcomes = await task;
    expect(outcomes.map((one) => one.status === "rejected" && one.reason.code)).toEqual([
      "aborted",
      "aborted",
    ]);
  });
});

test("a token provider that hangs is a timeout", async () => {
  const { malote } = connected({ token: never, timeout: 20, retries: 0 });
  await expect(status(malote, "x")).rejects.toMatchObject({ code: "timeout", retryable: true });
});

test("a token provider that hung once is asked again", async () => {
  let asked = 0;
  const { malote } = connected({ token: () => (++asked === 1 ? never() : "token"), timeout: 50 });
  await expect(upload(malote, aFile())).resolves.toBeDefined();
  expect(asked).toBe(2);
});

test("a token provider that fails once is asked again", async () => {
  let asked = 0;
  const token = async () => {
    if (++asked === 1) throw new Error("offline");
    return "token";
  };
  const { malote } = connected({ token });
  const { file_id } = await upload(malote, aFile());
  expect(file_id).toBeDefined();
});

describe("an abort during the announcement", () => {
  it("deletes the file that the service has made of it", async () => {
    const { service, malote } = connected({ retryDelay: 60_000 });
    service.faults.push(({ path }) =>
      path === "/upload" && service.count("POST", "/upload") === 1 ? "drop-response" : undefined,
    );
    const task = upload(malote, aFile());
    await vi.waitFor(() => expect(service.files.size).toBe(1), { timeout: 10_000 });
    task.abort();
    await expect(task).rejects.toMatchObject({ code: "aborted", removed: true });
    expect(service.files.size).toBe(0);
  });

  it("reports that nothing was removed if the service cannot be asked", async () => {
    const { service, malote } = connected({ timeout: 50, retries: 5, retryDelay: 60_000 });
    service.faults.push(({ path }) => (path === "/upload" ? "drop" : undefined));
    const task = upload(malote, aFile());
    await vi.waitFor(() => expect(service.count("POST", "/upload")).toBeGreaterThan(0), { timeout: 10_000 });
    task.abort();
    await expect(task).rejects.toMatchObject({ code: "aborted", removed: false });
  });

  it("deletes the files of a batch", async () => {
    const { service, malote } = connected({ retryDelay: 60_000 });
    service.faults.push(({ path }) =>
      path === "/uploads" && service.count("POST", "/uploads") === 1 ? "drop-response" : undefined,
    );
    const task = uploadAll(malote, [aFile(1, "a"), aFile(2, "b")], { onAbort: "remove" });
    await vi.waitFor(() => expect(service.files.size).toBe(2), { timeout: 10_000 });
    task.abort();
    const outcomes = await task;
    expect(outcomes.map((one) => one.status === "rejected" && one.reason.removed)).toEqual([true, true]);
    expect(service.files.size).toBe(0);
  });
});

test("an abort that keeps the file reports its id, and deletes nothing", async () => {
  const { service, malote } = connected();
  service.faults.push(({ path }) => {
    if (path.startsWith("/s3")) task.abort();
    return undefined;
  });
  const task: UploadTask = upload(malote, aFile(), { onAbort: "keep" });
  const file_id = await task.catch((error: { file_id: string }) => error.file_id);
  await expect(task).rejects.toMatchObject({ code: "aborted", removed: false });
  expect([...service.files.keys()]).toEqual([file_id]);
});

test("an abort while a batch is announced deletes the files that the service has made of it", async () => {
  const { service } = connected();
  const hanging: typeof fetch = async (input, init) => {
    const response = await service.fetch(input, init);
    if (!String(input).endsWith("/uploads") || service.count("POST", "/uploads") > 1) return response;
    // A platform may report the abort a moment later.
    return new Promise((_, reject) =>
      init?.signal?.addEventListener("abort", () => setTimeout(reject, 0, new Error("aborted"))),
    );
  };
  const { malote } = connected({ fetch: hanging });
  const task = uploadAll(malote, [aFile(1, "a"), aFile(2, "b")]);
  await vi.waitFor(() => expect(service.files.size).toBe(2), { timeout: 10_000 });
  task.abort();
  const outcomes = await task;
  expect(outcomes.map((one) => one.status === "rejected" && one.reason.removed)).toEqual([true, true]);
  expect(service.files.size).toBe(0);
});

describe("retries", () => {
  it.each([
    ["the announcement", "/upload", 4],
    ["the confirmation", "/confirm-upload", 4],
  ])("of %s are not multiplied", async (_, path, requests) => {
    const { service, malote } = connected({ retries: 3 });
    service.faults.push((request) => (request.path === path ? "drop" : undefined));
    await expect(upload(malote, aFile())).rejects.toMatchObject({ code: "network", retryable: true });
    expect(service.count("POST", path)).toBe(requests);
  });

  it("of signatures are not multiplied", async () => {
    const { service, malote } = connected({ retries: 3 });
    service.faults.push(({ path }) => (path === "/upload-parts" ? "drop" : undefined));
    await expect(upload(malote, aFile(500), { multipartFrom: 0 })).rejects.toMatchObject({ code: "network" });
    expect(service.count("POST", "/upload-parts")).toBe(4);
  });

  it("are made for a file of a batch that the service could not take", async () => {
    const { service, malote } = connected();
    let busy = true;
    service.faults.push(({ path }) => {
      if (path !== "/uploads" || !busy) return undefined;
      busy = false;
      return Response.json({ files: [{ index: 0, problem: { status: 503, code: "unavailable" } }] });
    });
    const [outcome] = await uploadAll(malote, [aFile()]);
    expect(outcome?.status).toBe("fulfilled");
  });
});

describe("a response of another server", () => {
  const login = () => new Response("<html>Sign in to this network</html>", { status: 200 });

  it("is no description, no announcement and no deletion", async () => {
    const { service, malote } = connected({ retries: 1 });
    service.faults.push(login);
    const wrong = { code: "unexpected-response", retryable: true };
    await expect(malote.describe()).rejects.toMatchObject(wrong);
    await expect(upload(malote, aFile())).rejects.toMatchObject(wrong);
    await expect(remove(malote, "x")).rejects.toMatchObject(wrong);
  });

  it.each(["null", "5", '"ok"', ""])("is none if it holds %j", async (text) => {
    const { service, malote } = connected({ retries: 1 });
    service.faults.push(() => new Response(text, { status: 200 }));
    const wrong = { code: "unexpected-response", retryable: true };
    await expect(malote.describe()).rejects.toMatchObject(wrong);
    await expect(upload(malote, aFile())).rejects.toMatchObject(wrong);
  });

  it("does not say that a file is gone", async () => {
    const { service, malote } = connected();
    const notFound = () => new Response("<html>404</html>", { status: 404 });
    service.faults.push(() => (service.count("DELETE", "/files") % 2 === 1 ? "drop" : notFound()));
    await expect(remove(malote, "x")).rejects.toMatchObject({ code: "unexpected-response", status: 404 });
  });

  it.each([
    "<html>404</html>",
    '{"code":"route-not-found"}',
  ])("to the removal after an abort does not say so either: %s", async (text) => {
    const { service, malote } = connected();
    service.faults.push(({ method, path }) => {
      if (path.startsWith("/s3")) task.abort();
      return method === "DELETE" ? new Response(text, { status: 404 }) : undefined;
    });
    const task: UploadTask = upload(malote, aFile());
    await expect(task).rejects.toMatchObject({ code: "aborted", removed: false });
    expect(service.files.size).toBe(1);
  });

  it("of a network that wants the user to sign in (511) is asked again", async () => {
    const { service, malote } = connected();
    service.faults.push(() =>
      service.requests.length === 1 ? new Response("<html>", { status: 511 }) : undefined,
    );
    expect((await upload(malote, aFile())).file_id).toBeDefined();
  });

  it("is asked again", async () => {
    const { service, malote } = connected();
    service.faults.push(() => (service.requests.length === 1 ? login() : undefined));
    expect((await upload(malote, aFile())).file_id).toBeDefined();
  });
});

test("a deletion whose response was lost is done", async () => {
  const { service, malote } = connected();
  const { file_id } = await upload(malote, aFile());
  service.faults.push(({ method }) =>
    method === "DELETE" && service.count("DELETE", "/files") === 1 ? "drop-response" : undefined,
  );
  await expect(remove(malote, file_id)).resolves.toBeUndefined();
  await expect(remove(malote, file_id)).rejects.toMatchObject({ code: "file-not-found" });
});

test("an abort of a file that somebody has deleted meanwhile reports that it is gone", async () => {
  const { service, malote } = connected();
  service.faults.push(({ path }) => {
    if (!path.startsWith("/s3")) return undefined;
    service.files.clear();
    task.abort();
    return "drop";
  });
  const task: UploadTask = upload(malote, aFile());
  await expect(task).rejects.toMatchObject({ code: "aborted", removed: true });
});

test("a relay that is told that a file does not exist has not deleted it", async () => {
  const { service, malote } = connected({ timeout: 200 });
  service.faults.push(({ method, path }) => {
    if (path.startsWith("/s3")) task.abort();
    if (method !== "DELETE") return undefined;
    return service.count("DELETE", "/files") === 1 ? "drop" : problem(404, "file-not-found");
  });
  const task: UploadTask = upload(malote, aFile(), { onBehalfOf: "7a1b2c3d-4e5f-7061-8a9b-0c1d2e3f4a5b" });
  await expect(task).rejects.toMatchObject({ code: "aborted", removed: false });
});

test("no error of a request has the platform's error, which may quote headers", async () => {
  const fetch = async (_: unknown, init?: RequestInit): Promise<Response> => {
    throw new TypeError(`invalid header value: ${JSON.stringify(init?.headers)}`);
  };
  const { malote } = connected({ fetch, retries: 0 });
  const error = (await status(malote, "x").catch((one: unknown) => one)) as MaloteError;
  expect(error.code).toBe("network");
  expect(`${error.cause ?? ""} ${error.stack}`).not.toContain("Bearer");
});

test("work that waits for its next attempt is not begun again after a fault elsewhere", async () => {
  const control = new Control();
  const fault = new MaloteError("network", "Lost.", { retryable: true });
  const work = vi.fn(() => Promise.reject(fault));
  const policy = { retries: 5, retryDelay: 60_000, maxRetryDelay: 60_000 };
  const working = control.retrying(policy, work);
  await vi.waitFor(() => expect(work).toHaveBeenCalledOnce(), { timeout: 10_000 });
  setTimeout(() => control.stop());
  await expect(working).rejects.toBe(fault);
  expect(work).toHaveBeenCalledOnce();
});

test("a fault is reported at once, although another part waits for its next attempt", async () => {
  const { service, malote } = connected({ retries: 100, retryDelay: 60_000, maxRetryDelay: 60_000 });
  service.faults.push(({ path, query }) => {
    if (!path.startsWith("/s3")) return undefined;
    if (query.get("part") === "1") return "drop";
    return new Response("<Error><Code>AccessDenied</Code></Error>", { status: 400 });
  });
  await expect(upload(malote, aFile(2000), { multipartFrom: 0 })).rejects.toMatchObject({ code: "storage" });
});

test.each<[string, object, object]>([
  ["a size of a file", aFile(), { size: 5 }],
  ["a size of bytes", new Uint8Array(5), { name: "a", size: 5 }],
  ["a store without its functions", aFile(), { store: { get: () => null } as unknown as UploadStore }],
])("%s is refused at once", (_, source, options) => {
  const { malote } = connected();
  expect(() => upload(malote, source as File, options)).toThrow(TypeError);
});

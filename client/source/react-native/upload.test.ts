import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { someBytes } from "../../testing/connected.ts";
import { crcOf, type FakeFile, s3Error } from "../../testing/fake-service.ts";
import { fakeDevice } from "../../testing/react-native/fake-device.ts";
import type { DeviceFile } from "../types/react-native.ts";

// The entry as Metro builds it, on a device that has React Native's globals and no others.

const PART = 100_000;
let device: ReturnType<typeof fakeDevice>;
const only = (): FakeFile => {
  const [file, ...others] = device.service.files.values();
  if (!file || others.length > 0) throw new Error(`There are ${device.service.files.size} files.`);
  return file;
};

const prepare = (version: 54 | 58) => {
  device = fakeDevice({ version });
  device.service.partSize = PART;
};
beforeEach(() => prepare(58));
afterEach(() => {
  expect(device.seen.openHandles).toBe(0);
  expect(device.cached()).toEqual([]);
  device.remove();
});

describe.each([54, 58] as const)("with expo-file-system %d", (version) => {
  beforeEach(() => {
    device.remove();
    prepare(version);
  });

  test.each([0, 1, 1_000_000])("a file of %d bytes leaves as a part of the platform's form", async (size) => {
    const { malote, upload } = device.start();
    const bytes = someBytes(size);
    const progress: number[] = [];

    const file = await upload(malote, device.put("photo 1%.jpg", bytes), {
      onProgress: ({ bytes }) => progress.push(bytes),
    });

    expect(only().bytes?.equals(bytes)).toBe(true);
    expect(only().body).toMatchObject({ file_name: "photo 1%.jpg", type: "image/jpeg", len: size });
    expect(file).toMatchObject({ status: "uploaded", checksum: { value: crcOf(bytes) } });
    expect(device.network.payloads).toEqual(["form with a file"]);
    expect(device.seen.longestRead).toBeLessThanOrEqual(256 * 1024);
    expect(progress.at(-1)).toBe(size);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  });

  test.each([
    1,
    PART,
    10 * PART + 1,
  ])("a file of %d bytes in parts leaves as files, three at a time", async (size) => {
    const { malote, upload } = device.start();
    const bytes = someBytes(size);
    const parts = Math.max(1, Math.ceil(size / PART));
    const letGo = device.network.hold();

    const task = upload(malote, device.put("film.mp4", bytes), { multipartFrom: 0, hedging: 0 });
    await vi.waitFor(() => expect(device.network.sending.now).toBe(Math.min(3, parts)), { timeout: 10_000 });
    letGo();
    await task;

    expect(only().bytes?.equals(bytes)).toBe(true);
    expect(device.network.payloads).toEqual(Array(parts).fill("file"));
    expect(device.network.sending.most).toBe(Math.min(3, parts));
    expect(device.seen.longestRead).toBeLessThanOrEqual(256 * 1024);
    // A file that is one part is sent as it is.
    expect(device.seen.written).toBe(parts === 1 ? 0 : size);
    expect(device.seen.created.size).toBe(parts === 1 ? 0 : 3);
  });

  test("bytes and a File can be uploaded, too", async () => {
    const { malote, uploadAll } = device.start();
    const bytes = someBytes(3000);
    const file = new device.fileSystem.File(device.put("a.bin", bytes));

    const outcomes = await uploadAll(malote, [
      file,
      { source: new device.Bytes(bytes), name: "b" },
      { source: new device.Bytes(bytes).buffer, name: "c" },
    ]);

    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled"]);
    const kept = [...device.service.files.values()];
    expect(kept.map(({ body }) => body["file_name"]).toSorted()).toEqual(["a.bin", "b", "c"]);
    expect(kept.every((one) => one.bytes?.equals(bytes))).toBe(true);
    expect(device.network.payloads.toSorted()).toEqual(["file", "file", "form with a file"]);
  });

  test("after the app was killed, only the missing parts are sent", async () => {
    const uri = device.put("film.mp4", someBytes(10 * PART));
    const first = device.start({ retries: 0 });
    let left = 4;
    device.service.faults.push(({ method }) => (method === "PUT" && left-- <= 0 ? "drop" : undefined));
    const options = { multipartFrom: 0, hedging: 0, store: first.asyncStorage(device.storage) };
    await expect(first.upload(first.malote, uri, options)).rejects.toMatchObject({ code: "network" });
    device.service.faults.length = 0;
    const arrived = only().parts.size;
    device.network.payloads.length = 0;

    const second = device.start();
    const store = second.asyncStorage(device.storage);
    const file = await second.upload(second.malote, uri, { ...options, store });

    expect(arrived).toBeGreaterThan(0);
    expect(device.network.payloads).toHaveLength(10 - arrived);
    expect(file.resumed).toBe(true);
    expect(only().bytes?.equals(someBytes(10 * PART))).toBe(true);
    expect(device.stored.size).toBe(0);
  });
});

describe("the app in the background", () => {
  test("an upload pauses, sends its bytes again when the app is active, and leaves no listener", async () => {
    const { malote, upload, appState } = device.start();
    const letGo = device.network.hold();
    const task = upload(malote, device.put("a.bin", someBytes(1000)));
    await vi.waitFor(() => expect(device.network.sending.now).toBe(1), { timeout: 10_000 });

    appState.become("inactive");
    expect(task.paused).toBe(false);
    appState.become("background");
    expect(task.paused).toBe(true);
    letGo();
    await vi.waitFor(() => expect(device.network.sending.now).toBe(0), { timeout: 10_000 });
    expect(only().bytes).toBeUndefined();
    appState.become("inactive");
    expect(task.paused).toBe(true);
    appState.become("active");

    await expect(task).resolves.toMatchObject({ status: "uploaded" });
    expect(device.network.payloads).toHaveLength(2);
    expect(appState.listeners.size).toBe(0);
  });

  test("the caller's own pause outlasts it, and a resume waits for it", async () => {
    const { malote, upload, appState } = device.start();
    const task = upload(malote, device.put("a.bin", someBytes(1000)));

    task.pause();
    appState.become("background");
    appState.become("active");
    expect(task.paused).toBe(true);
    appState.become("background");
    task.resume();
    expect(task.paused).toBe(true);
    appState.become("active");
    expect(task.paused).toBe(false);

    await task;
  });

  test("an upload that begins there waits, also one of many files", async () => {
    const { malote, upload, uploadAll, appState } = device.start();
    appState.currentState = "background";
    const uri = device.put("a.bin", someBytes(1000));
    const tasks = [upload(malote, uri), uploadAll(malote, [uri])];

    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(device.network.payloads).toEqual([]);
    appState.become("active");
    await Promise.all(tasks);

    expect(device.network.payloads).toHaveLength(2);
  });

  test("without appState, uploads go on", async () => {
    const { malote, upload, appState } = device.start({ appState: undefined as never });
    const task = upload(malote, device.put("a.bin", someBytes(1000)));

    appState.become("background");

    await expect(task).resolves.toMatchObject({ status: "uploaded" });
  });
});

describe("faults", () => {
  test.each([
    0,
    32 * 1024 * 1024,
  ])("React Native's own timeout is repeated (multipartFrom %d)", async (from) => {
    const { malote, upload } = device.start();
    device.network.timeOut(2);

    await upload(malote, device.put("a.bin", someBytes(1000)), { multipartFrom: from });

    expect(device.network.payloads).toHaveLength(3);
  });

  test("a lost response of the form is followed by a confirmation, not by the bytes again", async () => {
    const { malote, upload } = device.start();
    let lost = 0;
    device.service.faults.push(({ path }) => (path === "/s3/" && lost++ === 0 ? "drop-response" : undefined));

    await upload(malote, device.put("a.bin", someBytes(300_000)));

    expect(device.network.payloads).toHaveLength(1);
  });

  test("an abort deletes the file, without AbortSignal.timeout", async () => {
    const { malote, upload } = device.start();
    const letGo = device.network.hold();
    const task = upload(malote, device.put("a.bin", someBytes(1000)));
    await vi.waitFor(() => expect(device.network.sending.now).toBe(1), { timeout: 10_000 });

    task.abort();

    await expect(task).rejects.toMatchObject({ code: "aborted", removed: true });
    expect(device.service.files.size).toBe(0);
    letGo();
  });

  test("a full cache folder ends the upload with a code of its own, and nothing is left", async () => {
    const { malote, upload } = device.start();
    device.seen.space = PART / 2;

    const task = upload(malote, device.put("a.bin", someBytes(3 * PART)), { multipartFrom: 0 });

    await expect(task).rejects.toMatchObject({ code: "cache-failed", retryable: false });
  });

  test.each([
    0,
    32 * 1024 * 1024,
  ])("a file that becomes shorter is not completed (multipartFrom %d)", async (from) => {
    const { malote, upload } = device.start();
    const uri = device.put("a.bin", someBytes(3 * PART));
    device.service.faults.push(({ path }) => {
      if (path === "/upload") device.shorten(uri, PART / 2);
      return undefined;
    });

    await expect(upload(malote, uri, { multipartFrom: from })).rejects.toMatchObject({
      code: "file-changed",
    });
    expect(device.service.files.size).toBe(0);
  });

  test("a part that S3 refuses for a moment is sent again from the file", async () => {
    const { malote, upload } = device.start();
    let left = 3;
    device.service.faults.push(({ method }) =>
      method === "PUT" && left-- > 0 ? s3Error(503, "SlowDown") : undefined,
    );
    const bytes = someBytes(3 * PART);

    await upload(malote, device.put("a.bin", bytes), { multipartFrom: 0, hedging: 0 });

    expect(only().bytes?.equals(bytes)).toBe(true);
    expect(device.network.payloads).toHaveLength(6);
  });
});

test("the other functions work without streams, URL and crypto", async () => {
  const { malote, upload, waitFor, status, get, list, remove } = device.start();
  device.service.statuses = ["processing", "completed"];
  const { file_id } = await upload(malote, device.put("a.bin", someBytes(10)));

  await expect(waitFor(malote, file_id, { interval: 10 })).resolves.toMatchObject({ status: "completed" });
  await expect(status(malote, file_id)).resolves.toMatchObject({ status: "completed" });
  await expect(get(malote, file_id)).resolves.toMatchObject({ file_name: "a.bin" });
  const names: string[] = [];
  for await (const { file_name } of list(malote, { status: "completed" })) names.push(file_name);
  expect(names).toEqual(["a.bin"]);
  await remove(malote, file_id);
  expect(device.service.files.size).toBe(0);
});

test("the name of a file that is not a file:// URI is that which expo-file-system knows", async () => {
  const { malote, upload } = device.start();
  const uri = device.put("a.bin", someBytes(10));
  const { open } = new device.fileSystem.File(uri);
  const file: DeviceFile = {
    uri: "content://com.android.providers/document/msf%3A12",
    name: "Ärger.pdf",
    type: "application/pdf",
    exists: true,
    size: 10,
    create: () => {},
    delete: () => {},
    open: () => open.call(new device.fileSystem.File(uri)),
  };
  device.service.faults.push(({ path }) => (path === "/s3/" ? s3Error(403, "No") : undefined));

  await upload(malote, file).catch(() => {});

  expect(only().body).toMatchObject({ file_name: "Ärger.pdf", type: "application/pdf" });
});

test("what cannot be uploaded is a TypeError that tells what to do", async () => {
  const { connect, upload, malote } = device.start();
  const { fileSystem } = device;
  const common = { url: "https://a.example", token: "t" };

  expect(() => connect(common as never)).toThrow(/import \* as fileSystem from "expo-file-system"/);
  expect(() => connect({ ...common, fileSystem, appState: {} as never })).toThrow(/AppState/);
  expect(() => connect({ ...common, fileSystem, fetch: 1 } as never)).toThrow(/no option "fetch"/);
  expect(() => connect({ ...common, fileSystem, conections: 1 } as never)).toThrow(
    /has no option "conections"/,
  );
  expect(() => upload(malote, {} as never)).toThrow(/upload accepts a URI/);
  expect(() => upload(malote, "file:///a", { size: 1 } as never)).toThrow(/only for streams/);
  expect(() => upload(malote, "file:///a", { nmae: "a" } as never)).toThrow(/nmae/);
  expect(() => upload({ url: "https://a.example" } as never, "file:///a")).toThrow(/from connect\(\)/);
  await expect(upload(malote, "file:///nowhere/a.bin")).rejects.toThrow(/a\.bin does not exist/);
});

import { expect, test } from "vitest";
import { connected, someBytes } from "../../testing/connected.ts";
import { problem } from "../../testing/fake-service.ts";
import { operations } from "./operations.ts";
import { operationsFile } from "./operations-file.ts";
import { setStatus } from "./set-status.ts";
import { upload } from "./upload.ts";

const uploaded = async () => {
  const { service, malote } = connected();
  const { file_id } = await upload(malote, someBytes(100), { name: "a.bin" });
  service.requests.length = 0;
  return { service, malote, file_id };
};
const sent = ({ requests }: Awaited<ReturnType<typeof uploaded>>["service"]) =>
  requests.map(({ method, path, body }) => [method, path, body.toString()]);

test("operations returns the counts", async () => {
  const { service, malote } = await uploaded();

  await expect(operations(malote)).resolves.toMatchObject({ unfinished: { uploaded: 1 }, complete: true });

  expect(sent(service)).toEqual([["GET", "/operations", ""]]);
});

test("operationsFile returns the record with what an operator may set, and escapes the id", async () => {
  const { service, malote, file_id } = await uploaded();

  await expect(operationsFile(malote, file_id)).resolves.toMatchObject({
    file_id,
    status: "uploaded",
    attempts: 1,
    allowed: ["error", "deleted"],
  });
  await expect(operationsFile(malote, "../files")).rejects.toMatchObject({ code: "file-not-found" });

  expect(service.requests.map(({ path }) => path)).toEqual([
    `/operations/files/${file_id}`,
    "/operations/files/..%2Ffiles",
  ]);
});

test("setStatus sends the status and the sentence, and leaves an absent sentence out", async () => {
  const { service, malote, file_id } = await uploaded();

  await expect(setStatus(malote, file_id, "error", { details: "Found a virus." })).resolves.toMatchObject({
    status: "error",
  });
  await setStatus(malote, file_id, "uploaded");

  expect(sent(service)).toEqual([
    ["POST", "/update-status", JSON.stringify({ file_id, status: "error", details: "Found a virus." })],
    ["POST", "/update-status", JSON.stringify({ file_id, status: "uploaded" })],
  ]);
});

test("a user who is no operator gets the service's error", async () => {
  const { service, malote, file_id } = await uploaded();
  service.faults.push(() => problem(403, "forbidden"));

  for (const call of [
    () => operations(malote),
    () => operationsFile(malote, file_id),
    () => setStatus(malote, file_id, "error"),
  ])
    await expect(call()).rejects.toMatchObject({ code: "forbidden", status: 403 });
});

test("a misspelt option is refused, and an abort ends the call", async () => {
  const { malote, file_id } = await uploaded();
  const wrong = { detail: "x" } as object;
  await expect(operations(malote, wrong)).rejects.toThrow(TypeError);
  await expect(operationsFile(malote, file_id, wrong)).rejects.toThrow(TypeError);
  await expect(setStatus(malote, file_id, "error", wrong)).rejects.toThrow(TypeError);

  const signal = AbortSignal.abort();
  await expect(operations(malote, { signal })).rejects.toMatchObject({ code: "aborted" });
  await expect(operationsFile(malote, file_id, { signal })).rejects.toMatchObject({ code: "aborted" });
  await expect(setStatus(malote, file_id, "error", { signal })).rejects.toMatchObject({ code: "aborted" });
});

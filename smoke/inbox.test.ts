import { afterEach, expect, test, vi } from "vitest";
import { throughInbox } from "./inbox.ts";

const OWNER = "5f0e8a52-70c1-7051-3a4b-9c8d7e6f5a4b";
const TOKEN = `h.${Buffer.from(JSON.stringify({ sub: OWNER })).toString("base64url")}.s`;

/** A service that makes a file of the object, which passes through these statuses. */
const aService = (statuses: string[], stored?: Uint8Array) => {
  const written = new Map<string, Uint8Array>();
  const calls: string[] = [];
  vi.stubGlobal("fetch", async (url: string, { method = "GET" }: RequestInit = {}) => {
    const path = url.replace("https://api.example.com", "");
    calls.push(`${method} ${path.replace(/smoke-.*/, "NAME")}`);
    if (path === "/bytes") return new Response(Buffer.from(stored ?? [...written.values()][0] ?? []));
    if (method === "DELETE") return new Response(null, { status: 204 });
    if (!path.startsWith("/files?"))
      return Response.json({ download: { url: "https://api.example.com/bytes" } });
    const status = statuses.length > 1 ? statuses.shift() : statuses[0];
    return Response.json({ files: status ? [{ file_id: "f", status, details: "Not a PNG." }] : [] });
  });
  const run = (within = 5000) =>
    throughInbox(
      { url: "https://api.example.com", token: TOKEN },
      async (key, bytes) => written.set(key, bytes),
      { within, everyMs: 1 },
    );
  return { written, calls, run };
};

afterEach(() => {
  vi.unstubAllGlobals();
});

test("an object of the account is followed, compared and deleted", async () => {
  const { written, calls, run } = aService(["", "pending", "completed"]);
  await run();
  expect([...written.keys()]).toEqual([expect.stringMatching(`^inbox/${OWNER}/smoke/smoke-.+\\.png$`)]);
  expect(calls).toEqual([
    ...Array.from({ length: 3 }, () => "GET /files?name=NAME"),
    "GET /files/f",
    "GET /bytes",
    "DELETE /files/f",
  ]);
});

test("other bytes are a failure, and are deleted", async () => {
  const { calls, run } = aService(["completed"], Buffer.from("others"));
  await expect(run()).rejects.toMatchObject({
    message: expect.stringMatching(/^The downloaded bytes differ/),
  });
  expect(calls.at(-1)).toBe("DELETE /files/f");
});

test("a file in error is a failure with its reason", async () => {
  await expect(aService(["error"]).run()).rejects.toMatchObject({
    message: "The file is in error. Not a PNG.",
  });
});

test.each([
  ["", /^No file was made of inbox\/.+Inbox=true/],
  ["pending", /^The file is still pending/],
])("a file that is %j for too long names what to look at", async (status, message) => {
  await expect(aService([status]).run(0)).rejects.toMatchObject({ message: expect.stringMatching(message) });
});

test("an object that S3 refuses names the permission", async () => {
  const put = async () => Promise.reject(new Error("Access Denied"));
  await expect(throughInbox({ url: "https://api.example.com", token: TOKEN }, put)).rejects.toMatchObject({
    message: expect.stringMatching(/Access Denied.+s3:PutObject/),
  });
});

import createClient from "openapi-fetch";
// Generated from docs/openapi.yaml, in the folder that this file is copied to.
import type { components, paths } from "./malote.ts";

// One file from its announcement to its deletion, with the generated types alone. `npm run test:real` checks its types, and
// runs it with MALOTE_API_URL and MALOTE_TOKEN.

declare const process: { env: Record<string, string | undefined> };

type Problem = components["schemas"]["Problem"];
type KnownStatus = components["schemas"]["KnownStatus"];

const client = createClient<paths>({
  baseUrl: process.env["MALOTE_API_URL"] ?? "",
  headers: { Authorization: `Bearer ${process.env["MALOTE_TOKEN"]}` },
});

function assert(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

/** The body of a response with 2xx. */
const bodyOf = <Body>({ data, error }: { data?: Body; error?: Problem }): Body => {
  if (data === undefined) throw new Error(`${error?.status} ${error?.code}: ${error?.detail}`);
  return data;
};

const text = "sent by a generated client";
const file_name = "generated.txt";

const announced = await client.POST("/upload", {
  params: { header: { "Idempotency-Key": crypto.randomUUID() } },
  body: { file_name, extension: ".txt", len: text.length, type: "text/plain", tags: { by: "typescript" } },
});
const form = bodyOf(announced);
// A StatusView has no method, and of the two others, the method tells them apart.
assert("method" in form && form.method === "POST", "the response is no form");
const { file_id } = form;

const body = new FormData();
for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
body.append("file", new Blob([text]), file_name);
const sent = await fetch(form.url, { method: "POST", body });
assert(sent.ok, `the form gets a ${sent.status}`);

bodyOf(await client.POST("/confirm-upload", { body: { file_id } }));

const statusOf = async () => {
  const consulted = bodyOf(
    await client.GET("/consult-status", { params: { query: { file_id: [file_id] } } }),
  );
  assert("status" in consulted, "one id gets several statuses");
  return consulted.status;
};
const FINAL: readonly string[] = ["completed", "error"] satisfies KnownStatus[];
let status = await statusOf();
for (let i = 0; i < 300 && !FINAL.includes(status); i += 1) {
  await new Promise<void>((resolve) => setTimeout(resolve, 100));
  status = await statusOf();
}
assert(status === "completed", `the file is ${status}`);

const path = { file_id };
const record = bodyOf(await client.GET("/files/{file_id}", { params: { path } }));
assert(record.len === text.length && record.tags?.["by"] === "typescript", "the record differs");
assert(record.download, "the record has no download");
const downloaded = await fetch(record.download.url);
assert((await downloaded.text()) === text, "the bytes differ");

const query = { tag: ["by:typescript"], status: "completed", limit: 100 } as const;
const page = bodyOf(await client.GET("/files", { params: { query: { ...query, tag: [...query.tag] } } }));
assert(
  page.files.some((file) => file.file_id === file_id),
  "the list does not have the file",
);

const removed = await client.DELETE("/files/{file_id}", { params: { path } });
assert(removed.response.status === 204, "the file is not deleted");

const missing: Problem | undefined = (await client.GET("/files/{file_id}", { params: { path } })).error;
assert(missing?.status === 404 && missing.code === "file-not-found", "a deleted file is no problem");

const refused = await client.POST("/upload", {
  body: { file_name: "a/b.txt", extension: ".txt", len: 1, type: "text/plain" },
});
const problem: Problem | undefined = refused.error;
assert(problem?.code === "invalid-request", "a name with a folder is no problem");
assert(problem.errors?.[0]?.pointer === "#/file_name", "the problem does not point at the name");

console.log(`done: ${file_id}`);

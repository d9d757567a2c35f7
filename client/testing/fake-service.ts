import { randomUUID } from "node:crypto";
import { crc32 } from "node:zlib";

/** One file of the fake service. */
export interface FakeFile {
  file_id: string;
  body: Record<string, unknown>;
  status: string;
  version: number;
  /** What S3 has: the object, or the parts of an upload that is not completed. */
  bytes?: Buffer;
  parts: Map<number, Buffer>;
  plan?: { part_size: number; part_count: number };
  declared?: string;
}

export interface FakeRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: Buffer;
}

/** Returns a response, "drop" to lose the request, or "drop-response" to lose only the response. Undefined: no fault. */
export type Fault = (request: FakeRequest) => Response | "drop" | "drop-response" | undefined;

const base64 = (crc: number): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc);
  return bytes.toString("base64");
};

export const crcOf = (bytes: Uint8Array): string => base64(crc32(bytes));

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });

export const problem = (status: number, code: string, more: object = {}): Response =>
  json(status, {
    type: `urn:malote:problem:${code}`,
    title: code,
    status,
    code,
    detail: `${code}.`,
    instance: "i",
    ...more,
  });

export const s3Error = (status: number, code: string): Response =>
  new Response(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>m</Message></Error>`, { status });

/**
 * A Malote service and its S3 in memory, as far as the client needs them. `faults` are asked in order before each request;
 * `requests` are all of them. The same handler serves an injected fetch and a real HTTP server (fake-server.ts).
 */
export class FakeService {
  readonly files = new Map<string, FakeFile>();
  readonly requests: FakeRequest[] = [];
  readonly faults: Fault[] = [];
  origin = "http://service.test";
  description: Record<string, unknown> | undefined = {
    service: "malote",
    single_upload_bytes: 5 * 1024 ** 3,
    max_batch: 50,
    features: ["uploads", "statuses", "multipart"],
  };
  partSize = 1000;
  /** Seconds. */
  expiresIn = 900;
  /** Parts in a page of a listing. */
  page = 1000;
  /** Signatures older than this generation are refused with 403. */
  generation = 0;
  /** Statuses after a confirmation, one for each status request. */
  statuses: string[] = [];
  readonly #keys = new Map<string, { file: FakeFile; body: string }>();

  get fetch(): typeof fetch {
    return async (input, init) => {
      const request = new Request(input, init);
      const body = Buffer.from(await request.arrayBuffer());
      request.signal.throwIfAborted();
      const url = new URL(request.url);
      const outcome = await this.handle({
        method: request.method,
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body,
      });
      if (outcome === "drop") throw new TypeError("fetch failed");
      return outcome;
    };
  }

  /** How many requests there were of a method and a path. */
  count(method: string, path: string): number {
    return this.requests.filter((request) => request.method === method && request.path.startsWith(path))
      .length;
  }

  async handle(request: FakeRequest): Promise<Response | "drop"> {
    this.requests.push(request);
    let dropResponse = false;
    for (const fault of this.faults) {
      const outcome = fault(request);
      if (outcome === "drop") return "drop";
      if (outcome === "drop-response") dropResponse = true;
      else if (outcome) return outcome;
    }
    const response = await this.#route(request);
    return dropResponse ? "drop" : response;
  }

  async #route(request: FakeRequest): Promise<Response> {
    const { method, path, query, headers } = request;
    if (path.startsWith("/s3")) return this.#s3(request);
    if (path === "/.well-known/malote") {
      return this.description ? json(200, this.description) : problem(404, "route-not-found");
    }
    if (!headers.get("authorization")?.startsWith("Bearer ")) return problem(401, "unauthenticated");
    if (request.body.includes("\ufffd")) return problem(400, "malformed-json");
    const body = request.body.length > 0 ? JSON.parse(request.body.toString()) : {};
    if (method === "POST" && path === "/upload") return this.#upload(body, headers.get("idempotency-key"));
    if (method === "POST" && path === "/uploads") {
      const key = headers.get("idempotency-key");
      const files = await Promise.all(
        (body.files as Record<string, unknown>[]).map(async (entry, index) => {
          const response = this.#upload(entry, key && `${key} ${index}`);
          const answer = (await response.json()) as object;
          return response.ok ? { index, ...answer } : { index, problem: answer };
        }),
      );
      return json(200, { files });
    }
    if (method === "GET" && path === "/consult-status") return this.#status(query, headers);
    if (method === "GET" && path === "/files") return this.#list(query);
    if (method === "GET" && path === "/operations") return json(200, this.operations());
    const file = this.files.get(String(body.file_id ?? path.split("/").at(-1)));
    if (!file) return problem(404, "file-not-found");
    if (path === "/upload-parts") return this.#parts(file, body);
    if (path === "/confirm-upload") return this.#confirm(file, body);
    if (path === "/update-status") {
      file.status = body.status;
      return json(200, this.view(file));
    }
    if (method === "GET" && path.startsWith("/operations/files/")) {
      const { download: _, ...record } = this.record(file);
      return json(200, { ...record, owner: randomUUID(), attempts: 1, allowed: ["error", "deleted"] });
    }
    if (method === "DELETE") {
      this.files.delete(file.file_id);
      return new Response(null, { status: 204 });
    }
    if (method === "GET" && path.startsWith("/files/")) return json(200, this.record(file));
    return problem(404, "route-not-found");
  }

  operations() {
    const unfinished = { pending: 0, uploaded: 0, processing: 0, expired: 0, quarantined: 0, deleted: 0 };
    for (const { status } of this.files.values())
      if (status in unfinished) unfinished[status as keyof typeof unfinished] += 1;
    return { unfinished, complete: true, at: "2026-11-21T12:00:00.000Z" };
  }

  view(file: FakeFile) {
    const time = "2026-11-21T12:00:00.000Z";
    const { file_id, status } = file;
    return { file_id, file_name: file.body["file_name"], status, created_at: time, updated_at: time };
  }

  record(file: FakeFile) {
    const value = file.declared ?? (file.body["checksum"] as { value?: string } | undefined)?.value;
    return {
      ...this.view(file),
      extension: file.body["extension"] ?? "",
      type: file.body["type"],
      len: file.body["len"] ?? file.bytes?.length ?? 0,
      ...(value && { checksum: { algorithm: "CRC32", value } }),
      ...(file.status === "completed" &&
        file.bytes && {
          verified: { algorithm: "CRC32", value: crcOf(file.bytes), declared: true },
          download: {
            url: `${this.origin}/s3/dest/${file.file_id}?g=${this.generation}`,
            expires_at: "2099-01-01T00:00:00.000Z",
          },
        }),
      history: [],
    };
  }

  #upload(body: Record<string, unknown>, key: string | null): Response {
    const text = JSON.stringify(body);
    const known = key === null ? undefined : this.#keys.get(key);
    if (known && !this.files.has(known.file.file_id)) return problem(410, "file-deleted");
    if (known && known.body !== text) return problem(422, "idempotency-conflict");
    const file: FakeFile = known?.file ?? {
      file_id: randomUUID(),
      body,
      status: "pending",
      version: 1,
      parts: new Map(),
    };
    this.files.set(file.file_id, file);
    if (key !== null) this.#keys.set(key, { file, body: text });
    if (file.status !== "pending") return json(200, this.view(file));
    const expiry = { expires_at: "2099-01-01T00:00:00.000Z", expires_in: this.expiresIn };
    const { file_id } = file;
    const names = { file_id, file_name: body["file_name"] };
    const len = body["len"] as number | undefined;
    const single = (this.description?.["single_upload_bytes"] as number | undefined) ?? 5 * 1024 ** 3;
    if (!body["multipart"] && len !== undefined && len <= single) {
      const fields = { key: `temp/${file_id}`, Policy: String(this.generation) };
      return json(201, { ...names, method: "POST", url: `${this.origin}/s3/`, fields, ...expiry });
    }
    const most = len ?? (body["max_len"] as number);
    const plan = { part_size: this.partSize, part_count: Math.max(1, Math.ceil(most / this.partSize)) };
    file.plan = plan;
    return json(201, { ...names, method: "PUT", ...plan, checksum: { algorithm: "CRC32" }, ...expiry });
  }

  #parts(
    file: FakeFile,
    body: {
      parts?: { part_number: number; checksum: string; size?: number }[];
      list?: boolean;
      cursor?: string;
    },
  ) {
    if (!file.plan || file.status !== "pending") return problem(409, "upload-not-open");
    const { part_size, part_count } = file.plan;
    const { len } = file.body as { len?: number };
    const parts = (body.parts ?? []).map(({ part_number, checksum, size }) => ({
      part_number,
      url: `${this.origin}/s3/temp/${file.file_id}?part=${part_number}&crc=${encodeURIComponent(checksum)}&g=${this.generation}`,
      size: size ?? Math.min(part_size, (len ?? 0) - (part_number - 1) * part_size),
      headers: {},
      expires_at: "2099-01-01T00:00:00.000Z",
      expires_in: this.expiresIn,
    }));
    if (parts.some(({ part_number }) => part_number > part_count)) return problem(400, "invalid-request");
    if (!body.list) return json(200, { file_id: file.file_id, parts });
    const all = [...file.parts]
      .sort(([a], [b]) => a - b)
      .filter(([number]) => number > Number(body.cursor ?? 0));
    const page = all.slice(0, this.page);
    const uploaded = page.map(([part_number, bytes]) => ({
      part_number,
      size: bytes.length,
      checksum: crcOf(bytes),
    }));
    const more = all.length > page.length ? { next_cursor: String(page.at(-1)?.[0]) } : {};
    return json(200, { file_id: file.file_id, parts, uploaded, ...more });
  }

  #confirm(file: FakeFile, body: { checksum?: { value: string }; len?: number }): Response {
    if (file.status !== "pending") {
      const { value = this.record(file).checksum?.value } = body.checksum ?? {};
      if (value !== this.record(file).checksum?.value) return problem(400, "invalid-request");
      return json(200, this.view(file));
    }
    if (!file.plan) {
      if (!file.bytes) return problem(409, "not-uploaded");
    } else {
      const len = (file.body["len"] as number | undefined) ?? body.len ?? -1;
      const count = Math.max(1, Math.ceil(len / file.plan.part_size));
      const missing = Array.from({ length: count }, (_, i) => i + 1).filter(
        (number) => !file.parts.has(number),
      );
      if (missing.length > 0) return problem(409, "parts-missing", { missing_parts: missing.slice(0, 100) });
      const whole = Buffer.concat([...file.parts].sort(([a], [b]) => a - b).map(([, bytes]) => bytes));
      if (whole.length !== len || crcOf(whole) !== body.checksum?.value)
        return problem(409, "checksum-differs");
      file.bytes = whole;
      file.declared = body.checksum.value;
    }
    file.status = "uploaded";
    file.version++;
    return json(202, this.view(file));
  }

  #status(query: URLSearchParams, headers: Headers): Response {
    const ids = query.getAll("file_id");
    const views = ids.map((id) => {
      const file = this.files.get(id);
      if (!file)
        return { file_id: id, problem: { code: "file-not-found", detail: "No such file.", status: 404 } };
      const next = file.status === "pending" ? undefined : this.statuses.shift();
      if (next) {
        file.status = next;
        file.version++;
      }
      return this.view(file);
    });
    if (ids.length > 1) return json(200, { files: views });
    const file = this.files.get(ids[0] ?? "");
    if (!file) return problem(404, "file-not-found");
    const etag = `"${file.version}"`;
    if (headers.get("if-none-match") === etag)
      return new Response(null, { status: 304, headers: { ETag: etag } });
    return json(200, views[0], { ETag: etag });
  }

  #list(query: URLSearchParams): Response {
    const start = Number(query.get("cursor") ?? 0);
    const limit = Number(query.get("limit") ?? 2);
    const all = [...this.files.values()].filter(
      ({ status }) => !query.get("status") || status === query.get("status"),
    );
    const files = all.slice(start, start + limit).map((file) => ({ ...this.view(file), type: "t", len: 0 }));
    return json(200, { files, ...(start + limit < all.length && { next_cursor: String(start + limit) }) });
  }

  async #s3({ method, path, query, headers, body }: FakeRequest): Promise<Response> {
    if (method === "POST") {
      const form = await new Response(new Uint8Array(body), {
        headers: { "Content-Type": headers.get("content-type") ?? "" },
      }).formData();
      if ([...form.keys()].at(-1) !== "file") return s3Error(400, "InvalidArgument");
      if (form.get("Policy") !== String(this.generation)) return s3Error(403, "AccessDenied");
      const file = this.files.get(String(form.get("key")).replace("temp/", ""));
      const bytes = Buffer.from(await (form.get("file") as File).arrayBuffer());
      const { len, checksum } = (file?.body ?? {}) as { len?: number; checksum?: { value?: string } };
      if (!file || bytes.length > (len ?? 0)) return s3Error(400, "EntityTooLarge");
      if (bytes.length < (len ?? 0)) return s3Error(400, "EntityTooSmall");
      if (checksum?.value && crcOf(bytes) !== checksum.value) return s3Error(400, "BadDigest");
      file.bytes = bytes;
      return new Response(null, { status: 204 });
    }
    const file = this.files.get(path.split("/").at(-1) ?? "");
    if (query.get("g") !== String(this.generation)) return s3Error(403, "AccessDenied");
    if (method === "PUT") {
      if (file?.status !== "pending") return s3Error(404, "NoSuchUpload");
      if (crcOf(body) !== query.get("crc")) return s3Error(400, "BadDigest");
      file.parts.set(Number(query.get("part")), body);
      return new Response(null, { status: 200, headers: { ETag: '"e"' } });
    }
    if (!file?.bytes) return s3Error(404, "NoSuchKey");
    const range = /^bytes=(\d+)-(\d*)$/.exec(headers.get("range") ?? "");
    if (!range) return new Response(new Uint8Array(file.bytes), { headers: { ETag: '"o"' } });
    const start = Number(range[1]);
    if (start >= file.bytes.length) return s3Error(416, "InvalidRange");
    const end = range[2] ? Math.min(Number(range[2]) + 1, file.bytes.length) : file.bytes.length;
    return new Response(new Uint8Array(file.bytes.subarray(start, end)), {
      status: 206,
      headers: { ETag: '"o"', "Content-Range": `bytes ${start}-${end - 1}/${file.bytes.length}` },
    });
  }
}

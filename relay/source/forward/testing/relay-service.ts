import {
  crcOf,
  type FakeFile,
  type FakeRequest,
  FakeService,
  problem,
} from "../../../../client/testing/fake-service.ts";
import { LARGE } from "../limits.ts";

/**
 * The fake service as a relay sees it: the files belong to others, whose records it may not read, and which it deletes only while they are pending; statuses have the
 * verified checksum; confirmed files are completed when their status is read; and an expired file is armed again under its
 * key.
 */
export class RelayService extends FakeService {
  override partSize = LARGE;
  /** What becomes of a confirmed file when its status is read. Undefined: it stays as it is. */
  becomes: ((file: FakeFile) => Partial<Judged> | undefined) | undefined = () => ({ status: "completed" });
  readonly #judged = new Map<string, Partial<Judged>>();

  override async handle(request: FakeRequest): Promise<Response | "drop"> {
    const { method, path, query, body } = request;
    if (method === "GET" && path === "/consult-status") this.#judge(query.getAll("file_id"));
    if (method === "POST" && path === "/upload") this.#arm(body.toString());
    const { status } = this.files.get(path.split("/")[2] ?? "") ?? {};
    if (/^\/files\/./.test(path) && (method === "GET" || status !== "pending")) {
      this.requests.push(request);
      return problem(404, "file-not-found");
    }
    return super.handle(request);
  }

  override view(file: FakeFile) {
    const { status: _, ...judged } = this.#judged.get(file.file_id) ?? {};
    const verified = file.bytes && { algorithm: "CRC32", value: crcOf(file.bytes), declared: true };
    return { ...super.view(file), ...(file.status === "completed" && verified && { verified }), ...judged };
  }

  /** The files of one owner, in the order in which they were announced. */
  filesOf(owner: string): FakeFile[] {
    return [...this.files.values()].filter(({ body }) => body["on_behalf_of"] === owner);
  }

  /** The requests for the API, without the description. */
  get calls(): string[] {
    return this.requests
      .filter(({ path }) => !path.startsWith("/.well-known"))
      .map(({ method, path }) => `${method} ${path.replace(/\/s3.*/, "/s3")}`);
  }

  #judge(ids: string[]): void {
    for (const id of ids) {
      const file = this.files.get(id);
      if (!file || !["uploaded", "processing"].includes(file.status)) continue;
      const judged = this.becomes?.(file);
      if (judged?.status === undefined) continue;
      file.status = judged.status;
      file.version += 1;
      this.#judged.set(id, judged);
    }
  }

  #arm(body: string): void {
    for (const file of this.files.values()) {
      if (JSON.stringify(file.body) !== body) continue;
      const resumable = file.status === "error" && file.plan && this.#judged.get(file.file_id)?.retryable;
      if (file.status !== "expired" && !resumable) continue;
      if (file.status === "expired") file.parts.clear();
      file.status = "pending";
      this.#judged.delete(file.file_id);
    }
  }
}

export interface Judged {
  status: string;
  details: string;
  error_code: string;
  retryable: boolean;
  verified: { algorithm: string; value: string; declared: boolean };
}

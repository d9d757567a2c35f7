import { crc32 } from "node:zlib";
import { type ApiResponse, call } from "./service.ts";
import { withVariables } from "./with-variables.ts";

/** The emulator accepts parts of any length, so a plan of several parts may be small. */
export const PART = 1024;
export const withSmallParts = (work: () => Promise<void>): Promise<void> =>
  withVariables({ MIN_PART_BYTES: String(PART), MAX_PART_BYTES: String(PART) }, ["Mover", "Upload"], work);

/** The emulator computes CRC64NVME slowly, so these plans have CRC32. */
export const crcOf = (bytes: Uint8Array): string => {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(crc32(bytes));
  return value.toString("base64");
};

/** Text, so that its type has no magic bytes to check. */
export const textOf = (len: number): Buffer =>
  Buffer.from("many parts, one file. ".repeat(len / 22 + 1)).subarray(0, len);

export type Plan = { file_id: string; part_size: number; part_count: number };
export type SignedPart = {
  part_number: number;
  url: string;
  size: number;
  headers: Record<string, string>;
};

export const requestPlan = async (
  len: number | undefined,
  more: Record<string, unknown> = {},
  options: { token?: string; headers?: Record<string, string> } = {},
): Promise<ApiResponse> =>
  call("POST", "/upload", {
    body: {
      file_name: "parts.txt",
      extension: ".txt",
      ...(len !== undefined && { len }),
      type: "text/plain",
      multipart: true,
      checksum: { algorithm: "CRC32" },
      ...more,
    },
    ...options,
  });

export const aPlanOf = async (len: number, more: Record<string, unknown> = {}): Promise<Plan> => {
  const { status, body } = await requestPlan(len, more);
  if (status !== 201) throw new Error(`/upload: ${status} ${JSON.stringify(body)}`);
  return body as Plan;
};

export const partOf = (plan: Plan, bytes: Buffer, number: number): Buffer =>
  bytes.subarray((number - 1) * plan.part_size, number * plan.part_size);

export const signParts = (file_id: string, parts: unknown[], token?: string): Promise<ApiResponse> =>
  call("POST", "/upload-parts", { body: { file_id, parts }, ...(token !== undefined && { token }) });

export const signPart = async (plan: Plan, bytes: Buffer, part_number: number): Promise<SignedPart> => {
  const { status, body } = await signParts(plan.file_id, [{ part_number, checksum: crcOf(bytes) }]);
  if (status !== 200) throw new Error(`/upload-parts: ${status} ${JSON.stringify(body)}`);
  const [part] = body["parts"] as SignedPart[];
  if (!part) throw new Error("no part was signed");
  return part;
};

export const putPart = (
  { url, headers }: Pick<SignedPart, "url" | "headers">,
  bytes: Uint8Array,
  more: Record<string, string> = {},
): Promise<Response> =>
  fetch(url, { method: "PUT", headers: { ...headers, ...more }, body: new Uint8Array(bytes) });

/** Sends these parts of the file, or all of them. */
export const sendParts = async (plan: Plan, bytes: Buffer, numbers?: readonly number[]): Promise<void> => {
  for (const number of numbers ?? Array.from({ length: plan.part_count }, (_, i) => i + 1)) {
    const part = partOf(plan, bytes, number);
    const response = await putPart(await signPart(plan, part, number), part);
    if (!response.ok) throw new Error(`part ${number}: ${response.status} ${await response.text()}`);
  }
};

export const confirmPlan = (
  file_id: string,
  bytes: Uint8Array,
  more: Record<string, unknown> = {},
  token?: string,
): Promise<ApiResponse> =>
  call("POST", "/confirm-upload", {
    body: { file_id, checksum: { algorithm: "CRC32", value: crcOf(bytes) }, ...more },
    ...(token !== undefined && { token }),
  });

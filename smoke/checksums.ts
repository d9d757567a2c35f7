import { Trouble } from "../tools/command/trouble.ts";
import { CHECKSUMS, PICTURE } from "./fixed-picture.ts";
import type { Api } from "./one-file.ts";
import { announce, discard, post } from "./one-form.ts";
import { describeResponse, type HttpResponse, request } from "./request.ts";

interface Form {
  file_id: string;
  url: string;
  fields: Record<string, string>;
}

const formOf = (response: HttpResponse): Form => {
  if (response.status === 201) return JSON.parse(response.text);
  throw new Trouble(`POST /upload responded ${describeResponse(response)}`);
};

/** Announces the picture with a checksum, and works with the form. Then the file is deleted. */
const withForm = async (
  api: Api,
  checksum: { algorithm: string; value: string },
  work: (form: Form) => Promise<void>,
) => {
  const form = formOf(await announce(api, { len: PICTURE.length, checksum }));
  try {
    await work(form);
  } finally {
    await discard(api, form.file_id);
  }
};

const statusOf = async ({ url, token }: Api, fileId: string): Promise<string> => {
  const headers = { Authorization: `Bearer ${token}` };
  return JSON.parse((await request(`${url}/consult-status?file_id=${fileId}`, { headers })).text).status;
};

const PAUSE = 500;

/** Waits until the mover has completed the file. */
const completed = async (api: Api, fileId: string, within: number): Promise<void> => {
  const end = Date.now() + within;
  for (;;) {
    const status = await statusOf(api, fileId);
    if (status === "completed") return;
    if (status === "error" || Date.now() > end)
      throw new Trouble(`The file is ${status}, and not completed.`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
};

const accepted = async (form: Form, algorithm: string): Promise<void> => {
  const response = await post(form, PICTURE);
  if (response.status !== 204)
    throw new Trouble(
      `S3 should accept a POST with its ${algorithm}, but responded ${describeResponse(response)}`,
    );
};

/**
 * Checks for each checksum algorithm that S3 accepts the right bytes and the mover completes them. Then S3 must refuse bytes
 * with another checksum.
 * @param s3Checks false for the emulator, which believes the checksum of a form: then only right ones are sent
 * @throws Trouble at the first algorithm that does not work
 */
export const acceptsChecksums = async (
  api: Api,
  { s3Checks = true, within = 120_000 }: { s3Checks?: boolean; within?: number } = {},
): Promise<void> => {
  for (const checksum of CHECKSUMS) {
    await withForm(api, checksum, async (form) => {
      await accepted(form, checksum.algorithm);
      await completed(api, form.file_id, within);
    });
    if (!s3Checks) continue;
    const other = Buffer.from(checksum.value, "base64").map((byte) => byte ^ 1);
    await withForm(api, { ...checksum, value: Buffer.from(other).toString("base64") }, async (form) => {
      const response = await post(form, PICTURE);
      if (response.status === 400) return;
      throw new Trouble(
        `S3 should refuse bytes with another ${checksum.algorithm} with 400, but responded ${describeResponse(response)}`,
      );
    });
  }
};

/**
 * Posts the same form again after its file was completed. S3 accepts it, and the file stays completed.
 * @throws Trouble when the file changes
 */
export const survivesLatePost = async (api: Api, within = 120_000): Promise<void> => {
  const [checksum] = CHECKSUMS;
  await withForm(api, checksum, async (form) => {
    await accepted(form, checksum.algorithm);
    await completed(api, form.file_id, within);
    await accepted(form, checksum.algorithm);
    const status = await statusOf(api, form.file_id);
    if (status !== "completed")
      throw new Trouble(`After a second POST, the file is ${status}, and not completed.`);
  });
};

import type { Api } from "./one-file.ts";
import { type HttpResponse, request } from "./request.ts";

/** A body of POST /upload, without its name and type. */
export interface Announcement {
  len: number;
  checksum?: { algorithm: string; value: string };
}

const headersOf = ({ token }: Api) => ({
  Authorization: `Bearer ${token}`,
  "Content-Type": "application/json",
});

/** Sends POST /upload for a picture. */
export const announce = (api: Api, announcement: Announcement): Promise<HttpResponse> =>
  request(`${api.url}/upload`, {
    method: "POST",
    headers: headersOf(api),
    body: JSON.stringify({ file_name: "smoke.png", extension: ".png", type: "image/png", ...announcement }),
  });

/** Deletes a file, whatever its status is. */
export const discard = async (api: Api, fileId: string): Promise<HttpResponse> =>
  request(`${api.url}/files/${fileId}`, { method: "DELETE", headers: headersOf(api) });

/** Sends a presigned form with `bytes` to S3. */
export const post = (
  { url, fields }: { url: string; fields: Record<string, string> },
  bytes: Uint8Array<ArrayBuffer>,
): Promise<HttpResponse> => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new Blob([bytes]));
  return request(url, { method: "POST", body: form });
};

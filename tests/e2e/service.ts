import { inject } from "vitest";

/** The deployed service over HTTP, as its users call it. */
const stack = inject("stack");

export type Person = "demo" | "operator" | "stranger";
export type ApiResponse = { status: number; headers: Headers; body: Record<string, unknown> };

const tokens = new Map<string, Promise<string>>();

type Tokens = { IdToken: string; AccessToken: string };

/** The tokens that Cognito returns for a user name and a password. */
export const signIn = async (username: string, password: string): Promise<Tokens> => {
  const response = await fetch(stack.endpoint_url, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
    },
    body: JSON.stringify({
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: stack.client_id,
      AuthParameters: { USERNAME: username, PASSWORD: password },
    }),
  });
  if (!response.ok) throw new Error(`sign-in: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { AuthenticationResult: Tokens }).AuthenticationResult;
};

export const tokenOf = (who: "demo" | "operator"): Promise<string> => {
  const known =
    tokens.get(who) ?? signIn(stack[who].username, stack[who].password).then(({ IdToken }) => IdToken);
  tokens.set(who, known);
  return known;
};

type Call = {
  token?: string | null;
  body?: unknown;
  raw?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
};

/** One call of the API, by default as the user `demo`. `token: null` sends no token. */
export const call = async (
  method: string,
  path: string,
  { token, body, raw, headers }: Call = {},
): Promise<ApiResponse> => {
  const bearer = token === undefined ? await tokenOf("demo") : token;
  const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(`${stack.api_url}${path}`, {
    method,
    headers: {
      ...(bearer !== null && { Authorization: `Bearer ${bearer}` }),
      ...(payload !== undefined && { "Content-Type": "application/json" }),
      ...headers,
    },
    ...(payload !== undefined && { body: payload }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? {} : JSON.parse(text) };
};

export type Upload = { file_id: string; url: string; fields: Record<string, string>; expires_at: string };

export const requestUpload = async (request: Record<string, unknown>): Promise<Upload> => {
  const { status, body } = await call("POST", "/upload", { body: request });
  if (status !== 201) throw new Error(`/upload: ${status} ${JSON.stringify(body)}`);
  return body as Upload;
};

/** Requests an upload of a text file. Its bytes are not sent yet. */
export const requestTextUpload = (text: string, name = "note.txt"): Promise<Upload> =>
  requestUpload({ file_name: name, extension: ".txt", len: Buffer.byteLength(text), type: "text/plain" });

/** Posts the form as a browser does, with `file` as the last field. */
export const postForm = (
  { url, fields }: Pick<Upload, "url" | "fields">,
  bytes: Uint8Array | string,
): Promise<Response> => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new Blob([typeof bytes === "string" ? bytes : new Uint8Array(bytes)]), "blob");
  return fetch(url, { method: "POST", body: form });
};

export const confirm = (fileId: string) => call("POST", "/confirm-upload", { body: { file_id: fileId } });
export const consult = (fileId: string) => call("GET", `/consult-status?file_id=${fileId}`);
export const getFile = (fileId: string) => call("GET", `/files/${fileId}`);

/** Calls `read` until `isReady` returns true. So a test waits for a condition, never for a fixed time. */
export const until = async <T>(
  read: () => Promise<T>,
  isReady: (value: T) => boolean,
  seconds = 30,
): Promise<T> => {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await read();
    if (isReady(value)) return value;
    if (Date.now() > deadline)
      throw new Error(`not within ${seconds} s; last value: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

export const settled = (fileId: string): Promise<ApiResponse> =>
  until(
    () => consult(fileId),
    ({ body }) => ["completed", "error"].includes(String(body["status"])),
  );

type History = { status: string; by: string }[];
export const historyOf = ({ body }: ApiResponse): string[] =>
  (body["history"] as History).map(({ status, by }) => `${status} by ${by}`);

/** The bytes behind the download URL of a completed file. */
export const download = async (fileId: string): Promise<{ bytes: Buffer; headers: Headers }> => {
  const { body } = await getFile(fileId);
  const response = await fetch((body["download"] as { url: string }).url);
  if (!response.ok) throw new Error(`download: ${response.status}`);
  return { bytes: Buffer.from(await response.arrayBuffer()), headers: response.headers };
};

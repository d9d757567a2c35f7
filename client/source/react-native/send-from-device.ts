import { sendThroughXhr } from "../core/send-by-xhr.ts";
import type { DeviceFileSystem } from "../types/react-native.ts";
import type { Body, Send, SendRequest } from "../types/source.ts";
import { cachedBody } from "./cached-body.ts";

/** React Native for Android sends no file without a type. S3 does not sign it. */
const TYPE = "application/octet-stream";

/**
 * Sends bytes from a device, always as the URI of a file: React Native reads it natively, and JavaScript never holds it. A form
 * with a whole file is the platform's own FormData; everything else is a file as the body.
 */
export const sendFromDevice =
  (fileSystem: DeviceFileSystem): Send =>
  async (request) => {
    const { body } = request;
    const form = platformForm(body);
    if (form) return sendThroughXhr(formRequest(request, form.size), form.data);
    const [only, ...others] = body.pieces;
    const file =
      only?.uri !== undefined && others.length === 0
        ? { uri: only.uri, release: () => {} }
        : await cachedBody(fileSystem, body, request.signal);
    try {
      const headers = { "Content-Type": TYPE, ...request.headers };
      // The types are those of browsers, which send no such body.
      return await sendThroughXhr({ ...request, headers }, { uri: file.uri } as unknown as Blob);
    } finally {
      file.release();
    }
  };

const platformForm = ({ fields, pieces: [, file] }: Body) => {
  if (!fields || file?.uri === undefined) return undefined;
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  data.append("file", { uri: file.uri, name: "file", type: TYPE } as unknown as Blob);
  return { data, size: file.size };
};

/**
 * The platform chooses the boundary, and with it the type and the length. The file is nearly all of the form: when as many
 * bytes as the file has are sent, the form counts as sent.
 */
const formRequest = (request: SendRequest, size: number): SendRequest => {
  const { body, headers, onSent } = request;
  const { "Content-Type": _, ...others } = headers;
  return {
    ...request,
    headers: others,
    body: { ...body, size },
    onSent: (bytes) => onSent(bytes < size ? bytes : body.size),
  };
};

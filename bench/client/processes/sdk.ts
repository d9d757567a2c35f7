// Uploads with the SDK. The argument is an SdkOptions with the number of connections, as JSON.
import { subscribe } from "node:diagnostics_channel";
import type { ClientRequest, IncomingMessage } from "node:http";
import { join } from "node:path";
import { connect, upload, uploadAll } from "malote/node";
import type { SdkOptions } from "../peers/sdk.ts";
import { serveLines } from "./serve-lines.ts";

const { url, token, hedging, connections }: SdkOptions & { connections: number } = JSON.parse(
  process.argv[2] ?? "{}",
);
const malote = connect({ url, token, connections });

// The time of a part is from its first request until the first response with 200, on whichever connection. It is read from
// outside, so that the SDK needs nothing for it.
const began = new Map<number, number>();
const ended = new Map<number, number>();

const partOf = (request: ClientRequest): number | undefined => {
  const found = /[?&]partNumber=(\d+)/.exec(request.path);
  return found ? Number(found[1]) : undefined;
};
subscribe("http.client.request.start", (message) => {
  const part = partOf((message as { request: ClientRequest }).request);
  if (part !== undefined && !began.has(part)) began.set(part, performance.now());
});
subscribe("http.client.response.finish", (message) => {
  const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
  const part = partOf(request);
  if (part !== undefined && response.statusCode === 200 && !ended.has(part))
    ended.set(part, performance.now());
});

await serveLines(async (request) => {
  if ("uploadAll" in request) {
    const { folder } = request.uploadAll;
    const outcomes = await uploadAll(
      malote,
      folder.names.map((name) => join(folder.path, name)),
    );
    const failed = outcomes.find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
    return undefined;
  }
  began.clear();
  ended.clear();
  const { file, name } = request.upload;
  await upload(malote, file, { name, ...(!hedging && { hedging: 0 }) });
  return { partSeconds: [...ended].map(([part, end]) => (end - (began.get(part) ?? end)) / 1000) };
});

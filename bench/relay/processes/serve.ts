import type { RequestListener } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Prints the port on one line, and ends with its standard input, and so with the process that started it. */
export const announce = (port: number): void => {
  process.stdin.resume().on("end", () => process.exit(0));
  process.stdout.write(`${JSON.stringify({ port })}\n`);
};

/** A plain server for a contender that has none of its own. */
export const serve = (listener: RequestListener): void => {
  const server = createServer({ requestTimeout: 0 }, listener);
  server.listen(0, "127.0.0.1", () => announce((server.address() as AddressInfo).port));
};

/** Answers with an error instead of ending the process, so that the benchmark reports it. */
export const answering =
  (work: (...args: Parameters<RequestListener>) => Promise<number>): RequestListener =>
  async (request, response) => {
    try {
      response.writeHead(await work(request, response)).end();
    } catch (error) {
      response.writeHead(500).end(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  };

import { Problem } from "../problems/problem.ts";
import type { IncomingBytes } from "../types/incoming-file.ts";
import type { Metrics, Way } from "./metrics.ts";

type Counted = Pick<Metrics, "bytesReceived" | "filesReceived">;

/** Counts the bytes of a body while they are read, and what became of the file. */
export const counted = async <T>(
  metrics: Counted,
  way: Way,
  bytes: IncomingBytes,
  work: (bytes: IncomingBytes) => Promise<T>,
): Promise<T> => {
  const { bytesReceived, filesReceived } = metrics;
  try {
    const result = await work(countedBytes(bytes, (length) => bytesReceived.inc({ way }, length)));
    filesReceived.inc({ way, outcome: "accepted" });
    return result;
  } catch (error) {
    filesReceived.inc({ way, outcome: error instanceof Problem ? error.code : "failed" });
    throw error;
  }
};

async function* countedBytes(bytes: IncomingBytes, count: (length: number) => void): IncomingBytes {
  for await (const chunk of bytes) {
    count(chunk.length);
    yield chunk;
  }
}

import { type StatusProblem, status } from "../../core/status.ts";
import { ServiceError } from "../../errors/service-error.ts";
import type { Malote } from "../../types/connection.ts";
import type { StatusView } from "../../types/service.ts";
import { problemSentence, type Reported, reported } from "../errors.ts";
import { EXIT } from "../exit.ts";

/** The most ids of one request. */
const MOST_IDS = 50;

/** The status of each file, or why it cannot be read, a request of 50 after the other. */
export async function* readStatuses(
  malote: Malote,
  ids: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<StatusView | StatusProblem, void> {
  for (let at = 0; at < ids.length; at += MOST_IDS) {
    const some = ids.slice(at, at + MOST_IDS);
    try {
      yield* await status(malote, some, { signal });
    } catch (error) {
      // An id that no file can have makes the service refuse the whole list.
      if (!(error instanceof ServiceError) || error.status !== 400) throw error;
      for (const file_id of some) yield await readOne(malote, file_id, signal);
    }
  }
}

/** Why the status of a file cannot be read. */
export const faultOf = ({ problem: { code = "file-not-found", detail = "" } }: StatusProblem): Reported => ({
  code,
  message: problemSentence(code, detail),
  exit: EXIT.no,
});

const readOne = async (
  malote: Malote,
  file_id: string,
  signal: AbortSignal,
): Promise<StatusView | StatusProblem> => {
  try {
    return await status(malote, file_id, { signal });
  } catch (error) {
    if (!(error instanceof ServiceError) || ![400, 404].includes(error.status)) throw error;
    const { code, message } = reported(error);
    return { file_id, problem: { code, detail: message } };
  }
};

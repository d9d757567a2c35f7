import { setTimeout as delay } from "node:timers/promises";
import { Trouble } from "../../tools/command/trouble.ts";
import { type Api, call } from "./api.ts";

/** Milliseconds. A copy of 512 MiB takes seconds, so this is generous. */
const DEADLINE = 120_000;
const PERIOD = 100;

interface Status {
  status: string;
  details?: string;
}

/**
 * Requests /consult-status until the file is `completed`.
 * @throws Trouble when the file ends in another status, or is not settled within two minutes
 */
export const followStatus = async (
  api: Api,
  fileId: string,
  onStatus: (status: string) => void,
): Promise<void> => {
  const deadline = Date.now() + DEADLINE;
  for (let seen = ""; ; ) {
    const { status, details } = await call<Status>(api, `/consult-status?file_id=${fileId}`);
    if (status !== seen) onStatus(status);
    seen = status;
    if (status === "completed") return;
    if (status === "error" || status === "expired") {
      throw new Trouble(`The file ended as ${status}: ${details ?? "its record has no details."}`);
    }
    if (Date.now() > deadline) {
      throw new Trouble(`The file is still ${status} after ${DEADLINE / 1000} s; the mover is stuck.`);
    }
    await delay(PERIOD);
  }
};

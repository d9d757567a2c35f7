import { setTimeout as pause } from "node:timers/promises";
import { Trouble } from "../tools/command/trouble.ts";
import { unlessInterrupted } from "../tools/command/unless-interrupted.ts";
import type { Api } from "./one-file.ts";
import { describeResponse, request } from "./request.ts";
import { subOf } from "./token.ts";

type Delivery = { file_id: string; response?: string; history: { status?: number; error?: string }[] };

export type WebhookOptions = {
  /** Uploads a file, waits until it is completed, and deletes it. Returns its `file_id`. */
  sendFile: () => Promise<string>;
  /** Ends the test. The webhook is deleted. */
  signal: AbortSignal;
  /** Milliseconds from the completed file to the end of the first attempt. */
  within?: number;
  everyMs?: number;
};

/** The route that receives the webhook. It has no token, so API Gateway refuses it with a 401, and no function runs. */
const RECEIVER = "/upload";

/**
 * Has the deployment send a webhook to its own API, which has an address of the public internet, and refuses it with a 401. The
 * first attempt of the delivery shows that 401. So stream, table, queue, key and connection work, without a receiver.
 * The webhook is for one event type of this account's files, and is deleted. Only operators may do so.
 * @throws Trouble at the first step that fails
 */
export const sendsWebhook = async (
  { url, token }: Api,
  { sendFile, signal, within = 60_000, everyMs = 1000 }: WebhookOptions,
): Promise<void> => {
  const call = async (method: string, path: string, body?: object) => {
    const response = await request(`${url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (response.status >= 300)
      throw new Trouble(`${method} ${path} responded with ${describeResponse(response)}`);
    return response.text === "" ? undefined : JSON.parse(response.text);
  };
  const { webhook_id } = (await call("POST", "/webhooks", {
    url: `${url}${RECEIVER}`,
    event_types: ["file.completed"],
    owner: subOf(token),
    description: "npm run smoke, which deletes it",
  })) as { webhook_id: string };
  const firstAttempt = async (): Promise<Delivery> => {
    const fileId = await sendFile();
    const deadline = Date.now() + within;
    for (;;) {
      const { deliveries } = (await call("GET", `/webhooks/${webhook_id}/deliveries`)) as {
        deliveries: Delivery[];
      };
      const ofFile = deliveries.find(({ file_id }) => file_id === fileId);
      if (ofFile && ofFile.history.length > 0) return ofFile;
      if (Date.now() > deadline) throw new Trouble(ofFile ? NOT_SENT : NO_DELIVERY);
      await pause(everyMs, undefined, { signal });
    }
  };
  try {
    const { history, response = "" } = await unlessInterrupted(signal, firstAttempt());
    const [{ status, error } = {}] = history;
    if (status === 401) return;
    const came = status === undefined ? `got no response: ${error}` : `responded ${status}: ${response}`;
    throw new Trouble(
      `The webhook was sent to POST ${RECEIVER} without a token, which should respond with a 401, but ${came}`,
    );
  } finally {
    await call("DELETE", `/webhooks/${webhook_id}`);
  }
};

const NO_DELIVERY = `The completed file has no delivery: does the function WebhookFanout read the table's stream? See docs/operations.md,
"Events are late or missing".`;
const NOT_SENT = `The delivery was not tried: see the log of the function WebhookDeliver, and docs/operations.md, "A webhook fails".`;

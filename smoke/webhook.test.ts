import { afterEach, expect, test, vi } from "vitest";
import { sendsWebhook } from "./webhook.ts";

const OWNER = "5f0e8a52-70c1-7051-3a4b-9c8d7e6f5a4b";
const TOKEN = `h.${Buffer.from(JSON.stringify({ sub: OWNER })).toString("base64url")}.s`;
const API = "https://api.example.com/dev";
type History = { status?: number; error?: string }[];

/** A service whose deliveries pass through these histories; `undefined` is no delivery. */
const aService = (histories: (History | undefined)[]) => {
  const calls: string[] = [];
  const bodies: unknown[] = [];
  vi.stubGlobal("fetch", async (url: string, { method = "GET", body }: RequestInit = {}) => {
    calls.push(`${method} ${url.replace(API, "")}`);
    if (method === "POST") bodies.push(JSON.parse(String(body)));
    if (method === "POST") return Response.json({ webhook_id: "w", secret: "s" }, { status: 201 });
    if (method === "DELETE") return new Response(null, { status: 204 });
    const history = histories.length > 1 ? histories.shift() : histories[0];
    return Response.json({ deliveries: history ? [{ file_id: "f", history, response: "no" }] : [] });
  });
  const controller = new AbortController();
  const run = (within = 5000) =>
    sendsWebhook(
      { url: API, token: TOKEN },
      { sendFile: async () => "f", signal: controller.signal, within, everyMs: 1 },
    );
  return { calls, bodies, controller, run };
};

afterEach(() => {
  vi.unstubAllGlobals();
});

test("the deployment's own API refuses the webhook with a 401, and the webhook is deleted", async () => {
  const { calls, bodies, run } = aService([undefined, [], [{ status: 401 }]]);
  await run();
  expect(bodies).toMatchObject([{ url: `${API}/upload`, event_types: ["file.completed"], owner: OWNER }]);
  const look = "GET /webhooks/w/deliveries";
  expect(calls).toEqual(["POST /webhooks", look, look, look, "DELETE /webhooks/w"]);
});

test.each([
  [[{ status: 200 }], /respond with a 401, but responded 200: no/],
  [[{ error: "No response within 10 s." }], /got no response: No response within 10 s\./],
  [undefined, /^The completed file has no delivery/],
  [[], /^The delivery was not tried/],
])("with the attempts %j it fails, and the webhook is deleted", async (history, message) => {
  const { calls, run } = aService([history]);
  await expect(run(0)).rejects.toMatchObject({ message: expect.stringMatching(message) });
  expect(calls.at(-1)).toBe("DELETE /webhooks/w");
});

test("an interruption deletes the webhook", async () => {
  const { calls, controller, run } = aService([undefined]);
  const ended = run(60_000);
  setTimeout(() => controller.abort(new Error("Interrupted.")), 10);
  await expect(ended).rejects.toThrow("Interrupted.");
  expect(calls).toContain("DELETE /webhooks/w");
});

import {
  DeliveryNotFound,
  DeliveryView,
  MAX_ENDPOINTS,
  TooManyWebhooks,
  WebhookChanged,
  WebhookDisabled,
  WebhookList,
  WebhookNotFound,
  WebhookView,
  WebhookWithSecret,
} from "@malote/core/webhooks";
import { Webhook } from "standardwebhooks";
import { is } from "valibot";
import { beforeEach, describe, expect, test } from "vitest";
import { aSteppingClock, NOW, OWNER } from "#testing/builders.ts";
import { fakeQueue, fakeSecrets, fakeTables } from "#testing/fake-webhooks.ts";
import { aDelivery, anEndpoint, DELIVERY_ID, WEBHOOK_ID } from "#testing/webhooks.ts";
import { changeWebhook } from "./change-webhook.ts";
import { createWebhook } from "./create-webhook.ts";
import { deleteWebhook } from "./delete-webhook.ts";
import { listDeliveries } from "./list-deliveries.ts";
import { listWebhooks } from "./list-webhooks.ts";
import { redeliver } from "./redeliver.ts";
import { rotateSecret } from "./rotate-secret.ts";
import { showWebhook } from "./show-webhook.ts";

const setUp = () => {
  const tables = fakeTables();
  const time = aSteppingClock();
  return { ...tables, ...fakeQueue(), secrets: fakeSecrets, clock: time.clock, pass: time.pass };
};
let ports: ReturnType<typeof setUp>;
const reference = { webhook_id: WEBHOOK_ID };
const stored = (id = WEBHOOK_ID) => ports.stored.endpoints.get(id);

beforeEach(() => {
  ports = setUp();
});

describe("POST /webhooks", () => {
  test("returns a secret of Standard Webhooks once, which is stored encrypted for this endpoint only", async () => {
    const request = {
      url: "https://hooks.example.com/",
      event_types: ["file.completed" as const],
      owner: OWNER,
    };
    const view = await createWebhook(ports)(request);

    expect(is(WebhookWithSecret, view)).toBe(true);
    expect(view).toMatchObject({ ...request, state: "active", created_at: NOW });
    expect(() => new Webhook(view.secret)).not.toThrow();
    expect(Buffer.from(view.secret.slice(6), "base64")).toHaveLength(32);
    const { secrets = [] } = stored(view.webhook_id) ?? {};
    expect(secrets).toEqual([{ ciphertext: `${view.webhook_id} ${view.secret}`, created_at: NOW }]);
    const shown = [await showWebhook(ports)({ webhook_id: view.webhook_id }), await listWebhooks(ports)()];
    expect(JSON.stringify(shown)).not.toContain(view.secret);
    expect(JSON.stringify(shown)).not.toContain("ciphertext");
  });

  test("keeps each event type once, and all of them if there is none", async () => {
    const url = "https://hooks.example.com/";
    const twice = await createWebhook(ports)({ url, event_types: ["file.error", "file.error"] });
    expect([twice.event_types, (await createWebhook(ports)({ url })).event_types]).toEqual([
      ["file.error"],
      [],
    ]);
  });

  test(`refuses more than ${MAX_ENDPOINTS}`, async () => {
    for (let i = 0; i < MAX_ENDPOINTS; i++)
      await ports.endpoints.create(anEndpoint({ webhook_id: `endpoint-${i}` }));
    await expect(createWebhook(ports)({ url: "https://hooks.example.com/" })).rejects.toThrow(
      TooManyWebhooks,
    );
  });
});

describe("GET /webhooks", () => {
  test("lists the oldest first", async () => {
    await ports.endpoints.create(
      anEndpoint({ webhook_id: WEBHOOK_ID, created_at: "2026-11-22T00:00:00.000Z" }),
    );
    await ports.endpoints.create(anEndpoint({ webhook_id: OWNER }));
    const list = await listWebhooks(ports)();
    expect(is(WebhookList, list)).toBe(true);
    expect(list.webhooks.map(({ webhook_id }) => webhook_id)).toEqual([OWNER, WEBHOOK_ID]);
  });
});

describe("PATCH /webhooks/{webhook_id}", () => {
  test("changes what it has, and nothing else", async () => {
    await ports.endpoints.create(anEndpoint({ description: "orders", owner: OWNER }));
    const view = await changeWebhook(ports)({ ...reference, url: "https://new.example.com/" });
    expect(is(WebhookView, view)).toBe(true);
    expect(stored()).toEqual(
      anEndpoint({ description: "orders", owner: OWNER, url: "https://new.example.com/", version: 2 }),
    );
  });

  test("disables and enables, and ends failing", async () => {
    await ports.endpoints.create(
      anEndpoint({ state: "failing", state_reason: "The receiver responded 500." }),
    );
    ports.pass(60);
    expect(await changeWebhook(ports)({ ...reference, state: "disabled" })).toMatchObject({
      state: "disabled",
      state_reason: "An operator disabled it.",
      state_since: "2026-11-21T12:01:00.000Z",
    });
    const view = await changeWebhook(ports)({ ...reference, state: "active" });
    expect(view.state).toBe("active");
    expect(view).not.toHaveProperty("state_reason");
  });

  test("does not overwrite a change that came first", async () => {
    await ports.endpoints.create(anEndpoint());
    const endpoints = { ...ports.endpoints, get: async () => anEndpoint({ version: 0 }) };
    await expect(changeWebhook({ ...ports, endpoints })({ ...reference })).rejects.toThrow(WebhookChanged);
  });
});

describe("POST /webhooks/{webhook_id}/rotate-secret", () => {
  test("returns a new secret, and the old one signs for another day", async () => {
    await ports.endpoints.create(anEndpoint());
    const view = await rotateSecret(ports)(reference);
    expect(is(WebhookWithSecret, view)).toBe(true);
    const until = "2026-11-22T12:00:00.000Z";
    expect(view.old_secret_until).toBe(until);
    expect(stored()?.secrets).toEqual([
      { ciphertext: `${WEBHOOK_ID} ${view.secret}`, created_at: NOW },
      { ciphertext: "secret-1", created_at: NOW, expires_at: until },
    ]);
    ports.pass(24 * 3600);
    expect(await showWebhook(ports)(reference)).not.toHaveProperty("old_secret_until");
  });

  test("ends a secret that was on its way out: two are valid at the most", async () => {
    await ports.endpoints.create(anEndpoint());
    await rotateSecret(ports)(reference);
    const [first] = stored()?.secrets ?? [];
    await rotateSecret(ports)(reference);
    expect(stored()?.secrets).toHaveLength(2);
    expect(stored()?.secrets[1]?.ciphertext).toBe(first?.ciphertext);
  });
});

describe("GET /webhooks/{webhook_id}/deliveries", () => {
  test("returns the outcomes page by page, the newest first, without bodies", async () => {
    await ports.endpoints.create(anEndpoint());
    const ids = [1, 2, 3].map((i) => `msg_00000000${i}_AAAAAAAAAAAAAAAAAAAAAA`);
    for (const delivery_id of ids)
      await ports.deliveries.create(
        aDelivery({
          delivery_id,
          body: "the body",
          history: [{ at: NOW, ms: 12, status: 500 }],
          response: "broken",
        }),
      );

    const first = await listDeliveries(ports)({ ...reference, limit: "2" });
    const cursor = first.next_cursor ?? "";
    const second = await listDeliveries(ports)({ ...reference, limit: "2", cursor });

    expect([...first.deliveries, ...second.deliveries].map(({ delivery_id }) => delivery_id)).toEqual(
      ids.toReversed(),
    );
    expect(second).not.toHaveProperty("next_cursor");
    for (const view of first.deliveries) expect(is(DeliveryView, view)).toBe(true);
    expect(first.deliveries[0]).toMatchObject({ history: [{ status: 500 }], response: "broken" });
    expect(JSON.stringify(first)).not.toMatch(/the body|version|due|purge/);
  });
});

describe("POST /webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver", () => {
  const which = { ...reference, delivery_id: DELIVERY_ID };

  test.each([
    "delivered",
    "failed",
    "cancelled",
    "waiting",
  ] as const)("sends one that is %s with all of its attempts", async (state) => {
    await ports.endpoints.create(anEndpoint());
    await ports.deliveries.create(aDelivery({ state, attempts: 7, version: 15 }));
    ports.pass(3600);

    const view = await redeliver(ports)(which);

    expect(view).toMatchObject({ delivery_id: DELIVERY_ID, state: "waiting", attempts: 0 });
    expect(ports.sent).toEqual([{ message: { ...which, version: 16 }, delaySeconds: 0 }]);
    expect(ports.stored.deliveries.get(`${WEBHOOK_ID} ${DELIVERY_ID}`)).toMatchObject({
      version: 16,
      // If the message is lost, the sweep sends it.
      due_at: "2026-11-21T13:15:00.000Z",
      purge_at: Date.parse(NOW) / 1000 + 3600 + 7 * 86_400,
    });
  });

  test("refuses what is not there, and an endpoint that is disabled", async () => {
    await expect(redeliver(ports)(which)).rejects.toThrow(WebhookNotFound);
    await ports.endpoints.create(anEndpoint());
    await expect(redeliver(ports)(which)).rejects.toThrow(DeliveryNotFound);
    await ports.endpoints.create(anEndpoint({ state: "disabled" }));
    await expect(redeliver(ports)(which)).rejects.toThrow(WebhookDisabled);
  });
});

test("DELETE /webhooks/{webhook_id} removes the endpoint with its secrets", async () => {
  await ports.endpoints.create(anEndpoint());
  await deleteWebhook(ports)(reference);
  expect(stored()).toBeUndefined();
});

test("each call for an endpoint that is not there is a 404", async () => {
  const calls = [showWebhook, changeWebhook, rotateSecret, listDeliveries, deleteWebhook] as const;
  for (const call of calls) await expect(call(ports)(reference)).rejects.toThrow(WebhookNotFound);
});

import { secondsAfter } from "@malote/core";
import { type Delivery, type Endpoint, RETRY_DELAYS } from "@malote/core/webhooks";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { NOW } from "#testing/builders.ts";
import { fakeQueue, fakeSecrets, fakeTables } from "#testing/fake-webhooks.ts";
import { aDelivery, anEndpoint, DELIVERY_ID, WEBHOOK_ID } from "#testing/webhooks.ts";
import { deliver } from "./deliver.ts";
import type { Answer } from "./post.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OLD_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const MESSAGE = { webhook_id: WEBHOOK_ID, delivery_id: DELIVERY_ID, version: 1 };

const setUp = async (
  answers: Answer[] = [{ status: 204, response: "" }],
  { endpoint = {}, delivery = {} }: { endpoint?: Partial<Endpoint>; delivery?: Partial<Delivery> } = {},
) => {
  const tables = fakeTables();
  const queue = fakeQueue();
  const posted: [url: string, headers: Record<string, string>, body: string][] = [];
  const secrets = [{ ciphertext: await fakeSecrets.encrypt(WEBHOOK_ID, SECRET), created_at: NOW }];
  await tables.endpoints.create(anEndpoint({ secrets, ...endpoint }));
  await tables.deliveries.create(aDelivery(delivery));
  const ports = {
    ...tables,
    ...queue,
    secrets: fakeSecrets,
    clock: () => new Date(NOW),
    post: async (...call: (typeof posted)[number]) => {
      posted.push(call);
      return answers.shift() ?? { error: "No response within 10 s." };
    },
  };
  return {
    ...queue,
    posted,
    ports,
    run: (message = MESSAGE) => deliver(ports)(message),
    delivery: () => tables.deliveries.get(WEBHOOK_ID, DELIVERY_ID),
    endpoint: () => tables.endpoints.get(WEBHOOK_ID),
  };
};

describe("an attempt", () => {
  test("sends the body, signed by Standard Webhooks, with the id of the delivery", async () => {
    const { run, posted } = await setUp();

    await expect(run()).resolves.toBe("delivered");

    const [[url, headers, body] = ["", {}, ""]] = posted;
    expect(url).toBe("https://hooks.example.com/malote");
    expect(headers["webhook-id"]).toBe(DELIVERY_ID);
    expect(headers["webhook-timestamp"]).toBe(String(Date.parse(NOW) / 1000));
    // The library refuses a time of more than five minutes from now, and the clock of this test is fixed.
    const signature = new Webhook(SECRET).sign(DELIVERY_ID, new Date(NOW), body);
    expect(headers["webhook-signature"]).toBe(signature);
  });

  test("has a signature of each valid secret, and none of one that expired", async () => {
    const ciphertexts = await Promise.all(
      [SECRET, OLD_SECRET, "whsec_AAAA"].map((secret) => fakeSecrets.encrypt(WEBHOOK_ID, secret)),
    );
    const secrets = ciphertexts.map((ciphertext, i) => ({
      ciphertext,
      created_at: NOW,
      ...(i > 0 && { expires_at: secondsAfter(NOW, i === 1 ? 1 : 0) }),
    }));
    const { run, posted } = await setUp(undefined, { endpoint: { secrets } });

    await run();

    const signed = (secret: string) => new Webhook(secret).sign(DELIVERY_ID, new Date(NOW), "{}");
    expect(posted[0]?.[1]["webhook-signature"]).toBe(`${signed(SECRET)} ${signed(OLD_SECRET)}`);
  });

  test.each([
    200, 204, 299,
  ])("with the status %i ends the delivery, and the endpoint is active again", async (status) => {
    const { run, delivery, endpoint, sent } = await setUp([{ status, response: "ok" }], {
      endpoint: { state: "failing", state_reason: "The receiver responded 500." },
    });

    await run();

    expect(await delivery()).toMatchObject({ state: "delivered", response: "ok", history: [{ status }] });
    expect(await delivery()).not.toHaveProperty("due_at");
    expect(await delivery()).not.toHaveProperty("next_attempt_at");
    expect(await endpoint()).toMatchObject({ state: "active", version: 2 });
    expect(await endpoint()).not.toHaveProperty("state_reason");
    expect(sent).toEqual([]);
  });

  test.each([
    [{ status: 500, response: "broken" }, { status: 500 }],
    [{ status: 301, response: "" }, { status: 301 }],
    [{ error: "No response within 10 s." }, { error: "No response within 10 s." }],
  ])("with %j is repeated", async (answer, remembered) => {
    const { run, delivery, endpoint, sent } = await setUp([answer]);

    await expect(run()).resolves.toBe("retried");

    expect(await delivery()).toMatchObject({
      state: "waiting",
      attempts: 1,
      next_attempt_at: secondsAfter(NOW, 5),
      history: [{ at: NOW, ms: 0, ...remembered }],
    });
    expect(sent).toEqual([{ message: { ...MESSAGE, version: 3 }, delaySeconds: 5 }]);
    expect((await endpoint())?.state).toBe("active");
  });

  test("waits as the schedule has it: by the queue up to 15 minutes, by the sweep beyond", async () => {
    const waits: [seconds: number, by: string][] = [];
    for (let attempts = 0; attempts < RETRY_DELAYS.length - 1; attempts++) {
      const { run, delivery, sent } = await setUp([], { delivery: { attempts } });
      await run();
      const { next_attempt_at = "", due_at = "" } = (await delivery()) ?? {};
      const seconds = (Date.parse(next_attempt_at) - Date.parse(NOW)) / 1000;
      const due = (Date.parse(due_at) - Date.parse(NOW)) / 1000;
      waits.push([seconds, sent.length > 0 ? "queue" : "sweep"]);
      expect(sent.map(({ delaySeconds }) => delaySeconds)).toEqual(seconds <= 900 ? [seconds] : []);
      // A message that was sent is looked for only long after it should have come.
      expect(due).toBe(seconds <= 900 ? seconds + 900 : seconds);
    }
    expect(waits).toEqual([
      [5, "queue"],
      [300, "queue"],
      [1800, "sweep"],
      [7200, "sweep"],
      [18_000, "sweep"],
      [36_000, "sweep"],
    ]);
  });

  test("that is the last one ends in a dead letter, and the endpoint is failing", async () => {
    const { run, delivery, endpoint, dead, sent } = await setUp([{ status: 503, response: "" }], {
      delivery: { attempts: 6 },
    });

    await expect(run()).resolves.toBe("given-up");

    expect(await delivery()).toMatchObject({ state: "failed", attempts: 7, version: 3 });
    expect(await delivery()).not.toHaveProperty("due_at");
    expect(await endpoint()).toMatchObject({ state: "failing", state_reason: "The receiver responded 503." });
    expect(dead).toEqual([{ ...MESSAGE, version: 3 }]);
    expect(sent).toEqual([]);
  });

  test("of a dead letter that is moved back to the queue is one more", async () => {
    const { run, posted, delivery } = await setUp(undefined, {
      delivery: { attempts: 7, state: "failed", version: 9 },
    });
    await expect(run({ ...MESSAGE, version: 9 })).resolves.toBe("delivered");
    expect(posted).toHaveLength(1);
    expect((await delivery())?.state).toBe("delivered");
  });

  test("with a 410 disables the endpoint at once", async () => {
    const { run, delivery, endpoint, dead, sent } = await setUp([{ status: 410, response: "gone" }]);

    await expect(run()).resolves.toBe("gone");

    expect(await endpoint()).toMatchObject({
      state: "disabled",
      state_reason: "The receiver responded 410, which ends it.",
    });
    expect((await delivery())?.state).toBe("failed");
    expect([dead, sent]).toEqual([[], []]);
  });

  test("with a 410 keeps what an operator changes at the same time", async () => {
    const { run, ports, endpoint } = await setUp([{ status: 410, response: "" }]);
    const { post } = ports;
    ports.post = async (...call) => {
      const before = anEndpoint();
      await ports.endpoints.save(before, { ...before, url: "https://new.example.com/", version: 2 });
      return post(...call);
    };
    await run();
    expect(await endpoint()).toMatchObject({
      url: "https://new.example.com/",
      state: "disabled",
      version: 3,
    });
  });
});

describe("no attempt is made", () => {
  test.each([
    ["is of another version", { version: 2 }],
    ["is of a delivery that is gone", { delivery_id: "msg_0mi8ub8w0_BBBBBBBBBBBBBBBBBBBBBB" }],
  ])("if the message %s", async (_, other) => {
    const { run, posted } = await setUp();
    await expect(run({ ...MESSAGE, ...other })).resolves.toBe("out-of-date");
    expect(posted).toEqual([]);
  });

  test("twice, if a message comes twice at the same time", async () => {
    const { run, posted } = await setUp();
    const outcomes = await Promise.all([run(), run()]);
    expect(outcomes.toSorted()).toEqual(["delivered", "out-of-date"]);
    expect(posted).toHaveLength(1);
  });

  test.each(["disabled", "deleted"])("for an endpoint that is %s: the delivery is cancelled", async (how) => {
    const { run, ports, posted, delivery } = await setUp(undefined, {
      endpoint: how === "disabled" ? { state: "disabled" } : {},
    });
    if (how === "deleted") await ports.endpoints.delete(WEBHOOK_ID, NOW);
    await expect(run()).resolves.toBe("cancelled");
    expect(posted).toEqual([]);
    expect((await delivery())?.state).toBe("cancelled");
  });

  test("and none is used up, while KMS is away", async () => {
    const { run, ports, posted, delivery } = await setUp();
    ports.secrets = { ...fakeSecrets, decrypt: () => Promise.reject(new Error("KMSInternalException")) };
    await expect(run()).rejects.toThrow("KMSInternalException");
    expect(posted).toEqual([]);
    expect(await delivery()).toMatchObject({ attempts: 0, version: 1 });
  });

  test("after the seventh, if the function was cut off in it: the delivery is given up", async () => {
    const { run, posted, delivery, endpoint, dead } = await setUp(undefined, {
      delivery: { attempts: 7, due_shard: "0", due_at: NOW },
    });
    await expect(run()).resolves.toBe("given-up");
    expect(posted).toEqual([]);
    expect((await delivery())?.state).toBe("failed");
    expect((await endpoint())?.state).toBe("failing");
    expect(dead).toEqual([{ ...MESSAGE, version: 2 }]);
  });
});

test("an attempt that was cut off is counted, and the sweep finds the delivery a quarter of an hour later", async () => {
  const { run, ports, delivery } = await setUp();
  ports.post = () => Promise.reject(new Error("killed"));
  await expect(run()).rejects.toThrow("killed");
  expect(await delivery()).toMatchObject({ attempts: 1, state: "waiting", due_at: secondsAfter(NOW, 900) });
});

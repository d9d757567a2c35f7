import { expect, test } from "vitest";
import { type Change, publishesChanges } from "./events.ts";
import type { RuleOptions } from "./temporary-rule.ts";

const OWNER = "5f0e8a52-70c1-7051-3a4b-9c8d7e6f5a4b";
const token = `h.${Buffer.from(JSON.stringify({ sub: OWNER })).toString("base64url")}.s`;
const STATUSES = ["pending", "uploaded", "processing", "completed", "deleted"];

const changesOf = (fileId: string): Change[] =>
  STATUSES.map((status, i) => ({
    id: `${fileId}:${i + 1}:${status}`,
    version: i + 1,
    file_id: fileId,
    status,
  }));

/** A bus whose rule receives `arrive` of the changes of the files that were sent so far. */
const aBus = (arrive: (change: Change) => boolean | undefined) => {
  const opened: RuleOptions[] = [];
  const removed: string[] = [];
  const sent: string[] = [];
  const controller = new AbortController();
  const run = (within = 5) =>
    publishesChanges(
      { token },
      {
        bus: "malote-prod",
        open: async (options) => {
          opened.push(options);
          return {
            async received() {
              await new Promise(setImmediate);
              const details = sent.flatMap(changesOf).filter(arrive);
              return details.map((detail) => ({
                source: "malote",
                "detail-type": "FileStatusChanged",
                time: "",
                detail,
              }));
            },
            remove: async () => void removed.push(options.name),
          };
        },
        sendFile: async () => {
          const fileId = `file-${sent.length + 1}`;
          sent.push(fileId);
          return fileId;
        },
        signal: controller.signal,
        within,
        eachWithin: 5,
      },
    );
  return { run, opened, removed, sent, controller };
};

test("all changes of the file arrive by a rule for this account's files, which is removed", async () => {
  const { run, opened, removed, sent } = aBus(() => true);
  await run();
  expect(opened).toEqual([
    {
      name: expect.stringMatching(/^malote-smoke-[0-9a-f-]{36}$/),
      bus: "malote-prod",
      pattern: {
        source: ["malote"],
        "detail-type": ["FileStatusChanged"],
        detail: { owner: [OWNER] },
      },
    },
  ]);
  expect(removed).toEqual([opened[0]?.name]);
  expect(sent).toHaveLength(1);
});

test("a rule that matches late gets the changes of another file", async () => {
  const { run, sent } = aBus(({ file_id, status }) => file_id !== "file-1" || status === "deleted");
  await run(1000);
  expect(sent).toHaveLength(2);
});

test.each([
  ["none", () => false, /^No event of the file came to the bus malote-prod\. Is PublishStatusEvents=true/],
  [
    "some",
    ({ status }: Change) => status !== "completed",
    /^These events of the file did not come: completed\./,
  ],
])("if %s arrive, it says what to look at, and the rule is removed", async (_, arrive, message) => {
  const { run, removed } = aBus(arrive);
  await expect(run()).rejects.toMatchObject({ message: expect.stringMatching(message) });
  expect(removed).toHaveLength(1);
});

test("an event with another id is a failure", async () => {
  const { run } = aBus((change) => {
    change.id = "another";
    return true;
  });
  await expect(run()).rejects.toThrow(/has the id another/);
});

test("an interruption removes the rule", async () => {
  const { run, removed, controller } = aBus(() => false);
  const ended = run(60_000);
  setTimeout(() => controller.abort(new Error("Interrupted.")), 10);
  await expect(ended).rejects.toThrow("Interrupted.");
  expect(removed).toHaveLength(1);
});

import { FileDeleted, type FileRecord, fileIdFor, type UploadRequest } from "@malote/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aCaller, aSteppingClock, OWNER } from "#testing/builders.ts";
import { fakeFiles } from "#testing/fake-files.ts";
import { NO_PLANS, PLANS } from "#testing/plans.ts";
import { aRequestedUpload } from "#testing/rules.ts";
import { requestUploads } from "../../functions/upload-many/request-uploads.ts";
import { requestUpload } from "../../layers/core/src/steps/request-upload.ts";

// A client sends POST /uploads twice at the same time, because it got no response in time.

const KEY = "offline-queue-1";

/** A table whose calls wait until the test lets one of them continue. */
const prepare = () => {
  const files = fakeFiles();
  const time = aSteppingClock();
  const waiting: (() => void)[] = [];
  const inTurn = async <T>(call: () => Promise<T>): Promise<T> => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return call();
  };
  const announce = requestUpload({
    files: {
      create: (file) => inTurn(() => files.create(file)),
      save: (before, after) => inTurn(() => files.save(before, after)),
    },
    storage: {
      ...NO_PLANS,
      presignPost: async ({ key_path }) => ({ url: "https://b.example/", fields: { key: key_path } }),
    },
    expirySeconds: 900,
    plans: PLANS,
    clock: time.clock,
  });
  const run = requestUploads({
    readEntry: (raw) => aRequestedUpload(raw as Partial<UploadRequest>),
    announce,
  });
  const uploads = async (entries: unknown[], key = KEY) => {
    const outcomes = await run({ files: entries }, aCaller(), { "idempotency-key": key });
    return outcomes.map((entry) => {
      if ("thrown" in entry) return (entry.thrown as Error).constructor.name;
      return "form" in entry.outcome ? entry.outcome.form.file_id : entry.outcome.known.status;
    });
  };
  const upload = async (members: Partial<UploadRequest> = {}) => {
    const outcome = await announce(aRequestedUpload(members), aCaller(), { "idempotency-key": KEY });
    return "form" in outcome ? outcome.form.file_id : outcome.known.status;
  };
  /** Lets the waiting calls continue one by one, each time the one that `choose` picks, until all work is done. */
  const untilDone = async <T>(work: Promise<T>, choose: (waiting: number) => number): Promise<T> => {
    let done = false;
    const finished = work.finally(() => {
      done = true;
    });
    while (!done) {
      await new Promise((resolve) => setImmediate(resolve));
      const [next] = waiting.splice(waiting.length > 0 ? choose(waiting.length) : 0, 1);
      next?.();
    }
    return finished;
  };
  return { uploads, upload, untilDone, files, time };
};

/** Any order of the calls, and always the same for the same numbers. */
const anyOrder = fc.array(fc.nat(1000), { minLength: 1, maxLength: 40 });
const chooser = (numbers: readonly number[]) => {
  let at = 0;
  return (waiting: number) => (numbers[at++ % numbers.length] ?? 0) % waiting;
};

describe("the same POST /uploads twice at the same time", () => {
  it("creates each file once, in any order of the writes, and both responses have the same files", () =>
    fc.assert(
      fc.asyncProperty(anyOrder, async (order) => {
        const { uploads, untilDone, files } = prepare();
        const entries = [{ len: 1 }, { len: 2 }, {}, {}];

        const [first, second] = await untilDone(
          Promise.all([uploads(entries), uploads(entries)]),
          chooser(order),
        );

        expect(first).toEqual(entries.map((_, index) => fileIdFor(OWNER, OWNER, KEY, index)));
        expect(second).toEqual(first);
        expect(files.table.size).toBe(entries.length);
        expect([...files.table.values()].every(({ version }) => version === 1)).toBe(true);
      }),
    ));

  it("with another body at one place: that entry is one of the two bodies, and a conflict in the other response", () =>
    fc.assert(
      fc.asyncProperty(anyOrder, async (order) => {
        const { uploads, untilDone, files } = prepare();

        const responses = await untilDone(
          Promise.all([uploads([{ len: 1 }, { len: 2 }]), uploads([{ len: 1 }, { len: 3 }])]),
          chooser(order),
        );

        const id = fileIdFor(OWNER, OWNER, KEY, 1);
        expect(responses.map(([, entry]) => entry).toSorted()).toEqual(
          [id, "IdempotencyConflict"].toSorted(),
        );
        expect(files.table.get(id)?.len).toBe(responses[0]?.[1] === id ? 2 : 3);
        expect(new Set(responses.map(([entry]) => entry)).size).toBe(1);
      }),
    ));

  it("and a POST /upload with the same key makes a file more, never one of theirs", () =>
    fc.assert(
      fc.asyncProperty(anyOrder, async (order) => {
        const { uploads, upload, untilDone, files } = prepare();

        const [entries, single] = await untilDone(
          Promise.all([uploads([{}, {}]), upload(), upload()]),
          chooser(order),
        );

        expect(entries).not.toContain(single);
        expect(files.table.size).toBe(3);
      }),
    ));

  it("after the forms have expired renews each form once", () =>
    fc.assert(
      fc.asyncProperty(anyOrder, async (order) => {
        const { uploads, untilDone, files, time } = prepare();
        const first = await untilDone(uploads([{}, {}]), () => 0);
        time.pass(901);

        const again = await untilDone(Promise.all([uploads([{}, {}]), uploads([{}, {}])]), chooser(order));

        expect(again).toEqual([first, first]);
        expect([...files.table.values()].map(({ version }) => version)).toEqual([2, 2]);
      }),
    ));

  it("while one of its files is deleted: that entry is a file or FileDeleted, and the others are as before", async () => {
    const { uploads, untilDone, files } = prepare();
    const [, kept] = await untilDone(uploads([{}, {}]), () => 0);
    const id = fileIdFor(OWNER, OWNER, KEY, 0);
    files.table.set(id, { ...(files.table.get(id) as FileRecord), status: "deleted", version: 2 });

    const again = await untilDone(uploads([{}, {}]), () => 0);

    expect(again).toEqual([FileDeleted.name, kept]);
  });
});

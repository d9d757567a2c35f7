import { describe, expect, it } from "vitest";
import { aMoveMessage, anS3Event, anSqsRecord, BUCKET } from "#testing/mover/builders.ts";
import { readArrivals } from "./arrival.ts";
import { repeatedEvents } from "./repeated-events.ts";

type Event = { sequencer?: string; receiveCount?: number; key?: string };

/** The message ids of the events that are left out, and of those that stand for others. Ids are 0, 1, 2 … */
const judge = (...events: (Event | string)[]) => {
  const batch = events.map((event, i) => {
    const { receiveCount = 1, ...object } = typeof event === "string" ? {} : event;
    // JSON leaves out what is undefined.
    const body = typeof event === "string" ? event : anS3Event({ ...object });
    return anSqsRecord({ body, messageId: String(i), receiveCount });
  });
  const { isRepeated, hasRepeats } = repeatedEvents(batch, BUCKET);
  const arrivals = batch
    .filter((_, i) => events[i] !== "not JSON")
    .flatMap((record) => readArrivals(record, BUCKET).arrivals);
  const idsOf = (chosen: typeof isRepeated) => arrivals.filter(chosen).map(({ message_id }) => message_id);
  return { repeated: idsOf(isRepeated), standing: idsOf((one) => !isRepeated(one) && hasRepeats(one)) };
};

describe("the events of a batch", () => {
  it.each<[string, Event[], { repeated: string[]; standing: string[] }]>([
    ["one event", [{ sequencer: "A" }], { repeated: [], standing: [] }],
    ["two writes", [{ sequencer: "A" }, { sequencer: "B" }], { repeated: ["0"], standing: ["1"] }],
    [
      "two writes in another order",
      [{ sequencer: "B" }, { sequencer: "A" }],
      { repeated: ["1"], standing: ["0"] },
    ],
    [
      "sequencers of two lengths",
      [{ sequencer: "100" }, { sequencer: "FF" }],
      { repeated: ["1"], standing: ["0"] },
    ],
    [
      "one write, as two messages",
      [{ sequencer: "A" }, { sequencer: "A" }],
      { repeated: ["0"], standing: [] },
    ],
    [
      "two files",
      [{ sequencer: "A" }, { sequencer: "B", key: "temp/1c1e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b.jpg" }],
      { repeated: [], standing: [] },
    ],
    [
      "an event that is delivered again, whose lease may hold the file",
      [{ sequencer: "A", receiveCount: 2 }, { sequencer: "B" }],
      { repeated: [], standing: [] },
    ],
    [
      "the last write, delivered again",
      [{ sequencer: "A" }, { sequencer: "B", receiveCount: 2 }],
      { repeated: [], standing: [] },
    ],
  ])("%s", (_, events, expected) => {
    expect(judge(...events)).toEqual(expected);
  });

  it("are handled beside a move message of the same file", () => {
    expect(judge({ sequencer: "A" }, aMoveMessage(), { sequencer: "B" })).toEqual({
      repeated: ["0"],
      standing: ["2"],
    });
  });

  it("are found beside a message that nobody can read", () => {
    expect(judge("not JSON", { sequencer: "A" }, { sequencer: "B" })).toEqual({
      repeated: ["1"],
      standing: ["2"],
    });
  });
});

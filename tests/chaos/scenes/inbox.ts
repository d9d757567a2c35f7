import { timeFor } from "#testing/mover/time-left.ts";
import { handleInbox, sendToInbox, writeToInbox } from "../world/inbox.ts";
import { LARGE } from "./moves.ts";
import type { Scene } from "./scene.ts";

const SMALL = Buffer.from("the bytes of a report");

export const FROM_INBOX: Scene = {
  name: "an object of inbox/",
  async set(world) {
    const { file, event } = await writeToInbox(world, "file", SMALL);
    await sendToInbox(world, event);
    return {
      act: (invoked) => handleInbox(world, invoked),
      fates: [{ file, status: "completed" }],
    };
  },
};

export const FROM_INBOX_IN_PARTS: Scene = {
  name: "an object of inbox/ copied in parts",
  async set(world) {
    const { file, event } = await writeToInbox(world, "file", LARGE);
    await sendToInbox(world, event);
    return {
      act: (invoked) => handleInbox(world, invoked),
      fates: [{ file, status: "completed" }],
    };
  },
};

export const FROM_INBOX_CONTINUED: Scene = {
  name: "an object of inbox/ that takes two invocations",
  async set(world) {
    const { file, event } = await writeToInbox(world, "file", LARGE);
    await sendToInbox(world, event);
    return {
      act: (invoked) => handleInbox(world, invoked, timeFor(0)),
      fates: [{ file, status: "completed" }],
    };
  },
};

/** The scenes of the function of inbox/. Every call that it can make is in at least one of them. */
export const INBOXES: Scene[] = [
  FROM_INBOX,
  FROM_INBOX_IN_PARTS,
  FROM_INBOX_CONTINUED,
  {
    name: "an object of inbox/ whose event comes three times",
    async set(world) {
      const { file, event } = await writeToInbox(world, "file", SMALL);
      // One message with three records, because three messages at once have no order.
      const { Records } = JSON.parse(event);
      await sendToInbox(world, JSON.stringify({ Records: [...Records, ...Records, ...Records] }));
      return {
        act: (invoked) => handleInbox(world, invoked),
        fates: [{ file, status: "completed" }],
      };
    },
  },
  {
    name: "an object of inbox/ that was overwritten, with its events in the wrong order",
    async set(world) {
      const first = await writeToInbox(world, "first", SMALL);
      const second = await writeToInbox(world, "second", Buffer.from("other bytes"), { nth: 2 });
      await sendToInbox(world, second.event, first.event);
      return {
        act: (invoked) => handleInbox(world, invoked),
        fates: [{ file: second.file, status: "completed" }],
      };
    },
  },
  {
    name: "an object of inbox/ that is refused",
    async set(world) {
      const { file, key, event } = await writeToInbox(world, "file", SMALL, { name: "setup.exe" });
      await sendToInbox(world, event, event);
      return {
        act: (invoked) => handleInbox(world, invoked),
        fates: [{ file, status: "error" }],
        remains: { inbox: [key] },
      };
    },
  },
];

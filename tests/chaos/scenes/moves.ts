import { randomBytes } from "node:crypto";
import { timeFor } from "#testing/mover/time-left.ts";
import type { TimeLeft } from "../../../functions/mover/ports.ts";
import { deliver, oneInvocation } from "../world/deliver.ts";
import { aFile, aSentFile, ownerOf, put } from "../world/files.ts";
import { moveMessage, notification, send } from "../world/messages.ts";
import { MAX_RECEIVES } from "../world/template.ts";
import type { World } from "../world/types.ts";
import { PART_BYTES } from "../world/world.ts";
import { abandonedByMover } from "./reconciler.ts";
import type { Act, Scene } from "./scene.ts";

/** One part and a shorter last part. */
export const LARGE = randomBytes(PART_BYTES + 1234);
/** Other bytes of the same length. */
export const OTHERS = randomBytes(LARGE.length);

/** Delivers every message on the queue. */
export const delivering =
  (world: World, timeOfFirst?: TimeLeft): Act =>
  async (invoked) => {
    let first = timeOfFirst;
    await deliver(world, () => {
      const time = first;
      first = undefined;
      return { process: invoked.current(), ...(time && { time }) };
    });
  };

export const SINGLE: Scene = {
  name: "a file",
  async set(world) {
    const file = await aSentFile(world, "file");
    await send(world, notification(world, { file }));
    return { act: delivering(world), fates: [{ file, status: "completed" }] };
  },
};

export const IN_PARTS: Scene = {
  name: "a file copied in parts",
  async set(world) {
    const file = await aFile(world, "file", LARGE);
    await put(world, file);
    await send(world, notification(world, { file }));
    return { act: delivering(world), fates: [{ file, status: "completed" }] };
  },
};

export const CONTINUED: Scene = {
  name: "a copy in parts that takes two invocations",
  async set(world) {
    const file = await aFile(world, "file", LARGE);
    await put(world, file);
    await send(world, moveMessage(file));
    return { act: delivering(world, timeFor(1)), fates: [{ file, status: "completed" }] };
  },
};

/** The scenes of the mover. Every call that the mover can make is in at least one of them. */
export const MOVES: Scene[] = [
  SINGLE,
  IN_PARTS,
  CONTINUED,
  {
    name: "a file with messages from both sources at once",
    async set(world) {
      const file = await aSentFile(world, "file");
      await send(world, notification(world, { file }), moveMessage(file));
      return { act: delivering(world), fates: [{ file, status: "completed" }] };
    },
  },
  {
    name: "three files of one event",
    async set(world) {
      const labels = ["first", "second", "third"];
      const files = await Promise.all(labels.map((label) => aSentFile(world, label)));
      await send(world, notification(world, ...files.map((file) => ({ file }))));
      return { act: delivering(world), fates: files.map((file) => ({ file, status: "completed" })) };
    },
  },
  {
    name: "a copy in parts whose source was replaced meanwhile",
    async set(world) {
      const file = await aFile(world, "file", LARGE);
      await put(world, file);
      await send(world, moveMessage(file));
      // The first part is copied, and the message that continues is on the queue.
      await oneInvocation(world, { process: world.process(), time: timeFor(1) });
      await put(world, file, OTHERS);
      return { act: delivering(world), fates: [{ file, status: "completed", bytes: OTHERS }] };
    },
  },
  {
    name: "bytes that are refused",
    async set(world) {
      const file = await aFile(world, "file");
      await put(world, file, Buffer.from("of another length than was announced"));
      await send(world, moveMessage(file));
      return { act: delivering(world), fates: [{ file, status: "error", stays: true }] };
    },
  },
  {
    name: "bytes that arrive after the file was completed",
    async set(world) {
      const file = await aSentFile(world, "file");
      await send(world, notification(world, { file }));
      await deliver(world);
      const late = Buffer.from("as many, but others".padEnd(file.bytes.length).slice(0, file.bytes.length));
      await put(world, file, late);
      await send(world, notification(world, { file, bytes: late, sequencer: "0055AED6DCD90281E6" }));
      return { act: delivering(world), fates: [{ file, status: "completed" }] };
    },
  },
  {
    name: "bytes that arrive three times after the file was completed",
    async set(world) {
      const file = await aSentFile(world, "file");
      await send(world, moveMessage(file));
      await deliver(world);
      const events = ["6", "7", "8"].map((last) =>
        notification(world, { file, sequencer: `0055AED6DCD90281E${last}` }),
      );
      await put(world, file);
      await send(world, ...events);
      return { act: delivering(world), fates: [{ file, status: "completed" }] };
    },
  },
  {
    name: "bytes that arrive after the file was deleted",
    async set(world) {
      const file = await aFile(world, "file");
      await world.process().remove({ file_id: file.record.file_id }, ownerOf(file));
      await put(world, file);
      await send(world, notification(world, { file }));
      return { act: delivering(world), fates: [{ file, status: "deleted" }] };
    },
  },
  {
    name: "a file whose copy S3 refuses for a while",
    plan: () => {
      // As often as the SDK tries it, so the mover releases its lease and its message is retried.
      let refusals = 2;
      return (call, send) =>
        call.operation === "CopyObject" && refusals-- > 0 ? Promise.reject(connectionReset()) : send();
    },
    set: SINGLE.set,
  },
  {
    name: "a file that is out of attempts, with a new message",
    async set(world) {
      const left = abandonedByMover(world.clock().toISOString(), MAX_RECEIVES);
      const file = await aFile(world, "file", undefined, { record: left });
      await put(world, file);
      world.pass(1);
      await send(world, moveMessage(file));
      return { act: delivering(world), fates: [{ file, status: "completed" }] };
    },
  },
  {
    name: "a message with a path that is not the record's",
    async set(world) {
      const file = await aFile(world, "file");
      const forged = { ...file, record: { ...file.record, key_path: "temp/of-another" } };
      await send(world, moveMessage(forged));
      return {
        act: delivering(world),
        fates: [{ file, status: "pending" }],
        remains: { deadLetters: 1 },
      };
    },
  },
];

const connectionReset = () => Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });

import type { NewFile } from "../../../layers/core/src/domain/new-file.ts";
import { aFile, post, put, type TestFile } from "../world/files.ts";
import { inGroups } from "../world/in-groups.ts";
import type { Fate } from "../world/in-order.ts";
import { moveMessage, notification } from "../world/messages.ts";
import type { seeded } from "../world/random.ts";
import type { World } from "../world/types.ts";
import { PART_BYTES } from "../world/world.ts";

type Random = ReturnType<typeof seeded>;

/** The plan for one of many files, drawn before the run. */
type FilePlan = {
  label: string;
  bytes: Uint8Array;
  /** Other bytes, if those are sent instead. */
  sent?: Uint8Array;
  file?: Partial<NewFile>;
  /** Whether the bytes are posted with the form, as a client does. A PUT is faster. */
  withForm: boolean;
  /** The sources of its messages, in order. Empty if only the reconciler finds the file. */
  sources: ("S3" | "client")[];
  fate: Omit<Fate, "file">;
};

export type Many = {
  fates: Fate[];
  /** The files that their owners delete during the move. */
  deleted: TestFile[];
  /** All messages, shuffled. */
  messages: string[];
};

const COMPLETED = { status: "completed" } as const;
const REFUSED = { status: "error", stays: true } as const;

/** The bytes of a small file, from 0 bytes to 4 KiB. */
const small = (random: Random): Uint8Array => random.bytes(random.next() < 0.02 ? 0 : random.whole(1, 4096));

/** Draws the plan of one file. Most files are small and are completed. */
const planOf = (label: string, random: Random): FilePlan => {
  const sources = Array.from({ length: random.whole(1, 5) }, () =>
    random.next() < 0.5 ? ("S3" as const) : ("client" as const),
  );
  const usual = { label, bytes: small(random), withForm: random.next() < 0.1, sources, fate: COMPLETED };
  const drawn = random.next();
  if (drawn < 0.01) return { ...usual, bytes: Buffer.alloc(PART_BYTES + random.whole(1, 4096), label) };
  if (drawn < 0.09) return { ...usual, sources: [] };
  if (drawn < 0.12) return { ...usual, fate: { status: "deleted" } };
  if (drawn < 0.135)
    return { ...usual, sent: random.bytes(usual.bytes.length + 1), withForm: false, fate: REFUSED };
  if (drawn < 0.15)
    return { ...usual, bytes: Buffer.from("no picture"), file: { content_type: "image/png" }, fate: REFUSED };
  return usual;
};

/** Writes the records and sends the bytes. The messages are returned, and not sent yet. */
export const manyFiles = async (world: World, count: number, random: Random): Promise<Many> => {
  const plans = Array.from({ length: count }, (_, i) => planOf(`file-${i}`, random));
  const files = await inGroups(plans, 16, async (plan) => {
    const file = await aFile(world, plan.label, plan.bytes, plan.file);
    await (plan.withForm ? post : put)(world, file, plan.sent);
    return { ...plan, file };
  });
  const events = files.flatMap(({ file, sources, sent }) =>
    sources.filter((source) => source === "S3").map(() => ({ file, ...(sent && { bytes: sent }) })),
  );
  return {
    fates: files.map(({ file, fate }) => ({ file, ...fate })),
    deleted: files.filter(({ fate }) => fate.status === "deleted").map(({ file }) => file),
    messages: random.shuffled([
      ...grouped(random.shuffled(events), random).map((group) => notification(world, ...group)),
      ...files.flatMap(({ file, sources }) =>
        sources.filter((source) => source === "client").map(() => moveMessage(file)),
      ),
    ]),
  };
};

/** A notification may have several records: here one message in five has two to four. */
const grouped = <T>(items: readonly T[], random: Random): T[][] => {
  const groups: T[][] = [];
  for (let i = 0; i < items.length; ) {
    const size = random.next() < 0.2 ? random.whole(2, 4) : 1;
    groups.push(items.slice(i, i + size));
    i += size;
  }
  return groups;
};

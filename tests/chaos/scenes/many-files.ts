import type { NewFile } from "../../../layers/core/src/domain/new-file.ts";
import { aFile, post, put, type TestFile } from "../world/files.ts";
import { inGroups } from "../world/in-groups.ts";
import type { Fate } from "../world/in-order.ts";
import { moveMessage, notification } from "../world/messages.ts";
import type { seeded } from "../world/random.ts";
import type { World } from "../world/types.ts";
import { PART_BYTES } from "../world/world.ts";

type Random = ReturnType<typeof seeded>;

/** What happens to one of many files, decided before anything does. */
type Story = {
  label: string;
  bytes: Uint8Array;
  /** Of the other bytes that are sent instead. */
  sent?: Uint8Array;
  file?: Partial<NewFile>;
  /** Posted with the form, as a client does; put, where that is only slower. */
  withForm: boolean;
  /** Who tells of it, in what order; nobody of those that only the reconciler finds. */
  told: ("by S3" | "by its client")[];
  fate: Omit<Fate, "file">;
};

export type Many = {
  fates: Fate[];
  /** To be deleted by their owners while they are moved. */
  deleted: TestFile[];
  /** All that tells of them, shuffled. */
  messages: string[];
};

const COMPLETED = { status: "completed" } as const;
const REFUSED = { status: "error", stays: true } as const;

/** The text of a small file, from nothing to some KiB. */
const small = (random: Random): Uint8Array => random.bytes(random.next() < 0.02 ? 0 : random.whole(1, 4096));

/** One in so many is as the name says; the others are small and complete. */
const storyOf = (label: string, random: Random): Story => {
  const told = Array.from({ length: random.whole(1, 5) }, () =>
    random.next() < 0.5 ? ("by S3" as const) : ("by its client" as const),
  );
  const usual = { label, bytes: small(random), withForm: random.next() < 0.1, told, fate: COMPLETED };
  const drawn = random.next();
  if (drawn < 0.01) return { ...usual, bytes: Buffer.alloc(PART_BYTES + random.whole(1, 4096), label) };
  if (drawn < 0.09) return { ...usual, told: [] };
  if (drawn < 0.12) return { ...usual, fate: { status: "deleted" } };
  if (drawn < 0.135)
    return { ...usual, sent: random.bytes(usual.bytes.length + 1), withForm: false, fate: REFUSED };
  if (drawn < 0.15)
    return { ...usual, bytes: Buffer.from("no picture"), file: { content_type: "image/png" }, fate: REFUSED };
  return usual;
};

/** Asks for the files and sends their bytes; nobody is told yet. */
export const manyFiles = async (world: World, count: number, random: Random): Promise<Many> => {
  const stories = Array.from({ length: count }, (_, i) => storyOf(`file-${i}`, random));
  const files = await inGroups(stories, 16, async (story) => {
    const file = await aFile(world, story.label, story.bytes, story.file);
    await (story.withForm ? post : put)(world, file, story.sent);
    return { ...story, file };
  });
  const events = files.flatMap(({ file, told, sent }) =>
    told.filter((by) => by === "by S3").map(() => ({ file, ...(sent && { bytes: sent }) })),
  );
  return {
    fates: files.map(({ file, fate }) => ({ file, ...fate })),
    deleted: files.filter(({ fate }) => fate.status === "deleted").map(({ file }) => file),
    messages: random.shuffled([
      ...grouped(random.shuffled(events), random).map((group) => notification(world, ...group)),
      ...files.flatMap(({ file, told }) =>
        told.filter((by) => by === "by its client").map(() => moveMessage(file)),
      ),
    ]),
  };
};

/** S3 may tell of several objects in one message: of up to four, in one message of five. */
const grouped = <T>(items: readonly T[], random: Random): T[][] => {
  const groups: T[][] = [];
  for (let i = 0; i < items.length; ) {
    const size = random.next() < 0.2 ? random.whole(2, 4) : 1;
    groups.push(items.slice(i, i + size));
    i += size;
  }
  return groups;
};

import { randomUUID } from "node:crypto";
import type { Spool } from "../source/spool/index.ts";
import type { Entry } from "../source/types/entry.ts";

/** A spool in memory. */
export const fakeStore = () => {
  const entries = new Map<string, Entry & { bytes: Buffer }>();
  const store: Pick<Spool, "accept" | "get"> = {
    async accept({ owner, name, type, path, tags, idempotencyKey }, bytes) {
      const pieces: Uint8Array[] = [];
      for await (const piece of bytes) pieces.push(Buffer.from(piece));
      const whole = Buffer.concat(pieces);
      const entry: Entry & { bytes: Buffer } = {
        id: randomUUID(),
        owner,
        name,
        type,
        size: whole.length,
        state: "waiting",
        key: randomUUID(),
        acceptedAt: Date.now(),
        attempts: 0,
        nextAt: 0,
        bytes: whole,
        ...(path !== undefined && { path }),
        ...(tags !== undefined && { tags }),
        ...(idempotencyKey !== undefined && { clientKey: idempotencyKey }),
      };
      entries.set(entry.id, entry);
      return entry;
    },
    get: async (id) => entries.get(id),
  };
  return { ...store, entries };
};

import { join } from "node:path";
import { inThisThread } from "../../../../relay/source/spool/journal/transport.ts";
import { openSpool } from "../../../../relay/source/spool/open-spool.ts";
import { faultsOf, runAgain, type Told } from "../../../../relay/source/spool/testing/story.ts";

/** Of a child's output: what its clients were told. The last line may be cut off. */
export function toldOf(output: string): Told[] {
  return output
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line))
    .filter((each) => !("operations" in each));
}

/** What a child says at its end: how many operations it has done, and which lines of the spool have asked for an fsync. */
export function summaryOf(output: string): { operations: number; syncs: string[] } {
  return JSON.parse(output.trimEnd().split("\n").at(-1) ?? "");
}

/** Opens the spool that a crash has left in this folder, and sends again what was refused. @returns what is wrong */
export async function faultsAfterCrash(root: string, told: readonly Told[]): Promise<string[]> {
  const folder = join(root, "spool");
  const sent: Told[] = [...told];
  try {
    const spool = await openSpool({
      folder,
      limits: { bytes: 1024 ** 3, files: 1000, freeBytes: 0 },
      log: { info: () => {}, warn: () => {}, error: () => {} },
      reserve: 0,
      // Whether this process fsyncs is of no interest.
      openJournal: ({ file }) => inThisThread({ file, synchronous: "OFF" }),
    });
    try {
      const faults = await faultsOf(spool, folder, sent);
      await runAgain(spool, sent, (each) => sent.push(each));
      return [...new Set([...faults, ...(await faultsOf(spool, folder, sent))])];
    } finally {
      await spool.close();
    }
  } catch (error) {
    return [`The spool does not open: ${error instanceof Error ? error.stack : error}`];
  }
}

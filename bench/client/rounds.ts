import { type Course, type Runs, takeTurns } from "../report/runs.ts";
import type { StartPeer } from "./peers/index.ts";
import type { Peer, Target } from "./peers/peer.ts";
import type { World } from "./world.ts";

/** Starts the contenders, lets them take turns, and stops them. `check` asserts what each run has left in the bucket. */
export const takeTurnsOfPeers = async (
  { options: { rounds }, signal }: World,
  contenders: ReadonlyMap<string, { start: StartPeer; target: Target }>,
  work: (peer: Peer, turn: string) => Promise<unknown>,
  check: () => Promise<void>,
): Promise<Runs> => {
  const peers: Peer[] = [];
  try {
    const courses = new Map<string, Course>();
    for (const [name, { start, target }] of contenders) {
      const peer = await start(target);
      peers.push(peer);
      courses.set(name, { pid: peer.pid, work: (turn) => work(peer, turn), check });
    }
    return await takeTurns(courses, { rounds, signal });
  } finally {
    await Promise.all(peers.map((peer) => peer.stop()));
  }
};

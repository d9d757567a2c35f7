import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Told } from "../../../../../relay/source/spool/testing/story.ts";
import { faultsAfterCrash, toldOf } from "../check.ts";
import { inLanes } from "../lanes.ts";
import { traceChild } from "../run-child.ts";
import { DiskModel, type DiskState } from "./disk-model.ts";
import { layOut } from "./lay-out.ts";
import { seeded } from "./random.ts";
import { possibleStates } from "./states.ts";
import { readTrace, type SystemCall } from "./trace.ts";

/** Faster than a disk, and nothing here needs one. */
const memory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** Of the states, unless MALOTE_POWER_LOSS_SHARE has another share: all of them (1) take a quarter of an hour. */
const SHARE = Number(process.env["MALOTE_POWER_LOSS_SHARE"] ?? 0.12);

export interface CrashOptions {
  /** The line of an fsync to leave out, or "journal". */
  without?: string;
  /**
   * Kills the process right after this call, and lets another one recover and go on. Then only the second process loses
   * its power, also with what the first one has not fsynced.
   */
  killAfter?(call: SystemCall, number: number): boolean;
  /** Ends with the first fault. */
  untilFault?: boolean;
  /**
   * The share of the states that is recovered from, chosen by a seed. Those in which everything or nothing was lost always are.
   * Default: SHARE.
   */
  share?: number;
}

export interface Crashes {
  /** System calls that have changed the disk, or what clients were told. */
  points: number;
  states: number;
  /** The most that clients were told. */
  told: number;
  faults: string[];
}

interface Crash {
  state: DiskState;
  told: Told[];
  where: string;
}

/** Runs the story under strace, and recovers from every state in which a power loss may leave the disk. */
export async function crashes(options: CrashOptions = {}): Promise<Crashes> {
  const root = await mkdtemp(join(memory, "malote-power-"));
  try {
    const random = seeded(1);
    const model = new DiskModel(root, random);
    const variables = options.without === undefined ? {} : { WITHOUT: options.without };
    let { trace } = await traceChild(root, variables);
    if (options.killAfter) {
      replayUntil(model, trace, options.killAfter);
      const alive = allDone(model);
      layOut(alive, root);
      ({ trace } = await traceChild(root, { ...variables, STORY: "restart" }));
      model.nextProcess();
    }
    const chosen = chooser(options.share ?? SHARE);
    return await recoverFromAll(root, crashesIn(trace, model, random, chosen), options.untilFault);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

function replayUntil(model: DiskModel, trace: string, stop: (call: SystemCall, number: number) => boolean) {
  let number = 0;
  for (const call of readTrace(trace)) {
    if (!model.apply(call)) continue;
    number += 1;
    if (stop(call, number)) return;
  }
  throw new Error("The story has no such call.");
}

function allDone(model: DiskModel): DiskState {
  for (const { state, how } of possibleStates(model, () => 0)) if (how === "all done") return state;
  throw new Error("There is no such state.");
}

function chooser(share: number): (how: string) => boolean {
  const random = seeded(2);
  return (how) => random() < share || how === "all lost" || how === "all done";
}

/** Every different crash in a trace, and how many points it has. */
function* crashesIn(
  trace: string,
  model: DiskModel,
  random: () => number,
  isChosen: (how: string) => boolean,
): Generator<Crash | "point", void> {
  const seen = new Set<string>();
  for (const call of readTrace(trace)) {
    if (!model.apply(call)) continue;
    yield "point";
    const told = toldOf(model.output);
    for (const { state, mark, how } of possibleStates(model, random)) {
      const key = `${mark} ${told.length}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (!isChosen(how)) continue;
      yield { state, told, where: `line ${call.end} (${call.name}), ${how}` };
    }
  }
}

async function recoverFromAll(
  root: string,
  all: Iterable<Crash | "point">,
  untilFault = false,
): Promise<Crashes> {
  const found: Crashes = { points: 0, states: 0, told: 0, faults: [] };
  const work = async (crash: Crash | "point", lane: number) => {
    if (crash === "point") {
      found.points += 1;
      return;
    }
    found.states += 1;
    found.told = Math.max(found.told, crash.told.length);
    const folder = join(root, `lane-${lane}`);
    layOut(crash.state, folder);
    for (const fault of await faultsAfterCrash(folder, crash.told))
      found.faults.push(`${crash.where}: ${fault}`);
  };
  await inLanes(all, work, () => found.faults.length > (untilFault ? 0 : 20));
  return found;
}

import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { faultsAfterCrash, toldOf } from "../check.ts";
import { traceChild } from "../run-child.ts";
import { DiskModel } from "./disk-model.ts";
import { layOut } from "./lay-out.ts";
import { seeded } from "./random.ts";
import { possibleStates } from "./states.ts";
import { readTrace } from "./trace.ts";

const memory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

test("the story", async () => {
  const root = await mkdtemp(join(memory, "malote-power-"));
  const { trace } = await traceChild(root);
  const random = seeded(1);
  const model = new DiskModel(root, random);
  const seen = new Set<string>();
  const faults: string[] = [];
  let points = 0;
  let states = 0;
  const start = performance.now();
  for (const call of readTrace(trace)) {
    if (!model.apply(call)) continue;
    points += 1;
    const told = toldOf(model.output);
    for (const { state, mark, how } of possibleStates(model, random)) {
      const key = `${mark} ${told.length}`;
      if (seen.has(key)) continue;
      seen.add(key);
      states += 1;
      layOut(state, join(root, "laid-out"));
      for (const fault of await faultsAfterCrash(join(root, "laid-out"), told))
        faults.push(`line ${call.end} (${call.name}), ${how}: ${fault}`);
    }
    if (faults.length > 20) break;
  }
  console.log({ points, states, ms: performance.now() - start });
  await rm(root, { recursive: true });
  expect(faults).toEqual([]);
});

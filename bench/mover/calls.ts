import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/paths.ts";
import { table } from "../report/table.ts";
import type { Bench } from "./bench.ts";
import { billedCalls, type Calls, overBill } from "./bill.ts";
import { movers } from "./contenders.ts";
import { clear, lay, sow } from "./lay.ts";
import type { Size } from "./options.ts";

const A_FEW: Size = { name: "4KiB", bytes: 4096, files: 20 };

/** What one file costs in calls, counted as they leave a process that is not measured otherwise. */
export const countCalls = async ({
  servers: { emulator: servers },
  start,
  print,
}: Bench): Promise<{ perFile: Calls; missed: string[] }> => {
  const mover = start.recordedMover(servers);
  await sow(servers, A_FEW);
  const laid = await lay(servers, A_FEW, A_FEW.files);
  await movers(servers, [mover], A_FEW.files / 2).move(laid);
  const { calls } = await mover.ask({ batches: [] });
  await clear(servers, laid);
  await mover.stop();
  const perFile = Object.fromEntries(
    Object.entries(calls).map(([call, count]) => [call, count / A_FEW.files]),
  );
  const billed = billedCalls(readFileSync(join(root, "docs/bill.md"), "utf8"));
  const names = [...new Set([...Object.keys(billed), ...Object.keys(perFile)])];
  print(
    table(
      ["calls per file", "made", "docs/bill.md"],
      names.map((name) => [name, String(perFile[name] ?? 0), String(billed[name] ?? 0)]),
    ),
  );
  return { perFile, missed: overBill(perFile, billed) };
};

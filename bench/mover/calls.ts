import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/paths.ts";
import { table } from "../report/table.ts";
import type { Bench } from "./bench.ts";
import { billedCalls, type Calls, overBill } from "./bill.ts";
import { movers } from "./contenders.ts";
import type { Size } from "./options.ts";
import { createUploads, putSeed, verifyAndDelete } from "./uploads.ts";

const A_FEW: Size = { name: "4KiB", bytes: 4096, files: 20 };

/** Counts the mover's calls per file, in a mover process that is not used for other measurements. */
export const countCalls = async ({
  servers: { emulator: servers },
  start,
  print,
}: Bench): Promise<{ perFile: Calls; missed: string[] }> => {
  const mover = start.recordedMover(servers);
  await putSeed(servers, A_FEW);
  const uploads = await createUploads(servers, A_FEW, A_FEW.files);
  await movers(servers, [mover], A_FEW.files / 2).move(uploads);
  const { calls } = await mover.request({ batches: [] });
  await verifyAndDelete(servers, uploads);
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

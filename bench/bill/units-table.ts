import { sumOf, type WriteUnits } from "./dynamodb/units.ts";
import { aBilledFile, type Described, upload } from "./flow.ts";
import type { Step } from "./world.ts";

/** The units of one step: of its writes, together and by place, and of its reads. */
export interface Row {
  step: string;
  write: number;
  places: WriteUnits;
  read: number;
}

const rowOf = (step: string, { table }: Step): Row => {
  const places: Record<string, number> = {};
  for (const { write = {} } of table)
    for (const [place, units] of Object.entries(write)) places[place] = (places[place] ?? 0) + units;
  return { step, places, write: sumOf(places), read: table.reduce((sum, { read = 0 }) => sum + read, 0) };
};

/** The units of the steps of one file. */
export const unitRows = async (described: Described = {}): Promise<Row[]> => {
  const { steps, file } = await upload(described, { confirmed: true });
  const rows = Object.entries(steps).map(([name, step]) => rowOf(STEPS[name] ?? name, step));

  const replayed = await file.announce();
  const poll = await file.poll();
  const download = await file.download();
  const many = await file.pollMany(50);
  const listed = await file.list(50);
  const removed = await file.remove();
  file.pass(3600);
  const swept = await file.reconcile();

  const open = aBilledFile(described);
  await open.announce();
  const listedOpen = await open.list(50);

  const lost = aBilledFile(described);
  await lost.announce();
  lost.hasBytes(false);
  lost.pass(1000);
  const expired = await lost.reconcile();
  lost.pass(25 * 3600);
  const retired = await lost.reconcile();

  const unannounced = aBilledFile(described);
  await unannounced.announce();
  unannounced.pass(1000);
  const queued = await unannounced.reconcile();

  return [
    ...rows,
    rowOf("`POST /upload`, repeated with its `Idempotency-Key`", replayed),
    rowOf("`GET /consult-status`", poll),
    rowOf("`GET /consult-status` of 50 files that do not exist", many),
    rowOf("`GET /files/{file_id}`", download),
    rowOf("`GET /files`, a page of 50 completed files", listed),
    rowOf("`GET /files`, a page of 50 files on their way", listedOpen),
    rowOf("`DELETE /files/{file_id}`", removed),
    rowOf("reconciler: a tombstone", swept),
    rowOf("reconciler: no bytes", expired),
    rowOf("reconciler: no bytes a day later", retired),
    rowOf("reconciler: bytes that no message announced", queued),
  ];
};

const STEPS: Readonly<Record<string, string>> = {
  announce: "`POST /upload`",
  confirm: "`POST /confirm-upload`",
  move: "mover: the move",
  duplicate: "mover: the second message",
};

/** The table of docs/bill.md, as Markdown. */
export const unitsTable = (rows: readonly Row[]): string =>
  [
    "| step | write units | of them table + `by-owner` + `open` | read units |",
    "|---|---|---|---|",
    ...rows.map(({ step, write, places, read }) => {
      const of = ["table", "by-owner", "open"].map((place) => places[place] ?? 0).join(" + ");
      return `| ${step} | ${write || ""} | ${write ? of : ""} | ${read || ""} |`;
    }),
  ].join("\n");

import { advance, type FileRecord, type Status, secondsAfter } from "@malote/core";
import type { DynamoDBRecord } from "aws-lambda";
import { aFile, NOW } from "#testing/builders.ts";
import { aStreamRecord } from "./stream.ts";

/** The ways from status to status in these lives. A claim, written `claim`, passes through `uploaded`. */
const NEXT: Partial<Record<Status, (Status | "claim")[]>> = {
  pending: ["claim", "uploaded", "expired"],
  uploaded: ["claim"],
  processing: ["uploaded", "completed", "claim"],
  expired: ["pending", "claim"],
  completed: ["quarantined", "deleted"],
  quarantined: ["completed", "deleted"],
};
const BY: Partial<Record<Status, "owner" | "mover" | "operator" | "reconciler">> = {
  pending: "owner",
  expired: "reconciler",
  quarantined: "operator",
  deleted: "operator",
};

const write = (file: FileRecord, to: Status | "claim", at: string): FileRecord => {
  if (to !== "claim") {
    const by = file.status === "quarantined" ? "operator" : (BY[to] ?? "mover");
    return advance(file, { to, by, at });
  }
  const added = (["uploaded", "processing"] as const).map((status) => ({ status, at, by: "mover" as const }));
  return {
    ...file,
    status: "processing",
    version: file.version + 1,
    updated_at: at,
    history: [...file.history, ...added],
  };
};

/** Lives of files, mixed, with all changes that they made: file by file the statuses, in order. */
export const aStream = (random: () => number, changes: number) => {
  const files: FileRecord[] = [];
  const records: DynamoDBRecord[] = [];
  const made = new Map<string, Status[]>();
  const count = () => [...made.values()].reduce((sum, statuses) => sum + statuses.length, 0);
  for (let second = 1; count() < changes; second++) {
    const i = Math.floor(random() * (files.length + 1));
    const file = files[i];
    const options = file && NEXT[file.status];
    if (file && !options) continue;
    if (!file || !options) {
      const file_id = `00000000-0000-4000-8000-${String(files.length).padStart(12, "0")}`;
      const created = aFile({ file_id });
      files.push(created);
      made.set(file_id, ["pending"]);
      records.push(aStreamRecord(undefined, created));
      continue;
    }
    const to = options[Math.floor(random() * options.length)] ?? "claim";
    const after = write(file, to, secondsAfter(NOW, second));
    const first = file.status === "uploaded" ? [] : (["uploaded"] as const);
    made.get(file.file_id)?.push(...(to === "claim" ? ([...first, "processing"] as const) : [to]));
    records.push(aStreamRecord(file, after));
    files[i] = after;
  }
  return { records, made };
};

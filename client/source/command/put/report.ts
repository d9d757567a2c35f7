import type { StatusView } from "../../types/service.ts";
import type { Reported } from "../errors.ts";
import { EXIT } from "../exit.ts";
import { hasFailed } from "../follow/status-line.ts";
import type { Io } from "../io.ts";
import { outcomes } from "../outcomes.ts";
import { bytesText, plural, safeText } from "../text/text.ts";
import type { FileEntry } from "./entry.ts";
import type { SentEntry } from "./send-entry.ts";

/** Prints what became of each file of `put`, and the sum. */
export const putReport = (
  io: Pick<Io, "print" | "warn" | "screen">,
  { json, quiet = false, isOne }: { json: boolean | undefined; quiet?: boolean | undefined; isOne: boolean },
) => {
  const results = outcomes(io, json);
  const sum = { uploaded: 0, there: 0, failed: 0, skipped: 0, bytes: 0 };

  const sent = (entry: FileEntry, { file, path, sha256 }: SentEntry, status?: StatusView): void => {
    const { file_id, file_name, len, checksum, resumed, wasThere = false } = file;
    const now = status ?? { status: file.status };
    if (hasFailed(now)) {
      failedLater(entry, file_id, now);
      return;
    }
    const outcome = wasThere ? "there" : "uploaded";
    sum[outcome]++;
    if (!wasThere) sum.bytes += len;
    const result = {
      outcome,
      source: entry.source ?? entry.shown,
      file_id,
      file_name,
      ...(path !== undefined && { path }),
      len,
      status: now.status,
      checksum,
      ...(sha256 !== undefined && { sha256 }),
      resumed,
      ...(status?.verified && { verified: status.verified }),
    };
    const word =
      now.status === "completed" && !wasThere ? "completed" : wasThere ? "there already" : "uploaded";
    const hash = sha256 === undefined ? "" : `  sha256:${sha256}`;
    results.done(result, quiet ? file_id : `${word.padEnd(13)}  ${file_id}  ${safeText(entry.shown)}${hash}`);
  };

  const failedLater = (
    entry: FileEntry,
    file_id: string,
    { status, details }: Pick<StatusView, "status"> & Partial<StatusView>,
  ): void => {
    const why = details ?? `The service has this file as ${status}: see malote status ${file_id}.`;
    failed(
      entry,
      { code: "file-failed", message: `${why} (--again sends it as a new file.)`, exit: EXIT.no },
      file_id,
    );
  };

  const failed = (entry: Pick<FileEntry, "shown" | "source">, fault: Reported, file_id?: string): void => {
    sum.failed++;
    const source = entry.source ?? entry.shown;
    const result = { outcome: "failed", source, ...(file_id !== undefined && { file_id }) };
    results.failed(result, entry.shown, fault);
  };

  return {
    sent,
    failed,
    skipped: (shown: string, reason: string): void => {
      sum.skipped++;
      if (json) io.print(JSON.stringify({ outcome: "skipped", source: shown, reason }));
      else io.warn(`${safeText(shown)}: skipped (${reason})`);
    },
    /** Of one file, its own line says everything. */
    summary: (): void => {
      const { uploaded, there, failed, skipped, bytes } = sum;
      if (json) return void io.print(JSON.stringify({ outcome: "summary", ...sum }));
      if (quiet && failed + skipped === 0) return;
      if (isOne && uploaded + there + failed + skipped <= 1) return;
      const parts = [
        `${plural(uploaded, "file")} uploaded (${bytesText(bytes)})`,
        there > 0 ? `${there.toLocaleString("en")} there already` : "",
        skipped > 0 ? `${skipped.toLocaleString("en")} skipped` : "",
        failed > 0 ? `${failed.toLocaleString("en")} failed` : "",
      ];
      io.warn(`${parts.filter(Boolean).join(", ")}.`);
    },
    /** Whether there was nothing to report. */
    isEmpty: (): boolean => sum.uploaded + sum.there + sum.failed + sum.skipped === 0,
    exit: results.exit,
  };
};

import type { Clock, CopyPartSizes, FileRecord, Files, InboxQueue, InboxStorage } from "@malote/core";
import type { RequestedUpload } from "@malote/core/uploads";

export type { TimeLeft } from "@malote/core";

/** What the route /upload checks of a file, with the limits of this deployment. */
export type Rules = {
  refine(members: { file_name: string; type: string; len: number; path?: string }): RequestedUpload;
  rules: readonly {
    check(upload: RequestedUpload): string | undefined;
    /** Only of a limit of this deployment: the error that the route would respond. */
    refusal?: (fault: { pointer: string; detail: string }) => { code: string };
    pointer: string;
  }[];
};

/** An object of inbox/, as S3's event reports it. */
export type InboxObject = {
  key: string;
  /** With quotes. */
  etag: string;
  /** It orders the writes of one key. */
  sequencer: string;
  /** When S3 had the whole object. Undefined if the event has no time. */
  written_at: string | undefined;
  /** The event with this object alone. */
  event: object;
};

export type InboxPorts = {
  files: Pick<Files, "create" | "save">;
  storage: InboxStorage;
  queue: Pick<InboxQueue, "send">;
  uploads: Rules;
  /** Objects longer than the threshold are copied in parts. All are in bytes. */
  parts: { thresholdBytes: number } & CopyPartSizes;
  clock: Clock;
};

/** The outcome of an object, as logs and metrics name it. The file is that of the object, if it has one. */
export type Outcome = { file?: FileRecord } & {
  outcome:
    | "taken"
    /** A part of the copy is done; another message continues it. */
    | "continued"
    /** The file is in `error`, and the object stays. */
    | "refused"
    /** Its key names no owner. The object stays. */
    | "unknown-owner"
    /** The object that a file system writes for an empty folder. It stays. */
    | "folder"
    /** Another event took the object, it was deleted, or it was overwritten: then the event of that write takes it. */
    | "gone";
};

import type { Clock, Files, MoveQueue, StatusView, Storage } from "@malote/core";

export type ConfirmPorts = {
  files: Pick<Files, "get" | "save">;
  storage: Pick<Storage, "head" | "uploadedParts">;
  queue: MoveQueue;
  clock?: Clock;
};

export type Confirmation = { queued: boolean; view: StatusView };

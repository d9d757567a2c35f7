import { store } from "../app/store.ts";

/** What is sent now. */
export interface SendingProgress {
  /** 0 to 1. */
  share: number;
  /** Bytes per second. Undefined while it is not known. */
  speed: number | undefined;
}

/** Undefined while nothing is sent. The shell shows it in every view, so this module loads nothing of Uppy. */
export const sendingProgress = store<SendingProgress | undefined>(undefined);

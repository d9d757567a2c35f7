import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { JournalEngine, type JournalOptions, type Outcome } from "./engine.ts";
import type { Call } from "./operations/index.ts";

/** Where the journal's engine runs. One batch at a time. */
export interface Transport {
  isNew: boolean;
  run(batch: readonly Call[]): Promise<Outcome[]>;
  close(): Promise<void>;
}

/** In a thread of its own. @throws if the journal cannot be opened */
export async function inThread(options: JournalOptions): Promise<Transport> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: options });
  const [{ isNew }] = await once(worker, "message");
  let gone: Error | undefined;
  let answer: ((outcomes: Outcome[]) => void) | undefined;
  let fail: ((error: Error) => void) | undefined;
  const ended = (error: Error) => {
    gone ??= error;
    fail?.(gone);
  };
  worker.on("message", (outcomes: Outcome[]) => answer?.(outcomes));
  worker.on("error", (error: unknown) => ended(error instanceof Error ? error : new Error(String(error))));
  worker.on("exit", () => ended(new Error("The journal's thread has ended.")));
  const ask = async (message: readonly Call[] | "close") => {
    if (gone) throw gone;
    worker.ref();
    try {
      return await new Promise<Outcome[]>((resolve, reject) => {
        answer = resolve;
        fail = reject;
        worker.postMessage(message);
      });
    } finally {
      worker.unref();
    }
  };
  worker.unref();
  return {
    isNew,
    run: ask,
    close: async () => {
      if (gone) return;
      const exited = once(worker, "exit");
      await ask("close");
      // The process stays until the thread has ended.
      worker.ref();
      await exited;
    },
  };
}

/** In this thread, which then waits for fsyncs: for commands and for tests. */
export function inThisThread(options: JournalOptions): Transport {
  const engine = new JournalEngine(options);
  return {
    isNew: engine.isNew,
    run: async (batch) => engine.run(batch),
    close: async () => {
      engine.checkpoint();
      engine.close();
    },
  };
}

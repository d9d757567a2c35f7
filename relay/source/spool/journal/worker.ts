import { parentPort, workerData } from "node:worker_threads";
import { JournalEngine, type JournalOptions } from "./engine.ts";
import type { Call } from "./operations/index.ts";

// The thread of the journal: it waits for fsyncs, so that the event loop of the relay does not.
const engine = new JournalEngine(workerData as JournalOptions);
parentPort?.postMessage({ isNew: engine.isNew });
parentPort?.on("message", (batch: Call[] | "close") => {
  if (batch !== "close") {
    parentPort?.postMessage(engine.run(batch));
    return;
  }
  const trouble = engine.checkpoint();
  engine.close();
  parentPort?.postMessage(trouble === undefined ? [] : [trouble]);
  parentPort?.close();
});

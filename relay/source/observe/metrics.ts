import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Spool } from "../spool/index.ts";
import type { EntryState } from "../types/entry.ts";

/** How a file came: on to the service while it arrived, or into the spool, by HTTP or by tus. */
export type Way = "stream" | "store" | "tus";

const STATES: EntryState[] = ["receiving", "waiting", "sent", "completed", "parked"];

/** Seconds. An fsync takes 0.2 to 1 ms on an SSD, and 10 to 50 ms on a disk that turns. */
const FSYNC_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

/**
 * The relay's metrics, in the form that Prometheus reads. Other parts call the counters. What is in the spool is read from
 * its journal when the metrics are read.
 */
export class Metrics {
  readonly registry = new Registry();
  readonly #registers = { registers: [this.registry] };

  readonly bytesReceived = new Counter({
    name: "malote_relay_received_bytes_total",
    help: "Bytes of bodies that arrived from clients.",
    labelNames: ["way"] as const,
    ...this.#registers,
  });
  readonly filesReceived = new Counter({
    name: "malote_relay_received_files_total",
    help: "Files from clients, by outcome: accepted (201 or 202), or refused with a code.",
    labelNames: ["way", "outcome"] as const,
    ...this.#registers,
  });
  readonly bytesForwarded = new Counter({
    name: "malote_relay_forwarded_bytes_total",
    help: "Bytes of files of the spool that the service has accepted.",
    ...this.#registers,
  });
  readonly filesForwarded = new Counter({
    name: "malote_relay_forwarded_files_total",
    help: "Files of the spool by what became of them: sent, completed, parked.",
    labelNames: ["outcome"] as const,
    ...this.#registers,
  });
  readonly forwardFailures = new Counter({
    name: "malote_relay_forward_failures_total",
    help: "Failed attempts to send a file of the spool, or to read its status, by code.",
    labelNames: ["code"] as const,
    ...this.#registers,
  });
  readonly lineUp = new Gauge({
    name: "malote_relay_line_up",
    help: "1 while the service can be reached, 0 during an outage.",
    ...this.#registers,
  });
  readonly fsyncSeconds = new Histogram({
    name: "malote_relay_fsync_seconds",
    help: "Seconds of an fsync: of a file, of the folder, and of the journal (a commit).",
    labelNames: ["what"] as const,
    buckets: FSYNC_BUCKETS,
    ...this.#registers,
  });

  constructor() {
    this.registry.setDefaultLabels({ service: "malote-relay" });
    collectDefaultMetrics({ register: this.registry });
    this.lineUp.set(1);
  }

  /** Adds what is in the spool, as of the moment when the metrics are read. */
  watch(spool: Pick<Spool, "journal" | "usage" | "broken">, now: () => number = Date.now): void {
    new Gauge({
      name: "malote_relay_spool_files",
      help: "Files in the spool by state.",
      labelNames: ["state"] as const,
      ...this.#registers,
      async collect() {
        const counts = await spool.journal.counts();
        for (const state of STATES) this.set({ state }, counts[state].files);
      },
    });
    new Gauge({
      name: "malote_relay_spool_bytes",
      help: "Bytes of the files in the spool.",
      ...this.#registers,
      collect() {
        this.set(spool.usage().bytes);
      },
    });
    new Gauge({
      name: "malote_relay_disk_free_bytes",
      help: "Free bytes of the disk of the spool.",
      ...this.#registers,
      collect() {
        this.set(spool.usage().free);
      },
    });
    new Gauge({
      name: "malote_relay_oldest_waiting_seconds",
      help: "Age of the file that waits longest to be sent. 0 if none waits.",
      ...this.#registers,
      async collect() {
        const oldest = await spool.journal.oldest("waiting");
        this.set(oldest ? (now() - oldest.acceptedAt) / 1000 : 0);
      },
    });
    new Gauge({
      name: "malote_relay_spool_broken",
      help: "1 if the disk has failed, so that nothing is accepted before a restart.",
      ...this.#registers,
      collect() {
        this.set(spool.broken ? 1 : 0);
      },
    });
  }
}

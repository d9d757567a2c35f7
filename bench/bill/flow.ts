import { randomUUID } from "node:crypto";
import type { FileRecord } from "@malote/core";
import { aCaller, FILE_ID } from "#testing/builders.ts";
import { PLANS } from "#testing/plans.ts";
import { aRequestedUpload } from "#testing/rules.ts";
import { confirmUpload } from "../../functions/confirm/confirm-upload.ts";
import { consultMany } from "../../functions/consult/consult-many.ts";
import { consultStatus } from "../../functions/consult/consult-status.ts";
import { downloadFile } from "../../functions/download/download-file.ts";
import { listFiles } from "../../functions/list/list-files.ts";
import type { Arrival } from "../../functions/mover/arrival.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { reconcileFile } from "../../functions/reconciler/reconcile-file.ts";
import { removeFile } from "../../functions/remove/remove-file.ts";
import { requestUpload } from "../../layers/core/src/steps/request-upload.ts";
import { moverSettings } from "./mover-settings.ts";
import { aBilledWorld, ETAG, type Step } from "./world.ts";

/** A name of 60 bytes, as a phone gives a scanned document. */
const FILE_NAME = "Scan 2026-11-21 12.00.00 contract with the landlord, p12.png";
const SIZE = 482_113;
const IDEMPOTENCY_KEY = FILE_ID;

export interface Described {
  len?: number;
  checksum?: { algorithm: "SHA256"; value: string };
  path?: string;
}

/** One file, and the use cases of the service for it. Each step returns what it used. */
export const aBilledFile = ({ len = SIZE, ...labels }: Described = {}) => {
  const world = aBilledWorld(len);
  const { ports } = world;
  const upload = aRequestedUpload({
    file_name: FILE_NAME,
    extension: ".png",
    type: "image/png",
    len,
    ...labels,
  });
  const request = requestUpload({ ...ports, expirySeconds: 900, plans: PLANS });
  const mover = { ...world.mover, ...moverSettings(), report: { notAborted: () => {} } };
  let file_id = "";

  const arrival = (event?: Arrival["event"]): Arrival => ({
    file_id,
    key_path: `temp/${file_id}.png`,
    dest_path: `dest/${file_id}.png`,
    message_id: randomUUID(),
    receive_count: 1,
    ...(event && { event }),
  });
  const now = () => ports.clock().toISOString();
  const reconcile = () =>
    reconcileFile({ ...ports, storage: world.reconciled, maxAttempts: 5 }, file_id, now());

  return {
    pass: world.pass,
    /** Whether there are bytes in temp/. Default: true. */
    hasBytes: world.hasBytes,
    record: (): FileRecord => {
      const item = world.items.get(file_id);
      if (!item) throw new Error("the file has no record");
      return item as FileRecord;
    },
    announce: () =>
      world.step(async () => {
        const outcome = await request(upload, aCaller(), { "idempotency-key": IDEMPOTENCY_KEY });
        file_id = ("form" in outcome ? outcome.form : outcome.known).file_id;
      }),
    confirm: () => world.step(() => confirmUpload(ports)({ file_id }, aCaller())),
    /** S3's notification of the bytes. */
    notify: () =>
      world.step(() =>
        moveFile(mover, arrival({ etag: ETAG, sequencer: "0055AED6DCD90281E5" }), () => 140_000),
      ),
    /** The message of a confirmation. */
    receive: () => world.step(() => moveFile(mover, arrival(), () => 140_000)),
    poll: () => world.step(() => consultStatus(ports)({ file_id }, aCaller(), {})),
    pollMany: (count: number) =>
      world.step(() =>
        consultMany(ports)(
          Array.from({ length: count }, () => randomUUID()),
          aCaller(),
          {},
        ),
      ),
    download: () => world.step(() => downloadFile(ports)({ file_id }, aCaller())),
    remove: () => world.step(() => removeFile({ ...ports, leftBehind: () => {} })({ file_id }, aCaller())),
    reconcile: () => world.step(reconcile),
    /** A page of `count` files like this one. */
    list: (count: number) => {
      const item = world.items.get(file_id) ?? {};
      for (let i = 1; i < count; i++) {
        const copy = { ...item, file_id: randomUUID() };
        world.items.set(copy.file_id, copy);
      }
      return world.step(() => listFiles(ports)({}, aCaller()));
    },
  };
};

export type BilledFile = ReturnType<typeof aBilledFile>;

/** The steps of a whole file, by their names. */
export type Steps = Readonly<Record<string, Step>>;

/**
 * Uploads one file. With a confirmation it costs most if that comes before the mover: then both write, and the second message
 * is refused.
 */
export const upload = async (
  described: Described,
  { confirmed }: { confirmed: boolean },
): Promise<{ steps: Steps; file: BilledFile }> => {
  const file = aBilledFile(described);
  const announce = await file.announce();
  file.pass(4);
  const confirm = confirmed && { confirm: await file.confirm() };
  file.pass(1);
  const move = await file.notify();
  const { status } = file.record();
  if (status !== "completed") throw new Error(`the file is ${status}`);
  const duplicate = confirmed && { duplicate: await file.receive() };
  return { steps: { announce, ...confirm, move, ...duplicate }, file };
};

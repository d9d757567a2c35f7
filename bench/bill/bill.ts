import { dollars, type Uses } from "../costs/prices.ts";
import { ASSUMED } from "./assumed.ts";
import { upload } from "./flow.ts";
import { readTemplate, type Template } from "./template.ts";
import { messageOf, requestOf, share, total } from "./uses.ts";
import type { Step } from "./world.ts";

const GIB = 1024 ** 3;
/** Files of one call of POST /uploads. */
const MANY = 50;

export interface Line {
  what: string;
  /** For one file, or one poll. */
  uses: Uses;
}

/** The log lines of GET /consult-status itself (`logsSuccess`). The access log has one. */
const POLL_LINES = 0;

const required = (step: Step | undefined): Step => {
  if (!step) throw new Error("the flow has no such step");
  return step;
};

/** The client's POST to S3. */
const POSTED: Uses = { s3Write: 1 };

/** What one file uses from its announcement to its end, and what one request of its status uses. */
export const billLines = async (template: Template = readTemplate()) => {
  const { steps, file } = await upload({}, { confirmed: true });
  const plain = (await upload({}, { confirmed: false })).steps;
  const large = (await upload({ len: GIB }, { confirmed: false })).steps;
  const poll = await file.poll();

  const { single, bulk } = ASSUMED.batch;
  const moved = (step: Step | undefined, batch: number) =>
    messageOf(template, required(step), { batch, fromS3: true });
  const announced = (step: Step | undefined) => requestOf(template, "Upload", required(step));
  // One request for many files. Each file has its own calls.
  const { table, ...none } = required(plain["announce"]);
  const many = total(
    share(requestOf(template, "UploadMany", { ...none, table: [] }), 1 / MANY),
    { writeUnit: announced(plain["announce"]).writeUnit ?? 0 },
    { gbSecond: (table.length * ASSUMED.tableMs) / 1000 / MANY },
  );
  return {
    confirmed: total(
      announced(steps["announce"]),
      POSTED,
      requestOf(template, "Confirm", required(steps["confirm"])),
      moved(steps["move"], single),
      messageOf(template, required(steps["duplicate"]), { batch: single, fromS3: false }),
    ),
    unconfirmed: total(announced(plain["announce"]), POSTED, moved(plain["move"], single)),
    bulk: total(many, POSTED, moved(plain["move"], bulk)),
    poll: requestOf(template, "Consult", poll, { functionLines: POLL_LINES }),
    gibibyte: total(announced(large["announce"]), POSTED, moved(large["move"], single)),
  };
};

export const dollarsPerMillion = (uses: Uses): number => dollars(uses) * 1_000_000;

export type BillLines = Awaited<ReturnType<typeof billLines>>;

import { beforeEach, expect, it, vi } from "vitest";
import { aContext } from "#testing/api-event.ts";
import { FILE_ID } from "#testing/builders.ts";
import { catchLogLines } from "#testing/log-lines.ts";
import { anArrival } from "#testing/mover/builders.ts";
import { aRoute, VALID_CALL } from "#testing/route.ts";
import { ASSUMED } from "../../../bench/bill/assumed.ts";
import { createReport } from "../../../functions/mover/report.ts";
import { log as logger } from "../../../layers/core/src/log.ts";

let log: ReturnType<typeof catchLogLines>;
beforeEach(() => {
  log = catchLogLines();
});

/** The bytes of the only line, as it is on AWS. The tests' logger indents it. */
const bytesOfLine = (): number => {
  const [line, ...more] = log.lines();
  expect(more).toEqual([]);
  return Buffer.byteLength(JSON.stringify(line));
};

it("a line of a route is not longer than the bill assumes", async () => {
  await aRoute(undefined, async () => ({ file_id: FILE_ID })).call(VALID_CALL);

  const bytes = bytesOfLine();
  expect(bytes).toBeGreaterThan(150);
  expect(bytes).toBeLessThanOrEqual(ASSUMED.functionLogBytes);
});

it("a line of the mover is not longer than the bill assumes", () => {
  logger.addContext(aContext());

  createReport({ addMetric: vi.fn() }).moved(anArrival({ message_id: FILE_ID }), "already-completed");

  expect(bytesOfLine()).toBeLessThanOrEqual(ASSUMED.functionLogBytes);
});

import { expect, test } from "vitest";
import { formatFrame } from "./format-frame.ts";

const unpacked = "/tmp/malote-AkSlka/ministack-lambda-malote-local-Consult-766EC76E85D69-fqin3gqa";

test.each([
  [
    "    at <anonymous> (/tmp/functions/consult/consult-status.ts:24:30)",
    "at <anonymous> (functions/consult/consult-status.ts:24:30)",
  ],
  [
    `    at Object.get (${unpacked}/src/aws/file-table.ts:49:25)`,
    "at Object.get (layers/core/src/aws/file-table.ts:49:25)",
  ],
  [
    "    at runRequest (/tmp/node_modules/@middy/core/index.js:191:26)",
    "at runRequest (node_modules/@middy/core/index.js:191:26)",
  ],
  ["at file:///tmp/functions/mover/handler.ts:3:7", "at functions/mover/handler.ts:3:7"],
  ["  at Object.parse (<anonymous>)", "at Object.parse (<anonymous>)"],
  ["[cause]: Error: no /tmp here", "[cause]: Error: no /tmp here"],
])("%s", (line, shown) => {
  expect(formatFrame(line)).toBe(shown);
});

test.each([
  `    at Interface.<anonymous> (${unpacked}/_worker.js:739:22)`,
  "    at Interface.emit (node:events:514:28)",
  "    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)",
])("%s is the emulator's, and is left out", (line) => {
  expect(formatFrame(line)).toBeUndefined();
});

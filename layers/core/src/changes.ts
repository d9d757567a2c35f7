/** What the functions that read the table's stream share. */
export { type Write, writeOf } from "./aws/stream-record.ts";

// Copies from one key to another, within the time of an invocation. An entry of its own, because only the functions that copy
// load it.
export * from "./steps/copy-parts.ts";
export * from "./steps/time-left.ts";

// Copies from one key to another, within the time of an invocation, and the line for an attempt that failed. An entry of its
// own, because only the functions that copy load it.
export * from "./steps/cause.ts";
export * from "./steps/copy-parts.ts";
export * from "./steps/time-left.ts";

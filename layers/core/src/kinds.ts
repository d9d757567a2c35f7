/** What kinds of files there are. An entry of its own: only the mover and the routes that announce files need it. */
export * from "./domain/kinds.ts";
export { isRecognised } from "./domain/recognised-types.ts";

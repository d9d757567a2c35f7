export { type TusCaller, type TusOptions, tusHandler } from "./tus-handler.ts";

export { help, helpOf } from "./help.ts";
export { OPTIONS, variableOf } from "./options.ts";
export { readSettings } from "./read-settings.ts";
export type { Account, Callers, LogLevel, Settings } from "./settings.ts";
export { SettingsFault } from "./settings-fault.ts";

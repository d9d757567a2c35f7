import type { Reading } from "./read-values.ts";
import type { Callers } from "./settings.ts";
import { isLoopback } from "./values.ts";

/** Who may call the relay. Without authentication only if the settings say so, and say who owns the files. */
export const readCallers = ({ values, given }: Reading, faults: string[]): Callers => {
  const {
    host = "",
    "acts-for": actsFor = [],
    "without-authentication": word,
    "owner-without-authentication": owner,
  } = values;
  const withWord = given.has("without-authentication");
  const withOwner = given.has("owner-without-authentication");
  if (!withWord && !withOwner) return { kind: "tokens", ...(actsFor.length > 0 && { actsFor }) };
  if (!withWord) {
    faults.push("--owner-without-authentication needs --without-authentication=loopback or =network.");
  }
  if (!withOwner) {
    faults.push("--without-authentication needs --owner-without-authentication: who owns the files.");
  }
  if (word === "loopback" && host !== "" && !isLoopback(host)) {
    faults.push(
      `--without-authentication=loopback needs a loopback address as --host, not ${host}. =network would let everybody who reaches ${host} upload.`,
    );
  }
  if (actsFor.length > 0) faults.push("--acts-for needs authentication; leave it out.");
  return { kind: "none", owner: owner ?? "" };
};

import * as v from "valibot";
import { type Fault, InvalidRequest } from "../domain/errors.ts";

/** A rule between members: what is wrong, if anything. It looks only at the members in `on`. */
export type InputRule<T> = {
  on: readonly (keyof T & string)[];
  pointer: string;
  check: (input: T) => string | undefined;
};

/**
 * The input as the schema has it, or every fault at once: those of the shape, and those of every
 * rule whose members are of the right shape.
 * @throws InvalidRequest (400)
 */
export const readInput = <S extends v.GenericSchema>(
  schema: S,
  raw: unknown,
  rules: readonly InputRule<v.InferOutput<S>>[] = [],
): v.InferOutput<S> => {
  const parsed = v.safeParse(schema, raw);
  const faults: Fault[] = parsed.success ? [] : parsed.issues.map(faultOf);
  const members = raw !== null && typeof raw === "object" && !Array.isArray(raw) ? raw : undefined;
  for (const { on, pointer, check } of members ? rules : []) {
    if (on.some((name) => faults.some((fault) => under(fault.pointer, `#/${name}`)))) continue;
    const detail = check(members as v.InferOutput<S>);
    if (detail !== undefined) faults.push({ pointer, detail });
  }
  if (faults.length > 0) throw new InvalidRequest(faults);
  return (parsed as { output: v.InferOutput<S> }).output;
};

const under = (pointer: string, parent: string): boolean =>
  pointer === parent || pointer.startsWith(`${parent}/`);

const faultOf = (issue: v.BaseIssue<unknown>): Fault => {
  const keys = (issue.path ?? []).map(({ key }) => String(key));
  const name = keys.join(".");
  return { pointer: pointerTo(keys), detail: detailOf(issue, name) };
};

const detailOf = (issue: v.BaseIssue<unknown>, name: string): string => {
  if (issue.type === "strict_object" && issue.expected === "never")
    return `${clip(name)} is not known here; leave it out.`;
  if (name === "") return "The body must be one JSON object.";
  if (issue.input === undefined) return `${name} is missing.`;
  return issue.message;
};

/** A name that came from outside is told, but not at any length. */
const clip = (name: string): string => (name.length > 64 ? `${name.slice(0, 64)}…` : name);

/** RFC 6901: ~ and / of a key are escaped. */
const pointerTo = (keys: readonly string[]): string =>
  keys.length === 0
    ? "#"
    : `#/${keys.map((key) => encodeURIComponent(clip(key).replaceAll("~", "~0").replaceAll("/", "~1"))).join("/")}`;

import * as v from "valibot";
import { type Fault, InvalidRequest, type MaloteError } from "../domain/errors.ts";
import { type MaybeObject, normaliseInput } from "./normalise-input.ts";

/** A rule that a schema cannot express. `check` returns what is wrong, and reads only the members in `on`. */
export type InputRule<Members, Input = Members> = {
  on: readonly (keyof Members & string)[];
  pointer: string;
  check: (input: Input) => string | undefined;
  /** The error when no other rule is broken. Default: InvalidRequest. */
  refusal?: (fault: Fault) => MaloteError;
};

export type InputDescription<S extends v.GenericSchema, I> = {
  input: S;
  /** Makes the input of the members. It must read a member only when a rule or the use case needs it. */
  refine?: (members: v.InferOutput<S>) => I;
  rules?: readonly InputRule<v.InferOutput<S>, I>[];
};

export type InputOptions = {
  /** The name of the input in the sentence for one that is no object. Default: body. */
  name?: string;
  /** Faults in one error, at the most. Default: 50. */
  maxFaults?: number;
  /** The members that were sent more than once, each of which is a fault. Default: none. */
  repeated?: readonly string[];
};

/**
 * The input of a request, or its faults at once, up to a maximum: the faults of its shape, and those of every rule
 * whose members have the right shape.
 * @throws InvalidRequest (400), or a rule's own error when nothing else is wrong
 */
export const readInput = <S extends v.GenericSchema, I = v.InferOutput<S>>(
  { input: schema, refine = (members) => members as I, rules = [] }: InputDescription<S, I>,
  raw: unknown,
  { name = "body", maxFaults = MAX_FAULTS, repeated = [] }: InputOptions = {},
): I => {
  // valibot accepts an array for an object. Here it is a fault, and the sentence says what to send.
  const isObject = raw !== null && typeof raw === "object" && !Array.isArray(raw);
  const members = isObject ? normaliseInput(schema as MaybeObject, raw) : null;
  const parsed = v.safeParse(schema, members);
  const shape: Fault[] = [];
  // No rule runs then: the faults that were not collected may be of members that a rule reads.
  for (const fault of shapeFaults(schema, members, parsed.issues ?? [], name, repeated))
    if (shape.push(fault) === maxFaults) throw new InvalidRequest(shape);
  const input = refine(members as v.InferOutput<S>);
  // Rules between members skip those that are wrong in themselves.
  const wrong = [...shape];
  const broken: { fault: Fault; refusal: ((fault: Fault) => MaloteError) | undefined }[] = [];
  for (const { on, pointer, check, refusal } of members ? rules : []) {
    if (on.some((name) => wrong.some((fault) => under(fault.pointer, `#/${name}`)))) continue;
    const detail = check(input);
    if (detail === undefined) continue;
    broken.push({ fault: { pointer, detail }, refusal });
    if (on.length === 1) wrong.push({ pointer, detail });
  }
  const [first] = broken;
  if (shape.length === 0 && first?.refusal && broken.every(({ refusal }) => refusal))
    throw first.refusal(first.fault);
  const faults = [...shape, ...broken.map(({ fault }) => fault)];
  if (faults.length > 0) throw new InvalidRequest(faults.slice(0, maxFaults));
  return input;
};

/** Faults in one response. No fault is made beyond them, so that a body of unknown members costs little. */
const MAX_FAULTS = 50;

/** Faults of known members come first, and only then those of unknown members. */
function* shapeFaults(
  schema: MaybeObject,
  members: unknown,
  issues: readonly v.BaseIssue<unknown>[],
  name: string,
  repeated: readonly string[],
): Generator<Fault, undefined> {
  for (const name of repeated)
    if (Object.hasOwn(schema.entries ?? {}, name))
      yield { pointer: pointerTo([name]), detail: `${name} must be sent once.` };
  for (const issue of issues) if (!isUnknownMember(issue)) yield faultOf(issue, name);
  yield* unknownMembers(schema, members, []);
}

const under = (pointer: string, parent: string): boolean =>
  pointer === parent || pointer.startsWith(`${parent}/`);

const faultOf = (issue: v.BaseIssue<unknown>, whole: string): Fault => {
  const keys = (issue.path ?? []).map(({ key }) => String(key));
  const name = keys.join(".");
  return { pointer: pointerTo(keys), detail: detailOf(issue, name, whole) };
};

const detailOf = (issue: v.BaseIssue<unknown>, name: string, whole: string): string => {
  if (name === "") return `The ${whole} must be one JSON object.`;
  return issue.input === undefined ? `${name} is missing.` : issue.message;
};

/** valibot reports only the first unknown member, so unknownMembers finds all of them. */
const isUnknownMember = (issue: v.BaseIssue<unknown>): boolean =>
  issue.type === "strict_object" && issue.expected === "never";

function* unknownMembers(
  schema: MaybeObject,
  value: unknown,
  path: readonly string[],
): Generator<Fault, undefined> {
  if (schema.wrapped) return yield* unknownMembers(schema.wrapped, value, path);
  if (schema.item && Array.isArray(value)) {
    for (const [index, each] of value.entries())
      yield* unknownMembers(schema.item, each, [...path, String(index)]);
    return;
  }
  if (schema.type !== "strict_object" || value === null || typeof value !== "object") return;
  const { entries = {} } = schema;
  for (const [key, member] of Object.entries(value)) {
    const known = Object.hasOwn(entries, key) ? entries[key] : undefined;
    if (known) {
      yield* unknownMembers(known, member, [...path, key]);
      continue;
    }
    const name = clip([...path, key].join(".")) || '""';
    yield { pointer: pointerTo([...path, key]), detail: `${name} is not known here; leave it out.` };
  }
}

/** At most 64 characters of a name that came from outside. */
const clip = (name: string): string => {
  const characters = Array.from(name.slice(0, 200).toWellFormed());
  return name.length > 64 ? `${characters.slice(0, 64).join("")}…` : characters.join("");
};

/** A JSON pointer as a fragment (RFC 6901), in which ~ and / of a key are escaped. */
const pointerTo = (keys: readonly string[]): string =>
  keys.length === 0
    ? "#"
    : `#/${keys.map((key) => encodeURIComponent(clip(key).replaceAll("~", "~0").replaceAll("/", "~1"))).join("/")}`;

import * as v from "valibot";
import { type Fault, InvalidRequest, type MaloteError } from "../domain/errors.ts";

/** A rule between members: what is wrong, if anything. It looks only at the members in `on`. */
export type InputRule<T> = {
  on: readonly (keyof T & string)[];
  pointer: string;
  check: (input: T) => string | undefined;
  /** What a breach of this rule alone is answered with, where that is not a 400. */
  refusal?: (fault: Fault) => MaloteError;
};

/**
 * The input as the schema has it, or every fault at once: those of the shape, and those of every
 * rule whose members are of the right shape.
 * @throws InvalidRequest (400), or a rule's own refusal where nothing else is wrong
 */
export const readInput = <S extends v.GenericSchema>(
  schema: S,
  raw: unknown,
  rules: readonly InputRule<v.InferOutput<S>>[] = [],
): v.InferOutput<S> => {
  // valibot takes an array for an object; a caller who sends one should be told what is wanted.
  const members = raw !== null && typeof raw === "object" && !Array.isArray(raw) ? raw : null;
  const parsed = v.safeParse(schema, members);
  const shape: Fault[] = [
    ...(parsed.issues ?? []).filter((issue) => !isUnknownMember(issue)).map(faultOf),
    ...unknownMembers(schema, members, []),
  ];
  // Members that are wrong in themselves: what compares them with others has nothing to say of them.
  const wrong = [...shape];
  const broken: { fault: Fault; refusal: InputRule<v.InferOutput<S>>["refusal"] }[] = [];
  for (const { on, pointer, check, refusal } of members ? rules : []) {
    if (on.some((name) => wrong.some((fault) => under(fault.pointer, `#/${name}`)))) continue;
    const detail = check(members as v.InferOutput<S>);
    if (detail === undefined) continue;
    broken.push({ fault: { pointer, detail }, refusal });
    if (on.length === 1) wrong.push({ pointer, detail });
  }
  const [first] = broken;
  if (shape.length === 0 && first?.refusal && broken.every(({ refusal }) => refusal))
    throw first.refusal(first.fault);
  const faults = [...shape, ...broken.map(({ fault }) => fault)];
  if (faults.length > 0) throw new InvalidRequest(faults.slice(0, MAX_FAULTS));
  return (parsed as { output: v.InferOutput<S> }).output;
};

/** As many as anybody mends in one go; a body of nothing but unknown members is not answered in kind. */
const MAX_FAULTS = 50;

const under = (pointer: string, parent: string): boolean =>
  pointer === parent || pointer.startsWith(`${parent}/`);

const faultOf = (issue: v.BaseIssue<unknown>): Fault => {
  const keys = (issue.path ?? []).map(({ key }) => String(key));
  const name = keys.join(".");
  return { pointer: pointerTo(keys), detail: detailOf(issue, name) };
};

const detailOf = (issue: v.BaseIssue<unknown>, name: string): string => {
  if (name === "") return "The body must be one JSON object.";
  return issue.input === undefined ? `${name} is missing.` : issue.message;
};

/** valibot names only the first of them: they are looked for apart. */
const isUnknownMember = (issue: v.BaseIssue<unknown>): boolean =>
  issue.type === "strict_object" && issue.expected === "never";

type MaybeObject = { type: string; entries?: Record<string, MaybeObject>; wrapped?: MaybeObject };

const unknownMembers = (schema: MaybeObject, value: unknown, path: readonly string[]): Fault[] => {
  if (schema.wrapped) return unknownMembers(schema.wrapped, value, path);
  if (schema.type !== "strict_object" || value === null || typeof value !== "object") return [];
  const { entries = {} } = schema;
  return Object.entries(value).flatMap(([key, member]) => {
    const known = Object.hasOwn(entries, key) ? entries[key] : undefined;
    if (known) return unknownMembers(known, member, [...path, key]);
    const name = clip([...path, key].join(".")) || '""';
    return [{ pointer: pointerTo([...path, key]), detail: `${name} is not known here; leave it out.` }];
  });
};

/** A name that came from outside is told, but not at any length. */
const clip = (name: string): string => {
  const characters = Array.from(name.slice(0, 200).toWellFormed());
  return name.length > 64 ? `${characters.slice(0, 64).join("")}…` : characters.join("");
};

/** RFC 6901: ~ and / of a key are escaped. */
const pointerTo = (keys: readonly string[]): string =>
  keys.length === 0
    ? "#"
    : `#/${keys.map((key) => encodeURIComponent(clip(key).replaceAll("~", "~0").replaceAll("/", "~1"))).join("/")}`;

import { UUID_IN_ANY_CASE } from "../domain/keys.ts";

/** What is read of a valibot schema. The schemas themselves transform nothing. */
export type MaybeObject = {
  type: string;
  entries?: Record<string, MaybeObject>;
  wrapped?: MaybeObject;
  item?: MaybeObject;
  getter?: (input: unknown) => MaybeObject;
  pipe?: readonly { requirement?: unknown }[];
};

/**
 * The input in the one form that everything after it works with. Some serialisers write null for what is absent, and some
 * write UUIDs in upper case. So null in an optional member is left out, and each UUID is in lower case. Anything else
 * stays as it is, also what the schema refuses.
 */
export const normaliseInput = (schema: MaybeObject, value: unknown): unknown => {
  if (schema.getter) return normaliseInput(schema.getter(value), value);
  if (schema.wrapped) return normaliseInput(schema.wrapped, value);
  if (typeof value === "string") return isUuid(schema) ? value.toLowerCase() : value;
  const { item, entries } = schema;
  if (Array.isArray(value)) return item ? value.map((each) => normaliseInput(item, each)) : value;
  if (!entries || value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      const known = Object.hasOwn(entries, name) ? entries[name] : undefined;
      if (!known) return [[name, member]];
      return member === null && known.type === "optional" ? [] : [[name, normaliseInput(known, member)]];
    }),
  );
};

const isUuid = ({ pipe = [] }: MaybeObject): boolean =>
  pipe.some(({ requirement }) => requirement === UUID_IN_ANY_CASE);

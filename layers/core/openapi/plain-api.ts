import { parse, stringify } from "yaml";

type Json = Record<string, unknown>;
type Schema = Json & { $ref?: string; properties?: Record<string, Json>; required?: string[] };

/**
 * The description for generators that know no unions, such as those of openapi-generator for Kotlin and Swift. Every union is
 * one type: of an open enum a string, of several objects one that has the members of all. Members that not all of them have are
 * optional. An operation has one type of response. Null and links are left out.
 */
export const plainApi = (document: string): string => {
  const api = parse(document);
  const schemas: Record<string, Schema> = api.components.schemas;
  const nameOf = ({ $ref = "" }: Schema) => $ref.replace("#/components/schemas/", "");
  const resolved = (schema: Schema): Schema => {
    const target = schemas[nameOf(schema)];
    return target === undefined ? schema : merged(target);
  };

  /** A schema that is no union. */
  const merged = (schema: Schema): Schema => {
    const { anyOf, oneOf, discriminator, ...rest } = schema;
    const options = ((anyOf ?? oneOf) as Schema[] | undefined)?.filter(({ type }) => type !== "null");
    if (!options) return schema;
    const [first = {}] = options;
    if (options.length === 1) return { ...rest, ...first };
    const types = options.map(resolved);
    if (types.every(({ properties }) => properties)) return { ...rest, ...together(types) };
    return { ...rest, type: "string" };
  };

  const together = (types: Schema[]): Schema => ({
    type: "object",
    properties: types.reduce<Record<string, Json>>((all, { properties = {} }) => {
      for (const [name, member] of Object.entries(properties))
        all[name] = "const" in member ? { description: member["description"], type: "string" } : member;
      return all;
    }, {}),
    required: types
      .map(({ required = [] }) => required)
      .reduce((common, names) => common.filter((name) => names.includes(name))),
  });

  const plain = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(plain);
    if (!(value instanceof Object)) return value;
    const { links, ...schema } = merged(value as Schema);
    const { type } = schema;
    if (Array.isArray(type)) schema["type"] = type.find((one) => one !== "null");
    return Object.fromEntries(Object.entries(schema).map(([name, member]) => [name, plain(member)]));
  };

  // A repeated POST /upload may respond with the status of the file.
  const { responses } = api.paths["/upload"].post;
  const answers = ["200", "201"].map((status) => responses[status].content["application/json"]);
  schemas["UploadAnswer"] = {
    description: "A form, a plan of parts, or the status of a file that needs neither.",
    ...together([resolved(answers[0].schema), resolved(answers[1].schema)]),
  };
  answers[0].schema = answers[1].schema;
  return stringify(plain(api), { lineWidth: 110, aliasDuplicateObjects: false });
};

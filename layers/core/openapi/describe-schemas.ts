import { type ConversionConfig, toJsonSchema, toJsonSchemaDefs } from "@valibot/to-json-schema";
import type { GenericSchema } from "valibot";
import { COMPONENTS, DISCRIMINATORS, OPEN_ENUMS } from "./components.ts";
import type { Description } from "./description.ts";
import { DESCRIPTIONS, MEMBERS } from "./descriptions.ts";

type Json = Record<string, unknown>;

/** What may be over 2 GiB, which is more than an int32 holds. */
const BYTES = /(^|_)(len|size|bytes)$/;

export type Schemas = {
  /** The component schemas of the document, described. */
  components: Record<string, Json>;
  /** The schema of a parameter, with references to the components. */
  inline: (of: GenericSchema) => Json;
};

export type Descriptions = Readonly<Record<string, Description>>;

/** The JSON schemas of the components, and of these bodies: of requests, of responses (routes.ts) and of events. */
export const describeSchemas = (
  bodies: readonly { name: string; of: GenericSchema }[],
  descriptions: Descriptions = DESCRIPTIONS,
): Schemas => {
  const named: Record<string, readonly GenericSchema[]> = { ...COMPONENTS };
  for (const { name, of } of bodies) named[name] ??= [of];
  // Several schemas of one component: "Uuid", "Uuid 1".
  const definitions = Object.fromEntries(
    Object.entries(named).flatMap(([name, schemas]) =>
      schemas.map((of, i) => [i === 0 ? name : `${name} ${i}`, of]),
    ),
  );
  const config: ConversionConfig = {
    target: "draft-2020-12",
    typeMode: "input",
    overrideRef: ({ referenceId }) => referenceTo(referenceId.split(" ")[0] ?? ""),
    overrideAction: ({ valibotAction, jsonSchema: made }) =>
      valibotAction.type === "safe_integer"
        ? { ...made, type: "integer", maximum: Number.MAX_SAFE_INTEGER }
        : undefined,
  };
  const ofBodies: ConversionConfig = { ...config, overrideSchema: nullIfOptional };
  const components: Record<string, Json> = {};
  for (const [name, schema] of Object.entries(toJsonSchemaDefs(definitions, ofBodies))) {
    if (!name.includes(" ")) Object.assign(components, component(name, schema as Json, descriptions));
  }
  refuseStaleDescriptions(components, descriptions);
  return {
    components,
    inline: (of) => {
      const { $schema, $defs, ...schema } = toJsonSchema(of, { ...config, definitions });
      return schema as Json;
    },
  };
};

/**
 * In the body of a request, null in an optional member is as if it were left out (normaliseInput). Responses have members of
 * another type (exactOptional), which are never null.
 */
const nullIfOptional: NonNullable<ConversionConfig["overrideSchema"]> = ({
  valibotSchema,
  jsonSchema: made,
}) => {
  if (valibotSchema.type !== "optional") return undefined;
  return typeof made.type === "string" && !made.enum
    ? { ...made, type: [made.type, "null"] }
    : { anyOf: [made, { type: "null" }] };
};

export const referenceTo = (name: string): string => `#/components/schemas/${name}`;

/** A component, and the component with its known values if it is an open enum. */
const component = (name: string, schema: Json, descriptions: Descriptions): Record<string, Json> => {
  const values = OPEN_ENUMS[name];
  if (!values) return { [name]: described(name, shaped(name, schema), descriptions) };
  const known = `Known${name}`;
  return {
    [known]: described(known, { type: "string", enum: values }, descriptions),
    [name]: described(name, { anyOf: [{ $ref: referenceTo(known) }, { type: "string" }] }, descriptions),
  };
};

/** What valibot's schemas cannot say. */
const shaped = (name: string, schema: Json): Json => {
  if (name === "Uuid") return { ...schema, format: "uuid" };
  const discriminator = DISCRIMINATORS[name];
  if (!discriminator) return schema;
  const mapping = Object.fromEntries(
    Object.entries(discriminator.options).map(([value, option]) => [value, referenceTo(option)]),
  );
  return {
    oneOf: Object.values(mapping).map(($ref) => ({ $ref })),
    discriminator: { propertyName: discriminator.member, mapping },
  };
};

const described = (name: string, schema: Json, descriptions: Descriptions): Json => {
  const description = descriptions[name];
  if (!description) throw new Error(`descriptions.ts does not describe ${name}.`);
  const properties = schema["properties"] as Record<string, Json> | undefined;
  return {
    description: description.is,
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([member, of]) => {
          const text = description.members?.[member] ?? MEMBERS[member];
          if (text === undefined) throw new Error(`descriptions.ts does not describe ${name}.${member}.`);
          return [member, { description: text, ...withType(member, of) }];
        }),
      ),
    }),
  };
};

/**
 * Without a format, generators choose a type by themselves: some choose 32 bits, which is too little for a file. A constant
 * without a type is an object for some of them.
 */
export const withType = (name: string, schema: Json): Json => {
  if (schema["const"] !== undefined) return { type: typeof schema["const"], ...schema };
  if (schema["items"]) return { ...schema, items: withType(name, schema["items"] as Json) };
  if (![schema["type"]].flat().includes("integer")) return schema;
  if (BYTES.test(name)) return { ...schema, format: "int64" };
  const { maximum, ...rest } = schema;
  // The largest safe integer is no limit of a smaller number.
  return { ...rest, ...(maximum !== Number.MAX_SAFE_INTEGER && { maximum }), format: "int32" };
};

const refuseStaleDescriptions = (components: Record<string, Json>, descriptions: Descriptions): void => {
  for (const [name, { members = {} }] of Object.entries(descriptions)) {
    const properties = (components[name]?.["properties"] ?? {}) as Json;
    const stale = Object.keys(members).filter((member) => !(member in properties));
    if (!components[name] || stale.length > 0)
      throw new Error(`descriptions.ts describes ${[name, ...stale].join(".")}, which is not there.`);
  }
};

import { FileStatusChanged } from "../src/contract/events.ts";
import { EVENT_SOURCE, FILE_STATUS_CHANGED } from "../src/index.ts";
import { bodiesOf } from "./describe-api.ts";
import { describeSchemas, referenceTo } from "./describe-schemas.ts";
import { DESCRIPTIONS } from "./descriptions.ts";
import { routes } from "./routes.ts";

type Json = Record<string, unknown>;

const DESCRIPTION = {
  is: "The change of a file's status, and the file as its owner saw it right after the change.",
  members: {
    id: "`file_id:version:status`. An event that is delivered twice has the same id both times.",
    version: "The version of the file's record. It orders the events of one file.",
    previous: "The status before the change. Absent for the first one.",
    owner: "The `sub` of the owner. The user may not exist any more.",
    checksum: "The checksum that the client declared.",
    served_type:
      "The media type as which the file is downloaded, if its bytes are of another format of that kind.",
    uploaded_by:
      "The `sub` of the relay that uploads the file on behalf of its owner. `inbox` if a system wrote it to inbox/ of the bucket.",
    history: "The changes up to this one, the last 20, oldest first.",
  },
};

/** The envelope that EventBridge delivers, with the members that rules and receivers read. */
const ENVELOPE: Json = {
  type: "object",
  required: ["id", "source", "detail-type", "time", "account", "region", "detail"],
  properties: {
    version: { type: "string", description: "Of the envelope." },
    id: { type: "string", description: "EventBridge's own id. A second delivery may have another one." },
    source: { const: EVENT_SOURCE },
    "detail-type": { const: FILE_STATUS_CHANGED },
    account: { type: "string" },
    region: { type: "string" },
    time: { type: "string", format: "date-time", description: "When the status changed, in whole seconds." },
    resources: { type: "array", items: { type: "string" } },
    detail: { $ref: "#/$defs/FileStatusChanged" },
  },
};

/** The event as a JSON Schema, with the schemas that it needs. */
export const describeEvent = (): string => {
  const { components } = describeSchemas(
    [...bodiesOf(routes), { name: FILE_STATUS_CHANGED, of: FileStatusChanged }],
    { ...DESCRIPTIONS, [FILE_STATUS_CHANGED]: DESCRIPTION },
  );
  const $defs = Object.fromEntries(
    reachedFrom(FILE_STATUS_CHANGED, components).map((name) => [name, components[name]]),
  );
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: FILE_STATUS_CHANGED,
    description: "An event of EventBridge: docs/events.md.",
    ...ENVELOPE,
    $defs,
  };
  return `${JSON.stringify(schema, null, 2).replaceAll(`"${referenceTo("")}`, '"#/$defs/')}\n`;
};

/** The names of a component and of all components that it refers to, directly or not. */
const reachedFrom = (start: string, components: Record<string, Json>): string[] => {
  const seen = new Set([start]);
  // The loop also visits the names that are added to the Set during the loop.
  for (const name of seen) {
    for (const [, next = ""] of JSON.stringify(components[name]).matchAll(/"#\/components\/schemas\/(\w+)"/g))
      seen.add(next);
  }
  return [...seen];
};

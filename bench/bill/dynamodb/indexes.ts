import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "../../../tools/paths.ts";
import type { Item } from "./item-size.ts";

/** An index of the table Files: its keys, and the attributes that it holds. */
export interface Index {
  name: string;
  keys: readonly string[];
  attributes: readonly string[];
}

interface TemplateIndex {
  IndexName: string;
  KeySchema: { AttributeName: string }[];
  Projection: { NonKeyAttributes: string[] };
}

/** The indexes that template.yaml gives the table. */
export const readIndexes = (): Index[] => {
  // CloudFormation's tags (!Ref, !Sub …) are ignored: only the text after the tag is read.
  const template = parse(readFileSync(join(root, "template.yaml"), "utf8"), { logLevel: "error" });
  const indexes: TemplateIndex[] = template.Resources.Files.Properties.GlobalSecondaryIndexes;
  return indexes.map(({ IndexName, KeySchema, Projection }) => {
    const keys = KeySchema.map(({ AttributeName }) => AttributeName);
    return { name: IndexName, keys, attributes: ["file_id", ...keys, ...Projection.NonKeyAttributes] };
  });
};

/** The entry of an item in an index; undefined if the item does not have all keys of the index. */
export const entryOf = (item: Item | undefined, { keys, attributes }: Index): Item | undefined =>
  item && keys.every((key) => item[key] !== undefined)
    ? Object.fromEntries(Object.entries(item).filter(([name]) => attributes.includes(name)))
    : undefined;

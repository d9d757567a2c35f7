/** An item, or an entry of an index, as the document client has it. */
export type Item = Readonly<Record<string, unknown>>;

/**
 * The size of an item in bytes: that of its names and values, with DynamoDB's rules.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const bytesOf = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOf(value), 0);

const sizeOf = (value: unknown): number => {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value === "boolean" || value === null) return 1;
  // A byte for each two digits, and one more. A number of a record is never negative, and has no fraction.
  if (typeof value === "number") return Math.ceil(String(value).replace(/0+$/, "").length / 2) + 1;
  // A list or a map has 3 bytes, and 1 for each of its elements.
  const elements: [string, unknown][] = Array.isArray(value)
    ? value.map((element) => ["", element])
    : Object.entries(value as object);
  return elements.reduce((sum, [name, element]) => sum + 1 + Buffer.byteLength(name) + sizeOf(element), 3);
};

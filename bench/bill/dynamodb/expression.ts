import type { Item } from "./item-size.ts";

// The part of DynamoDB's expressions that the service uses.

export interface Placeholders {
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Record<string, unknown> | undefined;
}

const TOKEN = /\s*(<>|<=|>=|[(),=<>+.]|[#:]?\w+)/gy;

/** Reads an expression token by token. An operand is a value, or a path in the item. */
class Reader {
  readonly #tokens: string[];
  readonly #item: Item;
  readonly #placeholders: Placeholders;
  #at = 0;

  constructor(text: string, item: Item, placeholders: Placeholders) {
    this.#tokens = Array.from(text.trim().matchAll(TOKEN), ([, token = ""]) => token);
    this.#item = item;
    this.#placeholders = placeholders;
  }

  get next(): string | undefined {
    return this.#tokens[this.#at];
  }

  take(): string {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new Error("the expression ends too early");
    return token;
  }

  skip(token: string): boolean {
    if (this.next !== token) return false;
    this.#at++;
    return true;
  }

  require(token: string): void {
    if (!this.skip(token)) throw new Error(`"${token}" was expected before "${this.next}"`);
  }

  name(): string {
    const token = this.take();
    const name = token.startsWith("#") ? this.#placeholders.ExpressionAttributeNames?.[token] : token;
    if (name === undefined) throw new Error(`the name ${token} is not defined`);
    return name;
  }

  value(): unknown {
    const name = this.next ?? "";
    if (name.startsWith(":")) {
      this.take();
      const values = this.#placeholders.ExpressionAttributeValues ?? {};
      if (!(name in values)) throw new Error(`the value ${name} is not defined`);
      return values[name];
    }
    let value: unknown = this.#item[this.name()];
    while (this.skip(".")) value = (value as Item | undefined)?.[this.name()];
    return value;
  }

  /** The arguments of a function. */
  values(): unknown[] {
    this.require("(");
    const values = [this.value()];
    while (this.skip(",")) values.push(this.value());
    this.require(")");
    return values;
  }
}

/** Whether a condition or a filter is true for an item. */
export const isTrue = (text: string, item: Item, placeholders: Placeholders): boolean => {
  const reader = new Reader(text, item, placeholders);
  const result = either(reader);
  if (reader.next !== undefined) throw new Error(`"${reader.next}" was not expected`);
  return result;
};

const either = (reader: Reader): boolean => {
  let result = all(reader);
  while (reader.skip("OR")) result = all(reader) || result;
  return result;
};

const all = (reader: Reader): boolean => {
  let result = single(reader);
  while (reader.skip("AND")) result = single(reader) && result;
  return result;
};

const single = (reader: Reader): boolean => {
  if (reader.skip("NOT")) return !single(reader);
  if (reader.skip("(")) {
    const result = either(reader);
    reader.require(")");
    return result;
  }
  if (reader.skip("attribute_exists")) return reader.values()[0] !== undefined;
  if (reader.skip("attribute_not_exists")) return reader.values()[0] === undefined;
  if (reader.skip("contains")) {
    const [text, part] = reader.values();
    return typeof text === "string" && text.includes(String(part));
  }
  return comparison(reader);
};

const comparison = (reader: Reader): boolean => {
  const left = reader.value();
  const operator = reader.take();
  if (operator === "IN") return reader.values().includes(left);
  if (operator === "BETWEEN") {
    const from = reader.value();
    reader.require("AND");
    return isBefore(from, left, true) && isBefore(left, reader.value(), true);
  }
  const right = reader.value();
  // An attribute that does not exist differs from every value.
  if (operator === "<>") return left !== right;
  if (operator === "=") return left !== undefined && left === right;
  if (operator.startsWith("<")) return isBefore(left, right, operator === "<=");
  return isBefore(right, left, operator === ">=");
};

const isBefore = (a: unknown, b: unknown, orSame: boolean): boolean => {
  if (a === undefined || b === undefined) return false;
  return orSame ? (a as string) <= (b as string) : (a as string) < (b as string);
};

/** The item after an update expression of SET and REMOVE. */
export const updated = (text: string, item: Item, placeholders: Placeholders): Item => {
  const reader = new Reader(text, item, placeholders);
  const next: Record<string, unknown> = { ...item };
  if (reader.skip("SET"))
    do {
      const name = reader.name();
      reader.require("=");
      next[name] = assigned(reader);
    } while (reader.skip(","));
  if (reader.skip("REMOVE"))
    do delete next[reader.name()];
    while (reader.skip(","));
  if (reader.next !== undefined) throw new Error(`"${reader.next}" was not expected`);
  return next;
};

const assigned = (reader: Reader): unknown => {
  if (reader.skip("list_append")) {
    const [list, more] = reader.values() as unknown[][];
    if (!list || !more) throw new Error("list_append needs two lists");
    return [...list, ...more];
  }
  if (reader.skip("if_not_exists")) {
    const [value, otherwise] = reader.values();
    return value ?? otherwise;
  }
  const value = reader.value();
  return reader.skip("+") ? Number(value) + Number(reader.value()) : value;
};

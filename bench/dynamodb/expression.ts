import { isDeepStrictEqual } from "node:util";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";

// The part of DynamoDB's expressions that the service uses. Whatever it does not know is an error, so that nothing counts as
// true by mistake.

/** A record as in DynamoDB's JSON. */
export type Item = Record<string, AttributeValue>;

export interface Placeholders {
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Item | undefined;
}

type Value = AttributeValue | undefined;

const TOKEN = /[#:]?\w+|<>|<=|>=|\S/g;

/** Reads an expression token by token. An operand is a value, or a path in the item. */
class Reader {
  readonly #tokens: string[];
  readonly #item: Item;
  readonly #placeholders: Placeholders;
  #at = 0;

  constructor(text: string, item: Item, placeholders: Placeholders) {
    this.#tokens = text.match(TOKEN) ?? [];
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

  value(): Value {
    const name = this.next ?? "";
    if (name.startsWith(":")) {
      this.take();
      const values = this.#placeholders.ExpressionAttributeValues ?? {};
      if (!(name in values)) throw new Error(`the value ${name} is not defined`);
      return values[name];
    }
    let value: Value = this.#item[this.name()];
    while (this.skip(".")) value = value?.M?.[this.name()];
    return value;
  }

  /** The arguments of a function. */
  values(): Value[] {
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
    return text?.S !== undefined && part?.S !== undefined && text.S.includes(part.S);
  }
  return comparison(reader);
};

const comparison = (reader: Reader): boolean => {
  const left = reader.value();
  const operator = reader.take();
  if (operator === "IN") return reader.values().some((value) => isEqual(left, value));
  if (operator === "BETWEEN") {
    const from = reader.value();
    reader.require("AND");
    const to = reader.value();
    return isAtMost(from, left) && isAtMost(left, to);
  }
  const right = reader.value();
  // An attribute that does not exist differs from every value.
  if (operator === "<>") return !isEqual(left, right);
  if (operator === "=") return isEqual(left, right);
  if (operator === "<") return isLess(left, right);
  if (operator === "<=") return isAtMost(left, right);
  if (operator === ">") return isLess(right, left);
  if (operator === ">=") return isAtMost(right, left);
  throw new Error(`"${operator}" is not a comparison`);
};

const isEqual = (a: Value, b: Value): boolean => a !== undefined && isDeepStrictEqual(a, b);

/** As in DynamoDB, the result is false when a value is missing or the types differ. */
const isLess = (a: Value, b: Value): boolean => {
  if (a?.N !== undefined && b?.N !== undefined) return Number(a.N) < Number(b.N);
  return a?.S !== undefined && b?.S !== undefined && a.S < b.S;
};

const isAtMost = (a: Value, b: Value): boolean => isLess(a, b) || isEqual(a, b);

/**
 * The item after an update expression of SET and REMOVE. SET takes a value, a sum of two, `list_append` and `if_not_exists`.
 * @throws Error for an operand that the item does not have
 */
export const updated = (text: string, item: Item, placeholders: Placeholders): Item => {
  const reader = new Reader(text, item, placeholders);
  const next: Item = { ...item };
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

const assigned = (reader: Reader): AttributeValue => {
  if (reader.skip("list_append")) {
    const [list, more] = reader.values();
    if (!list?.L || !more?.L) throw new Error("list_append needs two lists");
    return { L: [...list.L, ...more.L] };
  }
  if (reader.skip("if_not_exists")) {
    const [value, otherwise] = reader.values();
    return existing(value ?? otherwise);
  }
  const value = existing(reader.value());
  return reader.skip("+") ? { N: String(numberOf(value) + numberOf(reader.value())) } : value;
};

const existing = (value: Value): AttributeValue => {
  if (value === undefined) throw new Error("an operand is not in the item");
  return value;
};

const numberOf = (value: Value): number => {
  if (value?.N === undefined) throw new Error("only numbers can be added");
  return Number(value.N);
};

/**
 * A text with `{placeholders}`. One that depends on a number has a text for each plural form of its language
 * (Intl.PluralRules of `{count}`), and at least `other`.
 */
export type Message =
  | string
  | ({ readonly [form in Intl.LDMLPluralRule]?: string } & { readonly other: string });

export type Values = Record<string, string | number>;

/** The message with its values. A placeholder without a value stays, so that a test or a reader sees it. */
export const format = (
  message: Message,
  values: Values,
  rules: Intl.PluralRules,
  number: Intl.NumberFormat,
): string => {
  const count = values["count"];
  const text =
    typeof message === "string"
      ? message
      : ((typeof count === "number" ? message[rules.select(count)] : undefined) ?? message.other);
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? number.format(value) : value;
  });
};

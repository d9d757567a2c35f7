import { remembered } from "../app/remembered.ts";
import { store, useStore } from "../app/store.ts";
import { en, type Key } from "./en.ts";
import { format, type Message, type Values } from "./messages.ts";
import { ptBr } from "./pt-br.ts";

export const LANGUAGES = { en: "English", "pt-BR": "Português (Brasil)" } as const;
export type Language = keyof typeof LANGUAGES;

const MESSAGES: Record<Language, Record<Key, Message>> = { en, "pt-BR": ptBr };

/** Returns a text of the page in the person's language. */
export type Translate = (key: Key, values?: Values) => string;

export interface Words {
  language: Language;
  t: Translate;
  /** A text for a code that the service may send, such as `problem.file-too-large`; undefined for codes that are newer than the page. */
  known(key: string, values?: Values): string | undefined;
  /** 1,536 bytes: "1.5 kB", in powers of 1,024 as S3's console and Windows show them, so that usual limits are round. */
  bytes(count: number): string;
  /** "1.5 kB (1,536 bytes)". */
  exactBytes(count: number): string;
  /** "3:04 PM" today, "Nov 21, 3:04 PM" this year, else with the year. */
  when(iso: string): string;
  /** Date and time to the second. */
  exactly(iso: string): string;
  /** "3:04:05 PM" today, else as `exactly`. */
  clock(iso: string): string;
  /** "5 minutes ago". */
  ago(iso: string, now?: number): string;
  /** 95 seconds: "1 min 35 s". */
  duration(seconds: number): string;
  number(value: number): string;
  percent(share: number): string;
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
const AGES: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

export const wordsOf = (language: Language): Words => {
  const messages: Record<string, Message> = MESSAGES[language];
  const rules = new Intl.PluralRules(language);
  const plain = new Intl.NumberFormat(language);
  const share = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const exact = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });
  const time = new Intl.DateTimeFormat(language, { timeStyle: "short" });
  const second = new Intl.DateTimeFormat(language, { timeStyle: "medium" });
  const day = new Intl.DateTimeFormat(language, {
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
  });
  const date = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
  const known = (key: string, values: Values = {}) => {
    const message = Object.hasOwn(messages, key) ? messages[key] : undefined;
    return message === undefined ? undefined : format(message, values, rules, plain);
  };
  const units = new Map<string, Intl.NumberFormat>();
  /** Each formatter is made once: that takes 50 times as long as its use, and a list draws many rows. */
  const unit = (value: number, name: string, display: "short" | "long", digits: number) => {
    const key = `${name} ${display} ${digits}`;
    let made = units.get(key);
    if (!made) {
      made = new Intl.NumberFormat(language, {
        style: "unit",
        unit: name,
        unitDisplay: display,
        maximumFractionDigits: digits,
      });
      units.set(key, made);
    }
    return made.format(value);
  };
  const t: Translate = (key, values) => known(key, values) ?? key;
  const bytes = (count: number): string => {
    const step = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, count)) / 10));
    const value = count / 1024 ** step;
    // The short form of a byte has no plural in English.
    const text =
      step === 0
        ? unit(value, "byte", "long", 0)
        : unit(value, UNITS[step] ?? "byte", "short", value >= 100 ? 0 : 1);
    // The number and its unit stay on one line.
    return text.replaceAll(" ", "\u00a0");
  };
  return {
    language,
    t,
    known,
    bytes,
    exactBytes: (count) =>
      count < 1024 ? bytes(count) : t("files.size-exact", { size: bytes(count), bytes: plain.format(count) }),
    when: (iso) => {
      const at = new Date(iso);
      const now = new Date();
      if (at.toDateString() === now.toDateString()) return time.format(at);
      return (at.getFullYear() === now.getFullYear() ? day : date).format(at);
    },
    exactly: (iso) => exact.format(new Date(iso)),
    clock: (iso) => {
      const at = new Date(iso);
      return (at.toDateString() === new Date().toDateString() ? second : exact).format(at);
    },
    ago: (iso, now = Date.now()) => {
      const seconds = (Date.parse(iso) - now) / 1000;
      for (const [name, size] of AGES)
        if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), name);
      return relative.format(Math.min(0, Math.trunc(seconds)), "second");
    },
    duration: (seconds) => {
      const whole = Math.max(0, Math.round(seconds));
      const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
      const parts: [number, string][] =
        hours > 0
          ? [
              [hours, "hour"],
              [minutes, "minute"],
            ]
          : [
              [minutes, "minute"],
              [rest, "second"],
            ];
      const shown = parts.filter(
        ([value], index) => value > 0 || (index === 1 && whole === 0) || (index === 1 && parts[0]?.[0] === 0),
      );
      return shown.map(([value, name]) => unit(value, name, "short", 0)).join(" ");
    },
    number: (value) => plain.format(value),
    percent: (value) => share.format(value),
  };
};

const kept = remembered("malote.language");
const isLanguage = (value: string | null | undefined): value is Language =>
  value != null && Object.hasOwn(LANGUAGES, value);

/** The first of the browser's languages that the page has; Portuguese of any country is Brazilian here. Default: English. */
export const preferredLanguage = (wanted: readonly string[]): Language => {
  for (const tag of wanted) {
    if (/^pt\b/i.test(tag)) return "pt-BR";
    if (/^en\b/i.test(tag)) return "en";
  }
  return "en";
};

const keptLanguage = kept.read();
/** For code that is not a component and follows the language, such as Uppy's. */
export const words = store<Words>(
  wordsOf(isLanguage(keptLanguage) ? keptLanguage : preferredLanguage(navigator.languages)),
);
document.documentElement.lang = words.get().language;

export const useWords = (): Words => useStore(words);
/** For code that is not a component, such as an error that is shown later. */
export const currentWords = (): Words => words.get();

export const chooseLanguage = (language: Language): void => {
  kept.write(language);
  document.documentElement.lang = language;
  words.set(wordsOf(language));
};

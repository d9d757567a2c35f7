import stringWidth from "string-width";
import { safeText } from "../text/text.ts";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The text in exactly `width` columns of a terminal: padded at its end, or without its middle. */
export const fitText = (text: string, width: number): string => {
  const safe = safeText(text);
  const own = stringWidth(safe);
  if (own <= width) return safe + " ".repeat(width - own);
  const parts = [...graphemes.segment(safe)].map(({ segment }) => segment);
  const head = take(parts, Math.ceil((width - 1) / 2));
  const tail = take(parts.toReversed(), width - 1 - stringWidth(head.join(""))).toReversed();
  const cut = `${head.join("")}…${tail.join("")}`;
  return cut + " ".repeat(Math.max(0, width - stringWidth(cut)));
};

const take = (parts: readonly string[], width: number): string[] => {
  const taken: string[] = [];
  let used = 0;
  for (const part of parts) {
    used += stringWidth(part);
    if (used > width) break;
    taken.push(part);
  }
  return taken;
};

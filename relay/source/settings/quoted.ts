const LONGEST = 80;

/** A value as a message may show it: on one line, without control characters, and not too long. */
export const quoted = (text: string): string => {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return JSON.stringify(shown).replace(/[\u007f-\u009f]/g, "?");
};

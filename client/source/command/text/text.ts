/** Names come from other people: what could steer a terminal, or reverse the text of a line, is shown as its code. */
export const safeText = (text: string): string =>
  text.replace(/[\p{C}\u2028\u2029]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);

/** Bytes for people: `1.5 GiB`. */
export const bytesText = (bytes: number): string => {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  while (value >= 1023.95 && units.length > 1) {
    value /= 1024;
    units.shift();
  }
  return `${units[0] === "B" ? Math.round(value) : value.toFixed(1)} ${units[0]}`;
};

/** A time span for people: `45 s`, `3 min 20 s`, `2 h 5 min`. */
export const spanText = (ms: number): string => {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/** A local time without seconds: `2026-11-27 12:05`. */
export const timeText = (iso: string): string => {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return safeText(iso);
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
};

import { Trouble } from "../../tools/command/trouble.ts";

const UNITS: Record<string, number> = {
  "": 1,
  b: 1,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  tib: 1024 ** 4,
};

/**
 * Reads a number of bytes such as "10GiB", "1.5 MiB" or "4096".
 * @throws Trouble (exit code 2) for anything else
 */
export const readSize = (text: string): number => {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  if (number === "" || factor === undefined) {
    throw new Trouble(`--size must be a number of bytes such as 300MiB or 10GiB, not "${text}".`, {
      exitCode: 2,
    });
  }
  return Math.round(Number(number) * factor);
};

/** Bytes for people: "1.50 GiB". */
export const formatSize = (bytes: number): string => {
  for (const unit of ["TiB", "GiB", "MiB", "KiB"]) {
    const factor = UNITS[unit.toLowerCase()] ?? 1;
    if (bytes >= factor) return `${(bytes / factor).toFixed(2)} ${unit}`;
  }
  return `${bytes} B`;
};

/** Receives one line of progress, without its newline. */
export type OnLine = (line: string) => void;

export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** Runs one step and reports one line with its name and the seconds it took. A failed step reports nothing. */
export const step = async <T>(onLine: OnLine, name: string, work: () => Promise<T>): Promise<T> => {
  const started = performance.now();
  const result = await work();
  onLine(`${name.padEnd(42)} ${seconds(performance.now() - started).padStart(7)}`);
  return result;
};

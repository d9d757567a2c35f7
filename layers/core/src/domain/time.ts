/** An ISO 8601 time `seconds` after `at`; a negative number gives an earlier one. */
export const secondsAfter = (at: string, seconds: number): string =>
  new Date(Date.parse(at) + seconds * 1000).toISOString();

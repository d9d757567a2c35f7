/** Rounds to three significant digits, because the measurement is not more precise. */
export const rounded = (value: number): number => Number(value.toPrecision(3));

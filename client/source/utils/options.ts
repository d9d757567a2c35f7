/**
 * Refuses options that do not exist, so that a misspelt option is not ignored in silence.
 * @throws TypeError that names the option and the existing ones
 */
export const checkOptions = (caller: string, options: object, names: readonly string[]): void => {
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    const meant = names.find((known) => known.toLowerCase() === name.toLowerCase());
    const hint = meant ? `did you mean "${meant}"?` : `it accepts: ${names.join(", ")}.`;
    throw new TypeError(`${caller} has no option "${name}"; ${hint}`);
  }
};

/** @throws TypeError if an option is not a number within its limits */
export const checkNumber = (name: string, value: number, min: number, max = 2 ** 53): number => {
  if (value >= min && value <= max) return value;
  throw new TypeError(`${name} must be a number from ${min} to ${max}, and is ${value}.`);
};

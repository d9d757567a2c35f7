/** One line for the operator: the error's name and message, at most 500 characters, without the SDK's details. */
export const causeOf = (thrown: unknown): string => {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return `${error.name}: ${error.message}`.slice(0, 500);
};

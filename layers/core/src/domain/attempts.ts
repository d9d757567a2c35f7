/** The error of a file that is out of attempts, whether the mover or the reconciler writes it. */
export const NOT_MOVED = {
  error_code: "not-moved",
  details: "The file could not be stored yet; the operators have been told.",
} as const;

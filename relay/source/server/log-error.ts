/** What a log may hold of an error: no member of it, because libraries put requests with tokens and URLs there. */
export const loggable = (error: unknown, depth = 0): object => {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  return {
    type: name,
    message: withoutSecrets(message),
    ...(typeof code === "string" && { code }),
    ...(depth === 0 && stack && { stack: withoutSecrets(stack) }),
    ...(cause !== undefined && depth < 3 && { cause: loggable(cause, depth + 1) }),
  };
};

/** The query of a URL may be a signature. */
const withoutSecrets = (text: string): string =>
  text
    .replaceAll(/(https?:\/\/[^\s?#"']+)\?[^\s"']*/g, "$1?…")
    .replaceAll(/Bearer\s+[\w.~+/=-]+/gi, "Bearer …");

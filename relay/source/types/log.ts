type Write = (fields: object, message: string) => void;

/** The part of a pino logger that the parts of the relay use. */
export interface Log {
  info: Write;
  warn: Write;
  error: Write;
}

type Write = (fields: object, message: string) => void;

/** The part of a pino logger that the spool uses. */
export interface Log {
  info: Write;
  warn: Write;
  error: Write;
}

type Write = (fields: object, message: string) => void;

/** The part of a pino logger that identities use. */
export interface Log {
  info: Write;
  warn: Write;
}

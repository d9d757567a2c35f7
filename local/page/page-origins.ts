/** The origins of the API page on a port: it can be opened with both names (see isForUs). */
export const pageOrigins = (port: number | undefined): string[] =>
  port === undefined ? [] : [`http://127.0.0.1:${port}`, `http://localhost:${port}`];

import type { DatabaseSync, SQLInputValue } from "node:sqlite";

/** A prepared query whose rows are of one type. */
export function rowsOf<T>(db: DatabaseSync, sql: string) {
  const statement = db.prepare(sql);
  return {
    first: (...values: SQLInputValue[]) => statement.get(...values) as T | undefined,
    all: (...values: SQLInputValue[]) => statement.all(...values) as T[],
  };
}

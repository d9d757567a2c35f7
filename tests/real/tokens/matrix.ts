import { inject } from "vitest";
import { type ApiRoute, ROUTES } from "../template.ts";

const stack = inject("realStack");

/** The credentials of a call. */
export type Bearer = { header?: string; query?: Record<string, string> };

export type Cell = { route: string; status: number; code: string; challenge: string | null };

export const nameOf = ({ method, path }: ApiRoute): string => `${method} ${path}`;

const FILE_ID = "0b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b";

/** Calls every route once with one token, for an unknown file. A refusal does not depend on the body. */
export const callAll = (bearer: Bearer): Promise<Cell[]> =>
  Promise.all(
    ROUTES.map(async (route) => {
      const url = new URL(stack.api_url + route.path.replace(/\{\w+\}/g, FILE_ID));
      for (const [name, value] of Object.entries(bearer.query ?? {})) url.searchParams.set(name, value);
      const response = await fetch(url, {
        method: route.method,
        headers: {
          ...(bearer.header !== undefined && { Authorization: bearer.header }),
          ...(route.method === "POST" && { "Content-Type": "application/json" }),
        },
        ...(route.method === "POST" && { body: "{}" }),
      });
      const text = await response.text();
      return {
        route: nameOf(route),
        status: response.status,
        code: text.startsWith("{") ? String((JSON.parse(text) as { code?: unknown }).code ?? "") : "",
        challenge: response.headers.get("www-authenticate"),
      };
    }),
  );

const rows: Record<string, Cell[]> = {};

export const keepRow = (token: string, cells: Cell[]): void => {
  rows[token] = cells;
};

/** Prints the statuses: a line for each token, a column for each route. */
export const printMatrix = (): void => {
  const routes = ROUTES.map(nameOf);
  const width = Math.max(...Object.keys(rows).map(({ length }) => length));
  const line = (name: string, cells: string[]) =>
    [name.padEnd(width), ...cells.map((cell, i) => cell.padStart(routes[i]?.length ?? 0))].join("  ");
  const lines = Object.entries(rows).map(([token, cells]) =>
    line(
      token,
      cells.map(({ status }) => String(status)),
    ),
  );
  console.log([line("token", routes), ...lines].join("\n"));
};

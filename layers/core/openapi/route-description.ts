import type { GenericSchema } from "valibot";

type Entries = Record<string, GenericSchema>;

export type ResponseDescription = {
  description: string;
  schema?: { name: string; of: GenericSchema };
  examples?: Record<string, unknown>;
  headers?: readonly ("ETag" | "Location" | "Cache-Control")[];
};

export type RouteDescription = {
  method: "get" | "post" | "patch" | "delete";
  path: string;
  operationId: string;
  summary: string;
  description: string;
  headers?: readonly ("Idempotency-Key" | "If-None-Match")[];
  query?: Entries;
  pathParameters?: Entries;
  body?: { name: string; of: GenericSchema; examples: Record<string, unknown> };
  responses: Record<number, ResponseDescription>;
  /** Needs no token. */
  isPublic?: boolean;
  /** The codes of its problems, without those of every route. */
  problems: readonly string[];
};

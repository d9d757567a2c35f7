import { parse } from "yaml";

/** How a token is handed to the description's own security scheme. */
export interface Scheme {
  name: string;
  /** What stands before the token where the scheme is a header as it is. */
  prefix: "" | "Bearer ";
}

export interface Described {
  document: Record<string, unknown>;
  scheme: Scheme | undefined;
}

interface SecurityScheme {
  type?: string;
  scheme?: string;
  in?: string;
}

/**
 * The API's description with this stack for its only server, and the scheme that takes an ID token.
 * @throws Error where the text is not YAML, or no OpenAPI document
 */
export const describe = (openapi: string, apiUrl: string): Described => {
  const document: unknown = parse(openapi);
  if (!isDocument(document)) throw new Error("It is no OpenAPI document: it has no paths.");
  return {
    document: { ...document, servers: [{ url: apiUrl, description: "The stack on this machine" }] },
    scheme: tokenScheme(document.components?.securitySchemes ?? {}),
  };
};

type Document = Record<string, unknown> & {
  components?: { securitySchemes?: Record<string, SecurityScheme> };
};

const isDocument = (value: unknown): value is Document =>
  typeof value === "object" && value !== null && "paths" in value;

const tokenScheme = (schemes: Record<string, SecurityScheme>): Scheme | undefined => {
  for (const [name, { type, scheme, in: place }] of Object.entries(schemes)) {
    if (type === "http" && scheme?.toLowerCase() === "bearer") return { name, prefix: "" };
    if (type === "apiKey" && place === "header") return { name, prefix: "Bearer " };
  }
  return undefined;
};

import { parse } from "yaml";

/** The description's security scheme that needs the ID token. */
export interface Scheme {
  name: string;
  /** Text before the token. An `apiKey` scheme sends the header unchanged, so it needs "Bearer ". */
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
 * The API's description with this stack as its only server, and the security scheme for the ID token.
 * @throws Error when the text is not YAML, or not an OpenAPI document
 */
export const describe = (openapi: string, apiUrl: string): Described => {
  const document: unknown = parse(openapi);
  if (!isDocument(document)) throw new Error("It is not an OpenAPI document: it has no paths.");
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

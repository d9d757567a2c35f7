/** The description of a schema, and of those of its members that MEMBERS does not describe. */
export type Description = { is: string; members?: Readonly<Record<string, string>> };

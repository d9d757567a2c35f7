import mime from "mime";
import otherTypes from "mime/types/other.js";
import standardTypes from "mime/types/standard.js";

/** What media types and extensions have to do with each other. Loaded only where a deployment restricts the types. */
export interface MediaTypes {
  /** The type that the extension of a name stands for. */
  typeOf(name: string): string | undefined;
  /** The usual extension of a type, without its dot. */
  extensionOf(type: string): string | undefined;
  /** All extensions of the types that `isWanted`, with their dots. */
  extensionsOf(isWanted: (type: string) => boolean): string[];
}

export const mediaTypes: MediaTypes = {
  typeOf: (name) => mime.getType(name) ?? undefined,
  extensionOf: (type) => mime.getExtension(type) ?? undefined,
  extensionsOf: (isWanted) => {
    const all: readonly Record<string, readonly string[]>[] = [standardTypes, otherTypes];
    return (
      all
        .flatMap((types) => Object.entries(types))
        .filter(([type]) => isWanted(type))
        // A star marks extensions that belong to another type in the first place.
        .flatMap(([, names]) => names.map((name) => `.${name.replace("*", "")}`))
    );
  },
};

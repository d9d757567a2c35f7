import type { BuildOptions } from "esbuild";

/** Metadata.BuildProperties of a function: esbuild's options as the SAM CLI spells them. */
export type BuildProperties = Record<string, unknown>;

/** How each property reaches esbuild; one that is not here is refused, so that no figure leaves it out. */
const translations: Record<string, (value: never) => BuildOptions> = {
  EntryPoints: () => ({}),
  Format: (format: NonNullable<BuildOptions["format"]>) => ({ format }),
  OutExtension: (pairs: string[]) => ({ outExtension: Object.fromEntries(pairs.map(pairOf)) }),
  Target: (target: string) => ({ target }),
  MainFields: (fields: string) => ({ mainFields: fields.split(",") }),
  Minify: (minify: boolean) => ({ minify }),
  KeepNames: (keepNames: boolean) => ({ keepNames }),
  Sourcemap: (sourcemap: boolean) => ({ sourcemap }),
  SourcesContent: (text: string) => ({ sourcesContent: text !== "false" }),
  External: (external: string[]) => ({ external }),
  Banner: (pairs: string[]) => ({ banner: Object.fromEntries(pairs.map(pairOf)) }),
};

/** "js=import …" as its two halves: esbuild's own form on the command line. */
const pairOf = (text: string): [string, string] => {
  const at = text.indexOf("=");
  return [text.slice(0, at), text.slice(at + 1)];
};

/**
 * esbuild's options as `sam build` gives them, so that a function can be bundled without the SAM CLI.
 * @throws Error for a property that is not known here
 */
export const samOptions = (properties: BuildProperties): BuildOptions =>
  Object.entries(properties).reduce<BuildOptions>(
    (options, [name, value]) => {
      const translate = translations[name];
      if (!translate)
        throw new Error(`bench/bundles/sam-options.ts does not know the BuildProperty ${name}.`);
      return Object.assign(options, translate(value as never));
    },
    { bundle: true, platform: "node", logLevel: "warning" },
  );

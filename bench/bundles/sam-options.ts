import type { BuildOptions } from "esbuild";

/** Metadata.BuildProperties of a function: esbuild's options, with the names that the SAM CLI uses. */
export type BuildProperties = Record<string, unknown>;

/** The esbuild option for each property. An unknown property is refused, because the figures would be wrong without it. */
const translations: Record<string, (value: never) => BuildOptions> = {
  EntryPoints: () => ({}),
  Format: (format: NonNullable<BuildOptions["format"]>) => ({ format }),
  OutExtension: (pairs: string[]) => ({ outExtension: Object.fromEntries(pairs.map(pairOf)) }),
  Target: (target: string) => ({ target }),
  MainFields: (fields: string) => ({ mainFields: fields.split(",") }),
  Minify: (minify: boolean) => ({ minify }),
  Sourcemap: (sourcemap: boolean) => ({ sourcemap }),
  SourcesContent: (text: string) => ({ sourcesContent: text !== "false" }),
  External: (external: string[]) => ({ external }),
  Alias: (pairs: string[]) => ({ alias: Object.fromEntries(pairs.map(pairOf)) }),
  Banner: (pairs: string[]) => ({ banner: Object.fromEntries(pairs.map(pairOf)) }),
};

/** Splits "js=import …", the form of esbuild's command line, at the first "=". */
const pairOf = (text: string): [string, string] => {
  const at = text.indexOf("=");
  return [text.slice(0, at), text.slice(at + 1)];
};

/**
 * The options that `sam build` passes to esbuild, so that a function can be bundled without the SAM CLI.
 * @throws Error for an unknown property
 */
export const samOptions = (properties: BuildProperties): BuildOptions =>
  Object.entries(properties).reduce<BuildOptions>(
    (options, [name, value]) => {
      const translate = translations[name];
      if (!translate)
        throw new Error(`bench/bundles/sam-options.ts has no translation for the BuildProperty ${name}.`);
      return Object.assign(options, translate(value as never));
    },
    { bundle: true, platform: "node", logLevel: "warning" },
  );

/** Builds the command of the package at `here` into `outdir`. */
export declare const buildCommand: (here: string, outdir: string) => Promise<void>;

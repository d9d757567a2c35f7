import { currentWords } from "../language/language.ts";

/** Uppy's sizes as the rest of the page shows them. vite.config.ts puts it in the place of the package that Uppy calls. */
export const prettierBytes = (count: number): string => currentWords().bytes(count);

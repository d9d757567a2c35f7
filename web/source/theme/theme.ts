import { remembered } from "../app/remembered.ts";
import { store } from "../app/store.ts";

export type ThemeChoice = "system" | "light" | "dark";

const kept = remembered("malote.theme");
const isChoice = (value: string | null): value is ThemeChoice =>
  value === "system" || value === "light" || value === "dark";

const first = kept.read();
/** What the person has chosen. Default: what the system has. */
export const themeChoice = store<ThemeChoice>(isChoice(first) ? first : "system");

const darkSystem = matchMedia("(prefers-color-scheme: dark)");

/** The theme that is shown: `light` or `dark`, also in `<html data-theme>`. */
export const theme = store<"light" | "dark">("light");

const apply = () => {
  const choice = themeChoice.get();
  const shown = choice === "system" ? (darkSystem.matches ? "dark" : "light") : choice;
  document.documentElement.dataset["theme"] = shown;
  theme.set(shown);
};

export const chooseTheme = (choice: ThemeChoice): void => {
  themeChoice.set(choice);
  kept.write(choice);
  apply();
};

darkSystem.addEventListener("change", apply);
apply();

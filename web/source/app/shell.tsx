import type { ComponentChildren } from "preact";
import { chooseLanguage, LANGUAGES, type Language, useWords } from "../language/language.ts";
import { IconButton } from "../parts/button.tsx";
import { Icon, type IconName } from "../parts/icon.tsx";
import { chooseTheme, theme } from "../theme/theme.ts";
import { SendingMark } from "../upload/sending-mark.tsx";
import { useOnline } from "./online.ts";
import { linkTo, type Route, useRoute } from "./route.ts";
import { useStore } from "./store.ts";
import "./shell.css";

export interface ShellProps {
  /** The views that the person may open. Default: none, as before a sign-in. */
  views?: readonly ("upload" | "files" | "operations" | "account")[];
  loading?: boolean;
  children?: ComponentChildren;
}

const ICONS = {
  upload: "upload",
  files: "files",
  operations: "operations",
  account: "account",
} as const satisfies Record<string, IconName>;

/** What fits in a button. */
const SHORT: Record<Language, string> = { en: "EN", "pt-BR": "PT" };

const groupOf = (route: Route) =>
  route.view === "file" ? "files" : route.view === "operations-file" ? "operations" : route.view;

/** The frame of every view: the name, the navigation (at the bottom on phones), language and theme. */
export const Shell = ({ views = [], loading = false, children }: ShellProps) => {
  const { t, language } = useWords();
  const current = groupOf(useRoute());
  const online = useOnline();
  const shownTheme = useStore(theme);
  const other: Language = language === "en" ? "pt-BR" : "en";
  return (
    <div class={views.length > 0 ? "shell with-nav" : "shell"}>
      <button type="button" class="skip" onClick={() => document.getElementById("main")?.focus()}>
        {t("app.skip")}
      </button>
      <header class="top">
        <a class="brand" href={linkTo.upload}>
          <img src="malote.svg" alt="" width="32" height="32" />
          <span>{t("app.name")}</span>
        </a>
        {views.length > 0 && (
          <nav class="views" aria-label={t("app.navigation")}>
            {views.map((view) => (
              <a key={view} href={linkTo[view]} aria-current={current === view ? "page" : undefined}>
                <Icon name={ICONS[view]} />
                <span>{t(`nav.${view}`)}</span>
                {view === "upload" && <SendingMark />}
              </a>
            ))}
          </nav>
        )}
        <div class="choices">
          <button
            type="button"
            class="language"
            lang={other}
            aria-label={`${t("language.label")}: ${LANGUAGES[other]}, ${SHORT[other]}`}
            title={LANGUAGES[other]}
            onClick={() => chooseLanguage(other)}
          >
            {SHORT[other]}
          </button>
          <IconButton
            icon={shownTheme === "dark" ? "sun" : "moon"}
            label={`${t("theme.label")}: ${t(shownTheme === "dark" ? "theme.light" : "theme.dark")}`}
            onClick={() => chooseTheme(shownTheme === "dark" ? "light" : "dark")}
          />
        </div>
      </header>
      {!online && (
        <p class="offline" role="status">
          <Icon name="offline" size={18} />
          {t("app.offline")}
        </p>
      )}
      <main id="main" tabIndex={-1}>
        {loading ? (
          <p class="centred soft" aria-live="polite">
            <span class="spinner" aria-hidden="true" /> {t("app.loading")}
          </p>
        ) : (
          children
        )}
      </main>
    </div>
  );
};

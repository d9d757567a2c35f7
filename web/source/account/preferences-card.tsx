import { useStore } from "../app/store.ts";
import { chooseLanguage, LANGUAGES, type Language, useWords } from "../language/language.ts";
import { Select } from "../parts/field.tsx";
import { chooseTheme, themeChoice } from "../theme/theme.ts";

const THEMES = ["system", "light", "dark"] as const;

/** Language and theme. */
export const PreferencesCard = () => {
  const { t, language } = useWords();
  const theme = useStore(themeChoice);
  return (
    <section class="card account-card" aria-labelledby="preferences">
      <h2 id="preferences">{t("account.preferences")}</h2>
      <div class="account-choices">
        <Select<Language>
          label={t("language.label")}
          value={language}
          options={(["en", "pt-BR"] as const).map((value) => ({ value, text: LANGUAGES[value] }))}
          onChange={chooseLanguage}
        />
        <Select
          label={t("theme.label")}
          value={theme}
          options={THEMES.map((value) => ({ value, text: t(`theme.${value}`) }))}
          onChange={chooseTheme}
        />
      </div>
    </section>
  );
};

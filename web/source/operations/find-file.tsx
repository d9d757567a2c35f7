import { useState } from "preact/hooks";
import { linkTo } from "../app/route.ts";
import { useWords } from "../language/language.ts";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { findId } from "./find-id.ts";

/** Opens any file by its id, from whatever text an operator has found it in. */
export const FindFile = () => {
  const { t } = useWords();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    const id = findId(text);
    setWrong(id === undefined);
    if (id !== undefined) location.hash = linkTo.operationsFile(id);
  };
  return (
    <section class="card operations-card" aria-labelledby="operations-find">
      <h2 id="operations-find">{t("operations.find")}</h2>
      <form class="operations-find" onSubmit={submit} noValidate>
        <Field
          label={t("operations.find-label")}
          hint={t("operations.find-hint")}
          error={wrong ? t("operations.find-wrong") : undefined}
          value={text}
          required
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => {
            setText(currentTarget.value);
            setWrong(false);
          }}
        >
          <Button type="submit" icon="search">
            {t("operations.find-open")}
          </Button>
        </Field>
      </form>
    </section>
  );
};

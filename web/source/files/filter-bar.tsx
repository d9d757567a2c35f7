import { useEffect, useRef, useState } from "preact/hooks";
import { parseRoute, replaceQuery } from "../app/route.ts";
import { useWords } from "../language/language.ts";
import { IconButton } from "../parts/button.tsx";
import { Field, Select } from "../parts/field.tsx";
import { type Chosen, LONGEST_NAME, queryOf, STATUSES } from "./query.ts";
import "./filter-bar.css";

/** Milliseconds after the last key. */
const PAUSE = 300;

/** The search by name and the filter by status. Both are kept in the address. */
export const FilterBar = ({ chosen }: { chosen: Chosen }) => {
  const { t } = useWords();
  const [text, setText] = useState(chosen.name);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  /** What this field has put into the address. Another name there comes from elsewhere, such as a link. */
  const written = useRef(chosen.name);
  useEffect(() => {
    if (chosen.name === written.current) return;
    written.current = chosen.name;
    setText(chosen.name);
  }, [chosen.name]);
  useEffect(() => () => clearTimeout(timer.current), []);
  // Another filter may be chosen before the search begins.
  const latest = useRef(chosen);
  latest.current = chosen;

  const search = (name: string, pause: number) => {
    setText(name);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      // A file was opened meanwhile. Its address takes no search.
      if (parseRoute(location.hash).view !== "files") return setText(latest.current.name);
      written.current = name.trim();
      replaceQuery(queryOf({ ...latest.current, name: name.trim() }));
    }, pause);
  };
  return (
    <search>
      <form
        class="filter-bar"
        onSubmit={(event) => {
          event.preventDefault();
          search(text, 0);
        }}
      >
        <Field
          label={t("files.search")}
          type="search"
          name="name"
          autocomplete="off"
          spellcheck={false}
          enterkeyhint="search"
          maxLength={LONGEST_NAME}
          value={text}
          onInput={({ currentTarget }) => search(currentTarget.value, PAUSE)}
        >
          {text !== "" && (
            <IconButton icon="close" label={t("files.clear-search")} onClick={() => search("", 0)} />
          )}
        </Field>
        <Select
          label={t("files.status")}
          value={chosen.status}
          options={[
            { value: "", text: t("files.every-status") },
            ...STATUSES.map((status) => ({ value: status, text: t(`status.${status}`) })),
          ]}
          onChange={(status) => replaceQuery(queryOf({ ...chosen, status }))}
        />
      </form>
    </search>
  );
};

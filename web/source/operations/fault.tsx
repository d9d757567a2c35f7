import { explain } from "../language/explain.ts";
import { useWords } from "../language/language.ts";
import { Button } from "../parts/button.tsx";
import { Note } from "../parts/note.tsx";

/** Why something did not work, in its place. `retry` is offered where it may help, or always with a `label`. */
export const Fault = ({ error, retry, label }: { error: unknown; retry?: () => void; label?: string }) => {
  const words = useWords();
  const { title, detail, retryable } = explain(words, error);
  const offered = retry && (retryable || label !== undefined);
  return (
    <Note
      tone="bad"
      icon="alert"
      title={title}
      actions={
        offered && (
          <Button icon="retry" onClick={retry}>
            {label ?? words.t("app.retry")}
          </Button>
        )
      }
    >
      {detail}
    </Note>
  );
};

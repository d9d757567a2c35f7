import { type OperatorFileView, remove, ServiceError, setStatus } from "malote";
import { useState } from "preact/hooks";
import { useService } from "../app/service.ts";
import { useWords } from "../language/language.ts";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Field } from "../parts/field.tsx";
import { toast } from "../parts/toasts.tsx";
import { type Deed, STATUS_OF } from "./deeds.ts";
import { Fault } from "./fault.tsx";

/** Characters of a sentence, as the service takes them. */
const MOST_DETAILS = 1024;

export interface DeedDialogProps {
  file: OperatorFileView;
  deed: Deed;
  close(): void;
  /** Closes it and loads the file: it was done, or the file has changed meanwhile. */
  loadAgain(): void;
}

/** Says what will happen, asks for a sentence, does it, and shows in its place why it could not be done. */
export const DeedDialog = ({ file, deed, close, loadAgain }: DeedDialogProps) => {
  const { malote } = useService();
  const { t, known } = useWords();
  const [text, setText] = useState("");
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const isRequired = deed === "quarantine";
  const name = t(`operations.do.${deed}`);

  const run = async (event: Event) => {
    event.preventDefault();
    const details = text.trim();
    setMissing(isRequired && details === "");
    if (busy || (isRequired && details === "")) return;
    setBusy(true);
    setError(undefined);
    try {
      const status = await act(details === "" ? undefined : details);
      toast({ text: t("operations.done", { status: known(`status.${status}`) ?? status }), tone: "good" });
      loadAgain();
    } catch (fault) {
      setError(fault);
      setBusy(false);
    }
  };
  const act = async (details: string | undefined) => {
    if (deed === "delete") {
      await remove(malote, file.file_id, details === undefined ? {} : { reason: details });
      return "deleted";
    }
    const options = details === undefined ? {} : { details };
    return (await setStatus(malote, file.file_id, STATUS_OF[deed], options)).status;
  };
  // The file is another one than the person decided about.
  const hasChanged = error instanceof ServiceError && (error.status === 409 || error.status === 404);
  return (
    <Dialog
      title={t("operations.ask", { deed: name })}
      onClose={busy ? () => {} : close}
      actions={
        <>
          <Button onClick={close}>{t("app.cancel")}</Button>
          {!hasChanged && (
            <Button
              type="submit"
              form="operations-deed"
              look={deed === "delete" ? "danger" : "primary"}
              busy={busy}
            >
              {name}
            </Button>
          )}
        </>
      }
    >
      <p>
        <strong class="operations-name">{file.file_name}</strong>
      </p>
      <p>{t(`operations.will.${deed}`)}</p>
      <form id="operations-deed" onSubmit={run} noValidate>
        <Field
          label={t(deed === "delete" ? "operations.reason" : "operations.details")}
          hint={t(isRequired ? "operations.details-required" : "operations.details-optional")}
          error={missing ? t("operations.details-missing") : undefined}
          value={text}
          required={isRequired}
          maxLength={MOST_DETAILS}
          autocomplete="off"
          onInput={({ currentTarget }) => {
            setText(currentTarget.value);
            setMissing(false);
          }}
        />
      </form>
      {error !== undefined && (
        <Fault error={error} {...(hasChanged && { retry: loadAgain, label: t("operations.load-again") })} />
      )}
    </Dialog>
  );
};

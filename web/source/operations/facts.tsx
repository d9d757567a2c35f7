import type { OperatorFileView } from "malote";
import type { ComponentChildren } from "preact";
import { useWords } from "../language/language.ts";
import { IconButton } from "../parts/button.tsx";
import { toast } from "../parts/toasts.tsx";

type Row = [name: string, value: ComponentChildren, copy?: string | undefined];

/** The members of the record. Those that the record lacks have no row. */
export const Facts = ({ file }: { file: OperatorFileView }) => {
  const { t, exactBytes, number, exactly } = useWords();
  const time = (iso: string | undefined) => iso && <time dateTime={iso}>{exactly(iso)}</time>;
  const code = (text: string | undefined) => text && <code>{text}</code>;
  const sum = ({ algorithm, value }: { algorithm: string; value: string }) => (
    <>
      {algorithm} <code>{value}</code>
    </>
  );
  const { checksum, verified, tags = {} } = file;
  const size = file.len === 0 ? t("operations.size-unknown") : exactBytes(file.len);
  return (
    <section class="card operations-card" aria-labelledby="operations-record">
      <h2 id="operations-record">{t("operations.record")}</h2>
      <Rows
        title={t("operations.facts.file")}
        rows={[
          [t("operations.fact.owner"), code(file.owner), file.owner],
          [t("operations.fact.uploaded-by"), code(file.uploaded_by), file.uploaded_by],
          [t("operations.fact.size"), size],
          [t("operations.fact.type"), code(file.type)],
          [t("operations.fact.served-type"), code(file.served_type)],
          [t("operations.fact.path"), file.path],
          [t("operations.fact.tags"), tagsOf(tags)],
          [t("operations.fact.checksum"), checksum && sum(checksum)],
          [t("operations.fact.verified"), verified && sum(verified)],
          [t("operations.fact.created"), time(file.created_at)],
          [t("operations.fact.updated"), time(file.updated_at)],
        ]}
      />
      <Rows
        title={t("operations.facts.work")}
        rows={[
          [t("operations.fact.attempts"), number(file.attempts)],
          [t("operations.fact.lease-owner"), code(file.lease_owner), file.lease_owner],
          [t("operations.fact.lease-until"), time(file.lease_until)],
          [t("operations.fact.check-at"), time(file.check_at)],
          [t("operations.fact.expires-at"), time(file.expires_at)],
          [t("operations.fact.purge-at"), time(file.purge_at)],
          [t("operations.fact.version"), number(file.version)],
        ]}
      />
      <Rows
        title={t("operations.facts.keys")}
        rows={[
          [t("operations.fact.key-path"), code(file.key_path), file.key_path],
          [t("operations.fact.dest-path"), code(file.dest_path), file.dest_path],
          [t("operations.fact.quarantine-path"), code(file.quarantine_path), file.quarantine_path],
          [
            t("operations.fact.quarantine-step"),
            file.quarantine_step && t(`operations.quarantine-step.${file.quarantine_step}`),
          ],
          [t("operations.fact.upload-id"), code(file.upload_id), file.upload_id],
          [t("operations.fact.copy-upload-id"), code(file.copy_upload_id), file.copy_upload_id],
        ]}
      />
    </section>
  );
};

const tagsOf = (tags: Record<string, string>): string | undefined => {
  const pairs = Object.entries(tags).map(([key, value]) => `${key}: ${value}`);
  return pairs.length > 0 ? pairs.join(", ") : undefined;
};

const Rows = ({ title, rows }: { title: string; rows: Row[] }) => {
  const { t } = useWords();
  const copy = (text: string) =>
    navigator.clipboard.writeText(text).then(
      () => toast({ text: t("operations.copied"), tone: "good" }),
      () => toast({ text: t("follow.copy-failed"), tone: "bad" }),
    );
  return (
    <div>
      <h3>{title}</h3>
      <dl class="operations-facts">
        {rows.map(
          ([name, value, text]) =>
            value !== undefined && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <span>{value}</span>
                  {text !== undefined && (
                    <IconButton
                      icon="copy"
                      label={t("operations.copy", { name })}
                      onClick={() => copy(text)}
                    />
                  )}
                </dd>
              </div>
            ),
        )}
      </dl>
    </div>
  );
};

import type { FileView as FileRecord } from "malote";
import type { ComponentChildren } from "preact";
import { useWords } from "../language/language.ts";
import { IconButton } from "../parts/button.tsx";
import { copyFact } from "./file-actions.ts";
import { queryOf } from "./query.ts";
import "./file-facts.css";

/** What the record of a file says. */
export const FileFacts = ({ file }: { file: FileRecord }) => {
  const { t, exactBytes, exactly } = useWords();
  const { file_id, type, served_type, len, path, tags = {}, checksum, verified, uploaded_by } = file;
  const labels = Object.entries(tags);
  return (
    <section class="card file-facts" aria-labelledby="file-facts">
      <h2 id="file-facts">{t("files.facts")}</h2>
      <dl>
        <Fact name={t("files.type")}>
          <code>{type}</code>
          {served_type !== undefined && served_type !== type && (
            <p class="soft">{t("files.served-as", { type: served_type })}</p>
          )}
        </Fact>
        <Fact name={t("files.size")}>{exactBytes(len)}</Fact>
        {path !== undefined && (
          <Fact name={t("files.folder")}>
            <a href={`#/files?${queryOf({ name: "", status: "", path })}`}>{path}</a>
          </Fact>
        )}
        {labels.length > 0 && (
          <Fact name={t("files.tags")}>
            <ul class="file-tags">
              {labels.map(([key, value]) => (
                <li key={key}>
                  <span class="soft">{key}</span> {value}
                </li>
              ))}
            </ul>
          </Fact>
        )}
        <Fact name={t("files.created")}>
          <time dateTime={file.created_at}>{exactly(file.created_at)}</time>
        </Fact>
        <Fact name={t("files.updated")}>
          <time dateTime={file.updated_at}>{exactly(file.updated_at)}</time>
        </Fact>
        {checksum && !verified && (
          <Fact name={t("files.checksum", { algorithm: checksum.algorithm })} copy={checksum.value}>
            <code>{checksum.value}</code>
          </Fact>
        )}
        {uploaded_by !== undefined && (
          <Fact name={t("files.uploaded-by")} copy={uploaded_by}>
            <code>{uploaded_by}</code>
          </Fact>
        )}
        <Fact name={t("files.id")} copy={file_id}>
          <code>{file_id}</code>
        </Fact>
      </dl>
    </section>
  );
};

const Fact = ({ name, copy, children }: { name: string; copy?: string; children: ComponentChildren }) => {
  const { t } = useWords();
  return (
    <div class="file-fact">
      <dt>{name}</dt>
      <dd>
        <div>{children}</div>
        {copy !== undefined && (
          <IconButton icon="copy" label={t("files.copy", { name })} onClick={() => copyFact(copy, name)} />
        )}
      </dd>
    </div>
  );
};

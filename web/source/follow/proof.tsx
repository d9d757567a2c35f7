import type { FileView } from "malote";
import type { ComponentChildren } from "preact";
import { useWords } from "../language/language.ts";
import { IconButton } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { copyText } from "./copy-text.ts";
import "./proof.css";

/** A status has the checksum that S3 computed. Only a record has the types, so that their row comes when it has been read. */
export type ProofFacts = Pick<FileView, "status"> & {
  [fact in "verified" | "checksum" | "len" | "type" | "served_type"]?: FileView[fact] | undefined;
};

/** What the service has verified of a stored file. Nothing for any other file. */
export const Proof = ({ file }: { file: ProofFacts }) => {
  const { t, exactBytes } = useWords();
  const { status, verified, len, type, served_type } = file;
  if (status !== "completed" && status !== "quarantined") return null;
  // S3 accepts other bytes than those of a declared checksum in no case. Not every storage computes one of its copy.
  const checksum = verified ?? file.checksum;
  const served = served_type ?? type;
  return (
    <div class="proof">
      <p class="proof-head">
        <Icon name="shield" />
        <strong>{t("follow.proof")}</strong>
      </p>
      <p class="proof-text">{t(sentenceOf(file))}</p>
      <dl>
        {checksum && (
          <Fact name={t("follow.checksum", { algorithm: checksum.algorithm })}>
            <code>{checksum.value}</code>
            <IconButton
              icon="copy"
              label={t("follow.copy-checksum")}
              onClick={() => copyText(checksum.value, t("follow.checksum-copied"), t("follow.copy-failed"))}
            />
          </Fact>
        )}
        {len !== undefined && <Fact name={t("follow.size")}>{exactBytes(len)}</Fact>}
        {served !== undefined && (
          <Fact name={t("follow.kind")}>
            <code>{served}</code>
            {served_type !== undefined && served_type !== type && (
              <span class="soft"> {t("follow.kind-declared", { type: type ?? "" })}</span>
            )}
          </Fact>
        )}
      </dl>
    </div>
  );
};

const sentenceOf = ({ verified, checksum }: ProofFacts) => {
  if (verified) return verified.declared ? "follow.proof-declared" : "follow.proof-computed";
  return checksum ? "follow.proof-accepted" : "follow.proof-size";
};

const Fact = ({ name, children }: { name: string; children: ComponentChildren }) => (
  <div class="proof-fact">
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

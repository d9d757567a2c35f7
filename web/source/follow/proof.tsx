import type { FileView } from "malote";
import type { ComponentChildren } from "preact";
import { useWords } from "../language/language.ts";
import { IconButton } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { toast } from "../parts/toasts.tsx";
import "./proof.css";

/** A status has the checksum. Only a record has the size and the types, so that these rows come when it has been read. */
export type ProofFacts = {
  [fact in "verified" | "len" | "type" | "served_type"]?: FileView[fact] | undefined;
};

/** What the service has verified of a completed file. Nothing, if the file is not verified. */
export const Proof = ({ file }: { file: ProofFacts }) => {
  const { t, bytes, number } = useWords();
  const { verified, len, type, served_type } = file;
  if (!verified) return null;
  const { algorithm, value, declared } = verified;
  const served = served_type ?? type;
  const copy = () =>
    navigator.clipboard.writeText(value).then(
      () => toast({ text: t("follow.checksum-copied"), tone: "good" }),
      () => toast({ text: t("follow.copy-failed"), tone: "bad" }),
    );
  return (
    <section class="proof" aria-label={t("follow.proof")}>
      <p class="proof-head">
        <Icon name="shield" />
        <strong>{t("follow.proof")}</strong>
      </p>
      <p class="proof-text">{t(declared ? "follow.proof-declared" : "follow.proof-computed")}</p>
      <dl>
        <Fact name={t("follow.checksum", { algorithm })}>
          <code>{value}</code>
          <IconButton icon="copy" label={t("follow.copy-checksum")} onClick={copy} />
        </Fact>
        {len !== undefined && (
          <Fact name={t("follow.size")}>
            {len < 1000 ? bytes(len) : t("follow.size-exact", { size: bytes(len), bytes: number(len) })}
          </Fact>
        )}
        {served !== undefined && (
          <Fact name={t("follow.kind")}>
            <code>{served}</code>
            {served_type !== undefined && served_type !== type && (
              <span class="soft"> {t("follow.kind-declared", { type: type ?? "" })}</span>
            )}
          </Fact>
        )}
      </dl>
    </section>
  );
};

const Fact = ({ name, children }: { name: string; children: ComponentChildren }) => (
  <div class="proof-fact">
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

import { type FileView, MaloteError } from "malote";
import { linkTo } from "../app/route.ts";
import { useService } from "../app/service.ts";
import { copyLink, startDownload } from "../files/file-actions.ts";
import { useWords } from "../language/language.ts";
import { Button, IconButton, LinkButton } from "../parts/button.tsx";
import type { FollowActions } from "./follow-list.tsx";
import type { Followed } from "./followed.ts";

interface CardActionsProps extends FollowActions {
  file: Followed;
  record: FileView | undefined;
}

/** What can be done with a file, by what has become of it. */
export const CardActions = ({ file, record, sendAgain, chooseOther }: CardActionsProps) => {
  const { t } = useWords();
  const { malote } = useService();
  const { id, view, failure } = file;
  const isFailed = failure !== undefined || view?.status === "error";
  const mayRetry = view ? view.retryable === true : isRetryable(failure);
  return (
    <div class="follow-card-actions">
      {isFailed && mayRetry && (
        <Button icon="retry" onClick={() => sendAgain(id)}>
          {t("follow.again")}
        </Button>
      )}
      {isFailed && !mayRetry && (
        <Button icon="upload" onClick={chooseOther}>
          {t("follow.choose-other")}
        </Button>
      )}
      {record?.download && (
        <Button icon="download" onClick={() => startDownload(malote, record)}>
          {t("follow.download")}
        </Button>
      )}
      {view && (
        <LinkButton href={linkTo.file(view.file_id)} look="quiet">
          {t("follow.show-file")}
        </LinkButton>
      )}
      {view && (
        <IconButton icon="link" label={t("follow.copy-link")} onClick={() => copyLink(view.file_id)} />
      )}
    </div>
  );
};

/** An error that is not the SDK's, such as a lost file, says nothing. Then it may be tried. */
const isRetryable = (failure: unknown): boolean => !(failure instanceof MaloteError) || failure.retryable;

import { access, constants, readdir } from "node:fs/promises";
import { StartFault } from "../start-fault.ts";
import { codeOf } from "./disk/disk.ts";
import { nodeDisk } from "./disk/node-disk.ts";

/** What the relay itself puts into its folder, also before the journal is there. */
const OURS =
  /^(files|parts|identity|samples\.json(\.draft)?|(journal|lock)\.sqlite(-wal|-shm|-journal)?|lost\+found|\..*)$/;

/**
 * Makes the relay's folder, or checks that it can be used. Without a journal it must have nothing of others in it.
 * @throws StartFault
 */
export const prepareFolder = async (folder: string, makeFolder = nodeDisk.makeFolder): Promise<void> => {
  await makeFolder(folder).catch((error: unknown) => {
    throw fault(`the folder ${folder} cannot be made (${codeOf(error) ?? String(error)})`, error);
  });
  const names = await usable(folder).catch((error: unknown) => {
    throw fault(`this user cannot read and write the folder ${folder} (${codeOf(error) ?? error})`, error);
  });
  const foreign = names.find((name) => !OURS.test(name));
  if (names.includes("journal.sqlite") || foreign === undefined) return;
  throw fault(
    `the folder ${folder} has files of others (${JSON.stringify(foreign)}) and no journal.sqlite, so it is not the folder of a relay`,
  );
};

const usable = async (folder: string): Promise<string[]> => {
  await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  return readdir(folder);
};

const fault = (what: string, cause?: unknown): StartFault =>
  new StartFault(`--folder: ${what}. Name another folder, on a local disk, for the relay alone.`, { cause });

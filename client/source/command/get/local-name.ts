/** Windows reserves these, with any extension. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * The name of a downloaded file on this disk. The service accepts no separators in names, but a command that writes files
 * relies on nobody for that. A dot at the beginning becomes `_`, so that nobody's file hides, or becomes a .bashrc.
 */
export const localName = ({ file_name, file_id }: { file_name: string; file_id: string }): string => {
  const name = file_name
    .replace(/[\p{C}/\\:*?"<>|]/gu, "_")
    .replace(/[. ]+$/, "")
    .replace(/^\.+/, "_");
  return name === "" || RESERVED.test(name) ? `${file_id}-${name}` : name;
};

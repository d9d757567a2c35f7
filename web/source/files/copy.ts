/**
 * Copies a text that may still have to be fetched. Browsers allow it only during a click, so the promise itself is handed over.
 * @throws if the browser does not allow it, or the promise rejects
 */
export const copyText = async (text: string | Promise<string>): Promise<void> => {
  if (typeof text === "string") return navigator.clipboard.writeText(text);
  const blob = text.then((value) => new Blob([value], { type: "text/plain" }));
  await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
};

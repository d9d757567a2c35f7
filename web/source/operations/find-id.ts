/** The first file id of a text: an id alone, an object key, a link, or a line of a log. In lower case, as ids are. */
export const findId = (text: string): string | undefined =>
  text.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i)?.[0].toLowerCase();

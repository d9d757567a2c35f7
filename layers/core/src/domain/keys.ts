/** Where a file's bytes lie. Keys are generated, never the user's text. */
export const keyPath = (fileId: string, extension: string): string => `temp/${fileId}${extension}`;
export const destPath = (fileId: string, extension: string): string => `dest/${fileId}${extension}`;

/** As ids are written: any version, in lower case. */
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const TEMP_KEY = /^temp\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.[a-z0-9_-]{1,16})?$/;

/** The id of the file whose bytes `key` holds on their way; undefined for a key this service did not make. */
export const fileIdOfTempKey = (key: string): string | undefined => TEMP_KEY.exec(key)?.[1];

/** Anything under temp/, whoever made it. */
export const isTempKey = (key: string): boolean => key.startsWith("temp/");

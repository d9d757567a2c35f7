/**
 * Signatures in the first bytes, for formats that file-type cannot tell from them: it reads on in the file to find out
 * exactly what it is, and says nothing if the sample ends before. Bytes are Latin 1.
 * Sources: freedesktop's shared-mime-info, the magic files of file(1), and the formats' own specifications.
 */
const SIGNATURES: readonly (readonly [mediaType: string, signature: string, offset?: number])[] = [
  ["image/tiff", "II*\0"],
  ["image/tiff", "MM\0*"],
  ["image/tiff", "II+\0"],
  ["image/tiff", "MM\0+"],
  // Camera raw formats that changed the signature of TIFF: Olympus and Panasonic.
  ["image/x-olympus-orf", "IIRO"],
  ["image/x-olympus-orf", "IIRS"],
  ["image/x-olympus-orf", "MMOR"],
  ["image/x-panasonic-rw2", "IIU\0"],
  ["image/x-exr", "v/1\x01"],
  ["image/vnd.djvu", "AT&TFORM"],
  ["image/wmf", "\xd7\xcd\xc6\x9a"],
  ["image/wmf", "\x01\0\x09\0\0\x03"],
  ["image/emf", " EMF", 40],
  ["image/vnd.dxf", "AutoCAD Binary DXF"],
  ["image/gif", "GIF8"],
  ["image/jpeg", "\xff\xd8\xff"],
  ["image/png", "\x89PNG\r\n\x1a\n"],
  // EBML: Matroska and WebM.
  ["video/x-matroska", "\x1aE\xdf\xa3"],
  // Waves and films of big-endian machines, and those of more than 4 GiB.
  ["audio/wav", "RIFX"],
  ["audio/wav", "RF64"],
  ["audio/wav", "BW64"],
  ["audio/mpeg", "ID3"],
  ["audio/basic", ".snd"],
  ["audio/x-pn-realaudio", ".ra\xfd"],
  ["video/mpeg", "\0\0\x01\xba"],
  ["video/mpeg", "\0\0\x01\xb3"],
  ["application/zip", "PK\x03\x04"],
  // An empty archive, and the two beginnings of one in several files (APPNOTE.TXT 4.3 and 8.5).
  ["application/zip", "PK\x05\x06"],
  ["application/zip", "PK\x07\x08"],
  ["application/zip", "PK00PK\x03\x04"],
  ["application/x-cfb", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
  ["application/x-ms-shortcut", "L\0\0\0\x01\x14\x02\0"],
  ["application/vnd.wordperfect", "\xffWPC"],
  // Word 1 and 2 for Windows, Word for DOS and Write.
  ["application/x-old-word", "\x9b\xa5"],
  ["application/x-old-word", "\xdb\xa5"],
  ["application/x-old-word", "\x31\xbe\0\0"],
  // The record BOF of Excel 2, 3 and 4, with its length.
  ["application/x-old-excel", "\x09\0\x04\0"],
  ["application/x-old-excel", "\x09\x02\x06\0"],
  ["application/x-old-excel", "\x09\x04\x06\0"],
];

/** ISO base media, and QuickTime before it had ftyp: what the first box may be. */
const FIRST_BOXES = /^(ftyp|styp|moov|mdat|free|skip|wide|pnot|uuid|moof|sidx)$/;

/** Readers search the header in the first 1024 bytes (ISO 32000-1, Annex H, note 13). */
const PDF_WITHIN = 1024;

/** The media type that the first bytes show. Undefined if they show none. */
export const signatureOf = (head: Uint8Array): string | undefined => {
  const text = Buffer.from(head.subarray(0, PDF_WITHIN)).toString("latin1");
  const found = SIGNATURES.find(([, signature, offset = 0]) => text.startsWith(signature, offset));
  if (found) return found[0];
  if (FIRST_BOXES.test(text.slice(4, 8))) return text.startsWith("qt  ", 8) ? "video/quicktime" : "video/mp4";
  if (text.includes("%PDF-")) return "application/pdf";
  return hasMpegAudio(head) ? "audio/mpeg" : undefined;
};

/** Kilobits a second of layer III by the index in a frame's header: MPEG 1, then 2 and 2.5 (ISO 11172-3, 13818-3). */
const BIT_RATES = [
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const;
const SAMPLE_RATES = [44_100, 48_000, 32_000] as const;

/** The bytes of a layer III frame whose header is at `at`. Undefined if there is no header. */
const frameLength = (head: Uint8Array, at: number): number | undefined => {
  const [sync, version = 0, rates = 0] = head.subarray(at, at + 3);
  // The layer's bits are 01 for layer III.
  if (sync !== 0xff || (version & 0xe6) !== 0xe2) return undefined;
  const mpeg = (version >> 3) & 3;
  const bits = BIT_RATES[mpeg === 3 ? 0 : 1][rates >> 4];
  const hertz = SAMPLE_RATES[(rates >> 2) & 3];
  if (mpeg === 1 || !bits || hertz === undefined) return undefined;
  const halves = mpeg === 3 ? 0 : mpeg === 2 ? 1 : 2;
  const samples = mpeg === 3 ? 144_000 : 72_000;
  return Math.floor((samples * bits) / (hertz >> halves)) + ((rates >> 1) & 1);
};

/** Whether three frames of an MP3 follow each other. Recorders begin in the middle of a frame, and writers with zeros. */
const hasMpegAudio = (head: Uint8Array): boolean => {
  for (let at = head.indexOf(0xff); at >= 0; at = head.indexOf(0xff, at + 1)) {
    let next = at;
    for (let frames = 0; ; frames++) {
      if (frames === 3) return true;
      const length = frameLength(head, next);
      if (length === undefined) break;
      next += length;
    }
  }
  return false;
};

import { kindsOf } from "./kinds.ts";

/**
 * The media types that the mover recognises by their first bytes, besides those that are a zip or a compound file. A list,
 * because the registry of formats (file-type) is too large to load for a route. A test of the mover compares the two.
 */
const RECOGNISED: Readonly<Record<string, string>> = {
  application: `
    avro eps gzip java-vm lzip mp4 mxf ogg pdf rtf vnd.apache.arrow.file vnd.apache.parquet
    vnd.iccprofile vnd.ms-asf vnd.ms-cab-compressed vnd.ms-fontobject vnd.ms-htmlhelp vnd.rar
    vnd.rn-realmedia vnd.sketchup.skp vnd.tcpdump.pcap wasm x-7z-compressed x-ace-compressed x-arj
    x-asar x-blender x-bzip2 x-compress x-cpio x-deb x-elf x-esri-shape x-ft-apple.alias x-ft-draco
    x-ft-fbx x-ft-windows-registry-hive x-google-chrome-extension x-indesign x-jmp-data x-lz4
    x-lzh-compressed x-mach-binary x-mie x-mobipocket-ebook x-ms-shortcut x-nintendo-nes-rom
    x-rar-compressed x-rpm x-shockwave-flash x-spss-sav x-sqlite3 x-tar x-unix-archive x-xz zstd
  `,
  audio: `
    3gpp aac aiff amr ape flac midi mp4 mpeg ogg qcelp vnd.dolby.dd-raw wav wave wavpack webm x-aiff
    x-caf x-dff x-dsf x-flac x-it x-m4a x-matroska x-ms-asf x-ms-wma x-musepack x-s3m x-voc x-wav
    x-xm
  `,
  font: `
    collection otf ttf woff woff2
  `,
  image: `
    apng avif bmp bpg flif gif heic heic-sequence heif heif-sequence icns j2c jls jp2 jpeg jpm jpx
    jxl ktx mj2 png tiff vnd.adobe.photoshop vnd.dwg vnd.microsoft.icon vnd.ms-photo webp
    x-adobe-dng x-canon-cr2 x-canon-cr3 x-fujifilm-raf x-icon x-ms-bmp x-nikon-nef x-olympus-orf
    x-panasonic-rw2 x-sony-arw x-xcf
  `,
  video: `
    3gpp 3gpp2 matroska mp4 mpeg ogg quicktime vnd.avi webm x-f4v x-flv x-m4v x-matroska x-ms-asf
    x-ms-vob x-ms-wmv x-msvideo
  `,
};

const TYPES: ReadonlySet<string> = new Set(
  Object.entries(RECOGNISED).flatMap(([top, subtypes]) =>
    subtypes
      .trim()
      .split(/\s+/)
      .map((subtype) => `${top}/${subtype}`),
  ),
);

/** Whether the mover recognises files of this media type by their first bytes. */
export const isRecognised = (mediaType: string): boolean =>
  TYPES.has(mediaType) || ["zip", "cfb"].includes(kindsOf(mediaType)[0] ?? "");

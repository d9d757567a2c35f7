/**
 * The registered media types that the mover recognises by their first bytes: hasMagicBytes in functions/mover/families.ts.
 * A list, because the registry of formats (file-type) is too large to load for a route. A test compares the two.
 */
const RECOGNISED: Readonly<Record<string, string>> = {
  application: `
    automationml-amlx+zip epub+zip gzip java-archive java-vm msword mxf ogg pdf rtf
    vnd.adobe.air-application-installer-package+zip vnd.android.package-archive vnd.apple.keynote
    vnd.apple.numbers vnd.apple.pages vnd.google-earth.kmz vnd.iccprofile vnd.ms-cab-compressed
    vnd.ms-excel vnd.ms-excel.addin.macroenabled.12 vnd.ms-excel.sheet.macroenabled.12
    vnd.ms-excel.template.macroenabled.12 vnd.ms-fontobject vnd.ms-htmlhelp vnd.ms-outlook
    vnd.ms-powerpoint vnd.ms-powerpoint.addin.macroenabled.12
    vnd.ms-powerpoint.presentation.macroenabled.12 vnd.ms-powerpoint.slide.macroenabled.12
    vnd.ms-powerpoint.slideshow.macroenabled.12 vnd.ms-powerpoint.template.macroenabled.12
    vnd.ms-project vnd.ms-visio.viewer vnd.ms-word.document.macroenabled.12
    vnd.ms-word.template.macroenabled.12 vnd.ms-works vnd.oasis.opendocument.chart
    vnd.oasis.opendocument.chart-template vnd.oasis.opendocument.database vnd.oasis.opendocument.formula
    vnd.oasis.opendocument.formula-template vnd.oasis.opendocument.graphics
    vnd.oasis.opendocument.graphics-template vnd.oasis.opendocument.image
    vnd.oasis.opendocument.image-template vnd.oasis.opendocument.presentation
    vnd.oasis.opendocument.presentation-template vnd.oasis.opendocument.spreadsheet
    vnd.oasis.opendocument.spreadsheet-template vnd.oasis.opendocument.text
    vnd.oasis.opendocument.text-master vnd.oasis.opendocument.text-template
    vnd.oasis.opendocument.text-web vnd.openxmlformats-officedocument.presentationml.presentation
    vnd.openxmlformats-officedocument.presentationml.slide
    vnd.openxmlformats-officedocument.presentationml.slideshow
    vnd.openxmlformats-officedocument.presentationml.template
    vnd.openxmlformats-officedocument.spreadsheetml.sheet
    vnd.openxmlformats-officedocument.spreadsheetml.template
    vnd.openxmlformats-officedocument.wordprocessingml.document
    vnd.openxmlformats-officedocument.wordprocessingml.template vnd.rar vnd.rn-realmedia
    vnd.tcpdump.pcap vnd.visio vnd.visionary wasm x-7z-compressed x-ace-compressed x-arj x-blender
    x-bzip2 x-cpio x-lzh-compressed x-mie x-mobipocket-ebook x-ms-shortcut x-rar-compressed
    x-shockwave-flash x-tar x-xpinstall x-xz x-zip-compressed zip zip+dotlottie zstd
  `,
  audio: `
    3gpp aac amr flac midi mp4 mpeg ogg wav wave webm x-aiff x-caf x-m4a x-matroska x-ms-wma x-wav
  `,
  font: `
    collection otf ttf woff woff2
  `,
  image: `
    apng avif bmp gif heic heic-sequence heif heif-sequence jls jp2 jpeg jpm jpx jxl ktx png tiff
    vnd.adobe.photoshop vnd.dwg vnd.microsoft.icon vnd.ms-photo webp x-adobe-dng x-icon
    x-ms-bmp
  `,
  video: `
    3gpp 3gpp2 mp4 mpeg ogg quicktime webm x-f4v x-flv x-m4v x-matroska x-ms-asf x-ms-vob x-ms-wmv
    x-msvideo
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
export const isRecognised = (mediaType: string): boolean => TYPES.has(mediaType);

"""Makes the sample files of this folder with common writers, and origins.json.

    pip install pillow pillow-heif tifffile numpy openpyxl python-docx python-pptx odfpy xlwt reportlab py7zr \
        imageio-ffmpeg mutagen fonttools zstandard olefile
    python make.py

The files are committed, so that no test needs Python for them. They are made again only to add one.
"""

import bz2, gzip, io, json, lzma, os, random, struct, subprocess, tarfile, zipfile
from importlib.metadata import version

import imageio_ffmpeg, numpy, odf.opendocument, odf.text, openpyxl, docx, pptx, pillow_heif, py7zr, tifffile, xlwt, zstandard
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from mutagen.id3 import APIC, ID3
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

pillow_heif.register_heif_opener()
random.seed(1)
numpy.random.seed(1)
origins = {}


def add(name, origin, data=None):
    if data is not None:
        with open(name, "wb") as file:
            file.write(data)
    assert os.path.getsize(name) < 70_000, name
    origins[name] = origin


def pillow(name, image, note="", **options):
    image.save(name, **options)
    add(name, f"Pillow {version('pillow')}{note}")


def noise(size=48):
    return Image.fromarray(numpy.random.randint(0, 255, (size, size, 3), dtype=numpy.uint8))


def flat(size=32):
    return Image.new("RGB", (size, size), (30, 90, 160))


# Pictures. The directory of a TIFF comes after the data: beyond the first 4,100 bytes.
pillow("scan-lzw.tif", noise(64), ", tiff_lzw", compression="tiff_lzw")
pillow("scan-deflate.tif", noise(64), ", tiff_deflate", compression="tiff_deflate")
pillow("scan-fax.tif", Image.fromarray(numpy.random.randint(0, 2, (400, 400), dtype=numpy.uint8) * 255).convert("1"), ", group4", compression="group4")
pillow("scan-pages.tif", noise(), ", three pages", save_all=True, append_images=[noise(), noise()])
tifffile.imwrite("big.tif", numpy.random.randint(0, 255, (60, 60), dtype=numpy.uint8), bigtiff=True, byteorder=">")
add("big.tif", f"tifffile {version('tifffile')}, BigTIFF, big-endian")
pillow("photo.jpg", noise())
pillow("photo.png", flat())
pillow("animation.gif", flat(), save_all=True, append_images=[noise(16).resize((32, 32))])
pillow("photo.webp", flat())
pillow("photo.avif", flat())
pillow("photo.heic", flat(64), f" and pillow-heif {version('pillow-heif')}")
pillow("photo.bmp", flat(16))
pillow("icon.ico", flat())
pillow("photo.jp2", flat())

# Sound and film.
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
RELEASE = subprocess.run([FFMPEG, "-version"], capture_output=True, text=True).stdout.split()[2]
FILM = ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=1"]
SOUND = ["-f", "lavfi", "-i", "sine=frequency=440:duration=0.4"]


def ffmpeg(name, *options, source=FILM):
    subprocess.run([FFMPEG, "-v", "error", "-y", *source, *options, name], check=True)
    add(name, f"ffmpeg {RELEASE} {' '.join(options)}".strip())


ffmpeg("film.mp4", "-pix_fmt", "yuv420p")
ffmpeg("film-fragments.mp4", "-pix_fmt", "yuv420p", "-movflags", "frag_keyframe+empty_moov")
ffmpeg("film.mov", "-pix_fmt", "yuv420p")
ffmpeg("film.mkv", "-pix_fmt", "yuv420p")
ffmpeg("film.webm", "-c:v", "libvpx")
ffmpeg("film.avi")
ffmpeg("film.flv", "-c:v", "flv")
ffmpeg("film.wmv", "-c:v", "wmv2")
ffmpeg("film.mpg", "-r", "25", "-c:v", "mpeg2video")
ffmpeg("film.ts", "-c:v", "mpeg2video", "-r", "25", "-f", "mpegts")
ffmpeg("film.m2ts", "-c:v", "mpeg2video", "-r", "25")
ffmpeg("film.3gp", "-c:v", "mpeg4")
ffmpeg("sound.mp3", source=SOUND)
ffmpeg("sound.m4a", "-c:a", "aac", source=SOUND)
ffmpeg("sound.aac", "-c:a", "aac", source=SOUND)
ffmpeg("sound.ogg", "-c:a", "libvorbis", source=SOUND)
ffmpeg("sound.opus", "-c:a", "libopus", source=SOUND)
ffmpeg("sound.flac", source=SOUND)
ffmpeg("sound.wav", "-ar", "8000", source=SOUND)
ffmpeg("sound-rf64.wav", "-ar", "8000", "-rf64", "always", source=SOUND)
ffmpeg("sound.aiff", "-ar", "8000", source=SOUND)
ffmpeg("sound.au", "-ar", "8000", source=SOUND)
ffmpeg("sound.wma", source=SOUND)
ffmpeg("sound.caf", "-ar", "8000", source=SOUND)
tags = ID3()
tags.add(APIC(mime="image/jpeg", type=3, data=random.randbytes(20_000)))
ffmpeg("sound-cover.mp3", source=SOUND)
tags.save("sound-cover.mp3")
add("sound-cover.mp3", f"ffmpeg {RELEASE}, then an ID3 tag with a cover of 20 KB by mutagen {version('mutagen')}")
plain = open("sound.mp3", "rb").read()
add("sound-cut.mp3", f"ffmpeg {RELEASE}, without tags and cut off in the middle of its first frame", plain[plain.index(b"\xff\xfb") + 50 :])
riff = open("sound.wav", "rb").read()
add("sound-rifx.wav", "made by hand: RIFX, big-endian", b"RIFX" + struct.pack(">I", len(riff) - 8) + b"WAVEfmt " + struct.pack(">IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16) + b"data" + struct.pack(">I", 2000) + random.randbytes(2000))

# Documents.
canvas = Canvas("document.pdf")
canvas.drawString(72, 720, "Malote")
canvas.save()
add("document.pdf", f"reportlab {version('reportlab')}")
document = docx.Document()
document.add_paragraph("Malote")
document.save("document.docx")
add("document.docx", f"python-docx {version('python-docx')}")
book = openpyxl.Workbook()
book.active.append(["file", "bytes"])
book.save("table.xlsx")
add("table.xlsx", f"openpyxl {version('openpyxl')}")
pptx.Presentation().save("slides.pptx")
add("slides.pptx", f"python-pptx {version('python-pptx')}")
writer = odf.opendocument.OpenDocumentText()
writer.text.addElement(odf.text.P(text="Malote"))
writer.save("document.odt")
add("document.odt", f"odfpy {version('odfpy')}")
old = xlwt.Workbook()
old.add_sheet("Files").write(0, 0, "bytes")
old.save("table.xls")
add("table.xls", f"xlwt {version('xlwt')}, a compound file")
add("report-html.xls", "made by hand, as reporting tools write it", b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table><tr><td>1</td></tr></table></body></html>')
add("report-xml.xls", "made by hand: SpreadsheetML 2003", b'<?xml version="1.0"?>\r\n<?mso-application progid="Excel.Sheet"?>\r\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>')
add("report-tabs.xls", "made by hand: text with tabs in UTF-16", "\ufefffile\tbytes\r\nfoto.jpg\t1\r\n".encode("utf-16-le"))
add("report-biff2.xls", "made by hand: a worksheet of Excel 2", b"\x09\0\x04\0\x02\0\x10\0" + b"\x0a\0\0\0" + random.randbytes(100))
add("letter-html.doc", "made by hand, as reporting tools write it", b"<html><head><meta name=Generator content='Microsoft Word 15'></head><body>Malote</body></html>")
add("letter-xml.doc", "made by hand: WordML 2003", b'<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>')
add("letter-rtf.doc", "made by hand: rich text", rb"{\rtf1\ansi Malote\par}")
add("letter-wp.doc", "made by hand: the header of WordPerfect", b"\xffWPC" + struct.pack("<I", 16) + b"\x01\x0a\x02\x01" + random.randbytes(200))
add("graph.dot", "made by hand: Graphviz", b"digraph { upload -> temp -> dest }\n")
add("letter.rtf", "made by hand", rb"{\rtf1\ansi Malote\par}")

# Archives.
content = random.randbytes(6000)
with zipfile.ZipFile("archive.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("bytes.bin", content)
add("archive.zip", "zipfile of Python")
spanned = open("archive.zip", "rb").read()
add("archive-spanned.zip", "zipfile of Python, with the marker of a spanned archive in one file (APPNOTE.TXT 8.5.4)", b"PK00" + spanned)
with py7zr.SevenZipFile("archive.7z", "w") as archive:
    archive.writestr(content, "bytes.bin")
add("archive.7z", f"py7zr {version('py7zr')}")
with tarfile.open("archive.tar", "w") as archive:
    info = tarfile.TarInfo("bytes.bin")
    info.size = len(content)
    archive.addfile(info, io.BytesIO(content))
add("archive.tar", "tarfile of Python")
add("archive.tgz", "tarfile and gzip of Python", gzip.compress(open("archive.tar", "rb").read(), mtime=0))
add("archive.bz2", "bz2 of Python", bz2.compress(content))
add("archive.xz", "lzma of Python", lzma.compress(content))
add("archive.zst", f"zstandard {version('zstandard')}", zstandard.compress(content))

# Fonts.
builder = FontBuilder(1000, isTTF=True)
builder.setupGlyphOrder([".notdef", "A"])
builder.setupCharacterMap({65: "A"})
builder.setupGlyf({name: TTGlyphPen(None).glyph() for name in [".notdef", "A"]})
builder.setupHorizontalMetrics({".notdef": (500, 0), "A": (500, 0)})
builder.setupHorizontalHeader(ascent=800, descent=-200)
builder.setupNameTable({"familyName": "Malote", "styleName": "Regular"})
builder.setupOS2()
builder.setupPost()
builder.save("font.ttf")
add("font.ttf", f"fontTools {version('fonttools')}")
font = TTFont("font.ttf")
font.flavor = "woff"
font.save("font.woff")
add("font.woff", f"fontTools {version('fonttools')}")

# Texts.
LETTERS = "ação, Łódź, Ελλάδα, 東京, 👍\n"
add("utf8.txt", "made by hand: UTF-8, a character is cut off at 4,100 bytes", b"x" + (LETTERS * 200).encode())
add("bom.csv", "as Excel saves CSV UTF-8", "\ufefffile;bytes\r\nação.jpg;1\r\n".encode())
add("utf16.txt", "as Notepad saves Unicode: UTF-16, a character is cut off at 4,100 bytes", "\ufeff".encode("utf-16-le") + ("👍ã" * 900).encode("utf-16-le"))
add("utf16-be.txt", "UTF-16, big-endian", "\ufeffação\n".encode("utf-16-be"))
add("windows.csv", "as Excel saves CSV in Western Europe: Windows-1252, with letters from 0x80 to 0x9F", "nome;preço\r\n“Œuvre”;5 €\r\n".encode("cp1252"))
add("dos.txt", "code page 850, with the end of file of DOS", "ação\r\n".encode("cp850") + b"\x1a")
add("japanese.txt", "Shift_JIS", "東京の写真\r\n".encode("shift_jis"))
add("mail.eml", "email of Python, in ISO-2022-JP", b"Subject: =?iso-2022-jp?B?GyRCRWw1fhsoQg==?=\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n" + "東京".encode("iso-2022-jp") + b"\r\n")
add("bitmap.txt", "made by hand: text that begins like a bitmap", b"BMW, Opel, Fiat\n")
add("mozambique.csv", "made by hand: text that begins like a program of DOS", b"MZ,Mozambique\nBR,Brasil\n")
add("drawing.svg", "made by hand, with everything that may stand before the first element", b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- Malote -->\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [ <!ENTITY a "b"> ]>\n<svg:svg xmlns:svg="http://www.w3.org/2000/svg"/>\n')
add("drawing.svgz", "gzip of Python", gzip.compress(b'<svg xmlns="http://www.w3.org/2000/svg"/>', mtime=0))
add("drawing-utf16.svg", "made by hand: UTF-16", "\ufeff<?xml version='1.0' encoding='utf-16'?><svg xmlns='http://www.w3.org/2000/svg'/>".encode("utf-16-le"))
add("feed.xml", "made by hand", b"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'/>")
add("track.gpx", "made by hand", b"<gpx version='1.1'/>")
add("page.html", "made by hand", b"<!doctype html><title>Malote</title>")
add("data.json", "json of Python", json.dumps({"name": "ação"}).encode())
add("place.geojson", "json of Python", b'{"type": "FeatureCollection", "features": []}')
add("card.vcf", "made by hand", "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:João\r\nEND:VCARD\r\n".encode())
add("meeting.ics", "made by hand", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n")
add("settings.yaml", "made by hand", "nome: João\n".encode())
add("code.ts", "made by hand: TypeScript", b"export const one: number = 1;\n")
add("code.rs", "made by hand: Rust", b"fn main() {}\n")
add("private.key", "made by hand: PEM", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
add("messages.pot", "made by hand: gettext", b'msgid "file"\nmsgstr ""\n')

with open("origins.json", "w") as file:
    json.dump(origins, file, indent=2, ensure_ascii=False)
    file.write("\n")

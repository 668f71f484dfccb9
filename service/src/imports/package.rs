//! The package of a workbook (a zip archive), inflated under hard limits.
//!
//! Nothing that an archive declares about itself is trusted: entries are counted by their
//! signatures before the archive is opened, and every part is inflated through a limit. The parts
//! that the form needs go, uncompressed, into a new package for the spreadsheet library, so that
//! it never sees the upload itself. Everything else (pictures, themes, macros, embedded files) is
//! never inflated.
//!
//! Limits: [`ENTRIES_MAX`] entries, [`TOTAL_MAX`] bytes inflated in all, the caps of
//! [`Part::cap`]. They leave room for 2,000 rows filled to their last character and keep the
//! memory of any upload below 150 MiB.

use super::fault::{FileFault, faults};
use super::{UPLOAD_MAX, styles};
use memchr::{memchr, memmem, memrchr};
use std::io::{Cursor, Read, Seek, Write};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Most entries of an archive.
const ENTRIES_MAX: usize = 2_000;
/// Most bytes inflated in all.
const TOTAL_MAX: u64 = 40 << 20;
/// Parts above this size must not be more than [`RATIO_MAX`] times their compressed size.
const RATIO_FROM: u64 = 1 << 20;
/// See [`RATIO_FROM`].
const RATIO_MAX: u64 = 100;
/// Most shared strings: 2,000 rows of 33 cells are 66,000.
const STRINGS_MAX: usize = 150_000;
/// Longest stretch without a `<`, bytes. The 32,767 characters of a cell are 400 KB at most, even
/// when each is written as an entity of a dozen bytes.
const TEXT_RUN_MAX: usize = 1 << 20;
/// Bytes inflated at a time.
const BLOCK: usize = 64 << 10;
/// More `<row` than this means that an oversized file simply has too many rows.
const ROWS_HINT: usize = 2_050;

/// A package that is safe to read.
pub struct Package {
    /// The archive, nothing compressed in it.
    pub archive: Vec<u8>,
    /// Whether a sheet was cut off at its cap: when reading it runs into its end, the content was
    /// too large rather than broken.
    pub cut: bool,
}

/// What an entry is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// `_rels/.rels`, `xl/workbook.xml` and its relations.
    Frame,
    /// `xl/worksheets/*.xml`
    Sheet,
    /// `xl/sharedStrings.xml`
    Strings,
    /// `xl/styles.xml`, read for its date formats only.
    Styles,
}

impl Part {
    /// Most bytes of such a part.
    const fn cap(self) -> u64 {
        match self {
            Self::Frame => 1 << 20,
            Self::Sheet => 32 << 20,
            Self::Strings => 24 << 20,
            Self::Styles => 8 << 20,
        }
    }

    fn of(name: &str) -> Option<Self> {
        let name = name.replace('\\', "/").to_ascii_lowercase();
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", &name));
        match (folder, file) {
            ("_rels", ".rels") => Some(Self::Frame),
            (folder, file) if folder.ends_with("worksheets") && file.ends_with(".xml") => {
                Some(Self::Sheet)
            }
            ("xl", "sharedstrings.xml") => Some(Self::Strings),
            ("xl", "styles.xml") => Some(Self::Styles),
            ("xl", "workbook.xml") | ("xl/_rels", "workbook.xml.rels") => Some(Self::Frame),
            _ => None,
        }
    }
}

/// Inflates what a form needs.
///
/// # Errors
/// `FILE_TYPE` for anything but a workbook, `FILE_TOO_LARGE` and `FILE_TOO_MANY_ROWS` at the
/// limits.
pub fn unpack(upload: &[u8]) -> Result<Package, FileFault> {
    refuse_by_signature(upload)?;
    let mut archive = ZipArchive::new(Cursor::new(upload)).map_err(broken)?;
    let entries = wanted(&archive)?;
    let mut packing = Packing::new();
    // Sheets first: how many rows they have decides what an oversized file is told.
    for part in [Part::Sheet, Part::Strings, Part::Styles, Part::Frame] {
        for entry in entries.iter().filter(|entry| entry.part == part) {
            packing.add(&mut archive, entry)?;
        }
    }
    packing.finish()
}

/// What can be said without opening the archive.
fn refuse_by_signature(upload: &[u8]) -> Result<(), FileFault> {
    /// Compound files: `.xls`, and `.xlsx` with a password.
    const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    if upload.len() > UPLOAD_MAX {
        return Err(FileFault::of(faults::TOO_LARGE));
    }
    if upload.starts_with(COMPOUND) {
        return Err(FileFault::of(faults::OLD_TYPE));
    }
    if !upload.starts_with(b"PK\x03\x04") {
        return Err(FileFault::of(faults::TYPE));
    }
    // The library keeps some hundred bytes for each entry and tries every end record; both are
    // counted before it may look.
    let (entries, ends) = count_records(upload);
    if entries > ENTRIES_MAX || ends > 8 {
        return Err(FileFault::of(faults::TOO_LARGE_INSIDE));
    }
    Ok(())
}

/// The directory headers (`PK 1 2`) and end records (`PK 5 6`) anywhere in the upload.
fn count_records(upload: &[u8]) -> (usize, usize) {
    let (mut entries, mut ends) = (0, 0);
    for at in memmem::find_iter(upload, b"PK") {
        match upload[at..].get(2..4) {
            Some([1, 2]) => entries += 1,
            Some([5, 6]) => ends += 1,
            _ => {}
        }
    }
    (entries, ends)
}

/// An entry that is needed.
struct Wanted {
    index: usize,
    name: String,
    part: Part,
}

/// The entries that are needed. One whose name cannot be read is none of them.
fn wanted<R: Read + Seek>(archive: &ZipArchive<R>) -> Result<Vec<Wanted>, FileFault> {
    let mut entries = Vec::new();
    for index in 0..archive.len() {
        let Some(Ok(name)) = archive.name_for_index(index) else {
            continue;
        };
        if let Some(part) = Part::of(&name) {
            entries.push(Wanted {
                index,
                name: name.into_owned(),
                part,
            });
        }
    }
    let is_workbook = |name: &str| name.to_ascii_lowercase().ends_with("workbook.xml");
    if entries.iter().any(|entry| is_workbook(&entry.name)) {
        Ok(entries)
    } else {
        Err(FileFault::of(faults::TYPE))
    }
}

fn broken(_: ZipError) -> FileFault {
    FileFault::of(faults::BROKEN)
}

/// The new package while it grows.
struct Packing {
    writer: ZipWriter<Cursor<Vec<u8>>>,
    total: u64,
    rows: usize,
    cut: bool,
}

impl Packing {
    fn new() -> Self {
        let writer = ZipWriter::new(Cursor::new(Vec::new()));
        Self {
            writer,
            total: 0,
            rows: 0,
            cut: false,
        }
    }

    /// Inflates one entry into the package.
    fn add<R: Read + Seek>(
        &mut self,
        archive: &mut ZipArchive<R>,
        Wanted { index, name, part }: &Wanted,
    ) -> Result<(), FileFault> {
        let mut entry = archive.by_index(*index).map_err(broken)?;
        let compressed = entry.compressed_size();
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        if *part == Part::Styles {
            return self.add_styles(&mut entry, name, stored);
        }
        self.writer
            .start_file(name.as_str(), stored)
            .map_err(broken)?;
        if *part == Part::Strings {
            // The library reserves memory for the number of strings that the first `<sst>`
            // declares. This one comes first and declares none.
            self.writer
                .write_all(b"<sst>")
                .map_err(|_| FileFault::of(faults::BROKEN))?;
        }
        let cap = part.cap().min(TOTAL_MAX - self.total);
        let needle: &[u8] = if *part == Part::Sheet {
            b"<row"
        } else {
            b"<si"
        };
        let copied = copy(&mut entry, &mut self.writer, cap, needle)?;
        self.total += copied.bytes;
        match part {
            Part::Sheet => {
                self.rows = self.rows.max(copied.found);
                self.cut |= copied.more;
            }
            // The sheets were bounded by their rows; here a ratio tells a bomb from a long form.
            _ if copied.more || is_bomb(copied.bytes, compressed) => return Err(self.too_large()),
            Part::Strings if copied.found > STRINGS_MAX => return Err(self.too_large()),
            _ => {}
        }
        Ok(())
    }

    /// Styles in the few words that matter; oversized ones are left out, and dates then arrive as
    /// serial numbers, which the checks understand as well.
    fn add_styles(
        &mut self,
        entry: &mut impl Read,
        name: &str,
        stored: SimpleFileOptions,
    ) -> Result<(), FileFault> {
        let mut text = Vec::new();
        let cap = Part::Styles.cap().min(TOTAL_MAX - self.total);
        let copied = copy(entry, &mut text, cap, b"<xf")?;
        if !copied.more {
            self.writer.start_file(name, stored).map_err(broken)?;
            let short = styles::shorten(&text);
            self.writer
                .write_all(short.as_bytes())
                .map_err(|_| FileFault::of(faults::BROKEN))?;
            self.total += short.len() as u64;
        }
        Ok(())
    }

    fn too_large(&self) -> FileFault {
        let rule = if self.rows > ROWS_HINT {
            faults::TOO_MANY_ROWS
        } else {
            faults::TOO_LARGE_INSIDE
        };
        FileFault::of(rule)
    }

    fn finish(self) -> Result<Package, FileFault> {
        let archive = self.writer.finish().map_err(broken)?.into_inner();
        Ok(Package {
            archive,
            cut: self.cut,
        })
    }
}

const fn is_bomb(bytes: u64, compressed: u64) -> bool {
    bytes > RATIO_FROM && bytes / RATIO_MAX > compressed
}

/// What [`copy`] did.
struct Copied {
    bytes: u64,
    /// How often the needle was seen; one that falls between two blocks is missed.
    found: usize,
    /// Whether there was more than the cap.
    more: bool,
}

/// Copies at most `cap` bytes and looks for `needle` on the way. Stops at a text or tag longer
/// than [`TEXT_RUN_MAX`]: the spreadsheet library would hold several copies of it.
fn copy(
    from: &mut impl Read,
    to: &mut impl Write,
    cap: u64,
    needle: &[u8],
) -> Result<Copied, FileFault> {
    let mut copied = Copied {
        bytes: 0,
        found: 0,
        more: false,
    };
    let mut block = vec![0; BLOCK];
    let mut run = 0;
    loop {
        let read = from
            .read(&mut block)
            .map_err(|_| FileFault::of(faults::BROKEN))?;
        if read == 0 {
            return Ok(copied);
        }
        let room = usize::try_from(cap - copied.bytes).unwrap_or(usize::MAX);
        let taken = &block[..read.min(room)];
        // A block is shorter than the longest run, so only runs over its edges can be too long.
        let first = memchr(b'<', taken);
        if run + first.unwrap_or(taken.len()) > TEXT_RUN_MAX {
            return Err(FileFault::of(faults::TOO_LARGE_INSIDE));
        }
        let last = memrchr(b'<', taken);
        run = last.map_or(run + taken.len(), |at| taken.len() - at);
        to.write_all(taken)
            .map_err(|_| FileFault::of(faults::BROKEN))?;
        copied.bytes += taken.len() as u64;
        copied.found += memmem::find_iter(taken, needle).count();
        if read > room {
            copied.more = true;
            return Ok(copied);
        }
    }
}

//! Stored files (附件): what lots, participations and agreements carry with them. A file is known by its
//! bytes, never by its name or by what a browser says of it (reliability.md S-23).

pub mod address;
#[cfg(test)]
mod tests;

use crate::ids::InstitutionId;
use crate::organisations::letter_name;
use serde::{Deserialize, Serialize};

/// The largest file that is kept, bytes (domain.md §3.4 `lot_file`: 20 MB).
pub const FILE_MAX: usize = 20 * 1_000_000;
/// The most files of a lot (domain.md §3.4 `lot_file`).
pub const FILES_OF_LOT_MAX: usize = 10;
/// The most files of a session.
pub const FILES_OF_SESSION_MAX: usize = 30;
/// The most characters of a link to a video.
const LINK_CHARS_MAX: usize = 300;

codes! {
    /// What a file is for.
    FileKind {
        Image = "IMAGE" / "图片",
        Certificate = "CERTIFICATE" / "证书",
        Slides = "SLIDES" / "路演材料",
        /// The further holders of a right agree to what is offered of it (domain.md LG-11).
        Consent = "CONSENT" / "共有人同意书",
        VideoLink = "VIDEO_LINK" / "视频链接",
        Other = "OTHER" / "其他",
        /// The submission sheet with the seal of the institution.
        Scan = "SCAN" / "盖章扫描件",
        Agreement = "AGREEMENT" / "委托服务协议",
        Letter = "LETTER" / "授权书",
        /// What shows that something was agreed or sold outside of the portal.
        Proof = "PROOF" / "成交或意向证明",
    }
}

impl FileKind {
    /// What may hang on a lot.
    pub const OF_LOT: [Self; 6] = [
        Self::Image,
        Self::Certificate,
        Self::Consent,
        Self::Slides,
        Self::VideoLink,
        Self::Other,
    ];

    /// Who may read a file of this kind, when `asked` was chosen for it: a consent is signed by people,
    /// and for the institution and the centre alone.
    pub const fn visibility(self, asked: Visibility) -> Visibility {
        match self {
            Self::Consent => Visibility::Private,
            _ => asked,
        }
    }
}

codes! {
    /// Who may read a file.
    Visibility {
        /// Everybody, once the thing that it hangs on is public.
        Public = "PUBLIC" / "公开",
        /// Whoever is signed in, once the thing is public.
        Registered = "REGISTERED" / "登录可见",
        /// The institution and the centre, by an address that runs out.
        Private = "PRIVATE" / "不公开",
    }
}

codes! {
    /// What a file is, by its content.
    MediaType {
        Pdf = "application/pdf" / "PDF",
        Jpeg = "image/jpeg" / "JPEG",
        Png = "image/png" / "PNG",
        Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document" / "DOCX",
    }
}

codes! {
    /// What a file hangs on.
    FileOwnerKind {
        Lot = "lot" / "标的",
        Participation = "participation" / "参与",
        Agreement = "agreement" / "委托服务协议",
        Case = "case" / "典型案例",
        /// A lot that is still being typed: its files go with it.
        Draft = "draft" / "草稿",
        Session = "session" / "产业专场",
        Intake = "intake" / "线下汇交",
    }
}

/// What a file hangs on, and the number of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileOwner {
    /// What kind of thing.
    pub kind: FileOwnerKind,
    /// Its number.
    pub id: i64,
}

impl MediaType {
    /// What a file is, by its bytes; `None` for everything that is not kept.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"%PDF-") {
            return Some(Self::Pdf);
        }
        if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            return Some(Self::Jpeg);
        }
        if bytes.starts_with(&[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a]) {
            return Some(Self::Png);
        }
        is_docx(bytes).then_some(Self::Docx)
    }

    /// What the name of such a file ends with, in small letters.
    const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &[".pdf"],
            Self::Jpeg => &[".jpg", ".jpeg"],
            Self::Png => &[".png"],
            Self::Docx => &[".docx"],
        }
    }
}

/// A document of a word processor: an archive with the parts of one, and without macros.
fn is_docx(bytes: &[u8]) -> bool {
    let holds = |part: &[u8]| {
        let mut places = bytes
            .iter()
            .enumerate()
            .filter(|(_, byte)| **byte == part[0]);
        places.any(|(at, _)| bytes[at..].starts_with(part))
    };
    bytes.starts_with(b"PK\x03\x04")
        && holds(b"[Content_Types].xml")
        && holds(b"word/document.xml")
        && !holds(b"vbaProject.bin")
}

/// Why a file is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileRefusal {
    /// No file was chosen.
    #[error("FILE_MISSING")]
    Missing,
    /// More than [`FILE_MAX`] bytes.
    #[error("FILE_TOO_LARGE")]
    TooLarge,
    /// Neither PDF nor JPEG nor PNG nor DOCX, or a name that says something else than the bytes.
    #[error("FILE_KIND")]
    Kind,
    /// A kind that does not hang on such a thing.
    #[error("FILE_PURPOSE")]
    Purpose,
    /// The lot has [`FILES_OF_LOT_MAX`] already.
    #[error("FILES_FULL")]
    Full,
    /// No address that a browser opens safely.
    #[error("FILE_LINK")]
    Link,
}

/// A file that may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The name under which it is kept and sent, never a path.
    pub name: String,
    /// What it is.
    pub media: MediaType,
}

/// Whether a file may be kept, and as what. The bytes decide; a name that says something else is
/// refused, because whoever gets the file would open it as what the name says.
///
/// # Errors
/// [`FileRefusal`], the first that applies.
pub fn check(file_name: &str, bytes: &[u8]) -> Result<Checked, FileRefusal> {
    match bytes.len() {
        0 => return Err(FileRefusal::Missing),
        1..=FILE_MAX => {}
        _ => return Err(FileRefusal::TooLarge),
    }
    let media = MediaType::of(bytes).ok_or(FileRefusal::Kind)?;
    let name = letter_name(file_name);
    let lower = name.to_lowercase();
    match media.endings().iter().any(|ending| lower.ends_with(ending)) {
        true => Ok(Checked { name, media }),
        false => Err(FileRefusal::Kind),
    }
}

/// The address of a video: `https` to a host with a dot in its name, nothing that hides where it leads.
///
/// # Errors
/// [`FileRefusal::Link`].
pub fn check_link(text: &str) -> Result<String, FileRefusal> {
    let text = text.trim();
    let rest = text.strip_prefix("https://").ok_or(FileRefusal::Link)?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let hosts = host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
    let fits = text.chars().count() <= LINK_CHARS_MAX
        && text
            .chars()
            .all(|c| c.is_ascii_graphic() && !"\"'<>\\`".contains(c));
    match fits && hosts && host.chars().all(plain) {
        true => Ok(text.to_owned()),
        false => Err(FileRefusal::Link),
    }
}

/// Whether a file of this kind hangs on such a thing, and whether there is room for one more.
///
/// # Errors
/// [`FileRefusal::Purpose`], [`FileRefusal::Full`].
pub fn check_place(on: FileOwnerKind, kind: FileKind, there: usize) -> Result<(), FileRefusal> {
    let fits = match on {
        FileOwnerKind::Lot | FileOwnerKind::Draft => FileKind::OF_LOT.contains(&kind),
        FileOwnerKind::Participation => kind == FileKind::Scan,
        FileOwnerKind::Agreement => kind == FileKind::Agreement,
        FileOwnerKind::Intake => kind == FileKind::Proof,
        FileOwnerKind::Case => kind == FileKind::Other,
        FileOwnerKind::Session => matches!(kind, FileKind::Image | FileKind::Other),
    };
    let room = match on {
        FileOwnerKind::Lot | FileOwnerKind::Draft | FileOwnerKind::Case => FILES_OF_LOT_MAX,
        FileOwnerKind::Session => FILES_OF_SESSION_MAX,
        FileOwnerKind::Participation | FileOwnerKind::Agreement | FileOwnerKind::Intake => {
            usize::MAX
        }
    };
    match fits {
        false => Err(FileRefusal::Purpose),
        true if there >= room => Err(FileRefusal::Full),
        true => Ok(()),
    }
}

/// What has to be known of a file to say who may read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileFacts {
    /// Whose it is.
    pub institution: InstitutionId,
    /// Who may read it.
    pub visibility: Visibility,
    /// The thing that it hangs on is public.
    pub published: bool,
}

/// What reading a file takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// Being signed in.
    SignIn,
    /// Being of the institution, or of the centre.
    Grant,
}

impl FileFacts {
    /// What reading it takes: a public file of something that is not public yet is as private as the
    /// thing itself (domain.md LG-7).
    pub const fn needs(&self) -> Needs {
        match (self.published, self.visibility) {
            (true, Visibility::Public) => Needs::Nothing,
            (true, Visibility::Registered) => Needs::SignIn,
            _ => Needs::Grant,
        }
    }
}

//! What keeps the host's form from being saved, and the field that it stands in.

use domain::sessions::RevisionRefusal;
use locales::{Lang, host as m};
use serde::{Deserialize, Serialize};

/// A field of the host's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Field {
    /// Chinese title.
    TitleZh,
    /// Chinese venue.
    VenueZh,
    /// Day.
    StartsOn,
    /// Time of the first row.
    StartsAt,
    /// Title of an agenda row.
    AgendaTitle(u32),
    /// Minutes of an agenda row.
    AgendaMinutes(u32),
    /// Lot of an agenda row.
    AgendaLot(u32),
    /// Start of an agenda row.
    AgendaStart(u32),
    /// Speaker of an agenda row.
    AgendaSpeaker(u32),
    /// The agenda as a whole.
    Agenda,
    /// Text of a block.
    Block(u32),
    /// Address or lines of a block.
    BlockLines(u32),
    /// The blocks as a whole.
    Blocks,
}

impl Field {
    /// The id of its control, where the error summary leads to.
    pub fn id(self) -> String {
        match self {
            Self::TitleZh => "title-zh".into(),
            Self::VenueZh => "venue-zh".into(),
            Self::StartsOn => "starts-on".into(),
            Self::StartsAt => "starts-at".into(),
            Self::AgendaTitle(row) => format!("agenda-{row}-title"),
            Self::AgendaMinutes(row) => format!("agenda-{row}-minutes"),
            Self::AgendaLot(row) => format!("agenda-{row}-lot"),
            Self::AgendaStart(row) => format!("agenda-{row}-starts"),
            Self::AgendaSpeaker(row) => format!("agenda-{row}-speaker"),
            Self::Agenda => "agenda-add".into(),
            Self::Block(row) | Self::BlockLines(row) => format!("block-{row}-zh"),
            Self::Blocks => "block-add-heading".into(),
        }
    }
}

/// The first thing that keeps the form from being saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Its code.
    pub code: String,
    /// Where it stands.
    pub field: Field,
    /// The other row that it is about, from 0.
    #[serde(default)]
    pub with: Option<u32>,
}

impl Problem {
    /// The problem `code` in `field`.
    pub fn new(code: &str, field: Field) -> Self {
        Self {
            code: code.into(),
            field,
            with: None,
        }
    }

    /// A refusal of the domain with the field it means.
    pub fn of(refusal: RevisionRefusal) -> Self {
        use RevisionRefusal as R;
        let field = match refusal {
            R::SessionTitleLength | R::ConflictRetry => Field::TitleZh,
            R::SessionVenueLength => Field::VenueZh,
            R::AgendaTitleLength { row } => Field::AgendaTitle(row),
            R::AgendaMinutesRange { row } => Field::AgendaMinutes(row),
            R::AgendaSpeakerLength { row } | R::AgendaSpeakerClash { row, .. } => {
                Field::AgendaSpeaker(row)
            }
            R::AgendaStartRange { row } | R::AgendaOrder { row } | R::AgendaOverlap { row, .. } => {
                Field::AgendaStart(row)
            }
            R::AgendaTooLong => Field::Agenda,
            R::BlockLines { row } | R::BlockLink { row } => Field::BlockLines(row),
            R::BlockTooLong { row } => Field::Block(row),
            R::TooManyBlocks => Field::Blocks,
        };
        let with = match refusal {
            R::AgendaOverlap { with, .. } | R::AgendaSpeakerClash { with, .. } => Some(with),
            _ => None,
        };
        Self {
            with,
            ..Self::new(&refusal.to_string(), field)
        }
    }

    /// What to do, with the row as people count it.
    pub fn sentence(&self, lang: Lang) -> String {
        let row = match self.field {
            Field::AgendaTitle(row)
            | Field::AgendaMinutes(row)
            | Field::AgendaLot(row)
            | Field::AgendaStart(row)
            | Field::AgendaSpeaker(row)
            | Field::BlockLines(row)
            | Field::Block(row) => row + 1,
            _ => 0,
        };
        let with = self.with.map_or(0, |with| with + 1);
        match self.code.as_str() {
            "SESSION_TITLE_LENGTH" => m::problem_title(lang).into(),
            "SESSION_VENUE_LENGTH" => m::problem_venue(lang).into(),
            "SESSION_DATE_FORMAT" => m::problem_date(lang).into(),
            "SESSION_TIME_FORMAT" => m::problem_time(lang).into(),
            "AGENDA_TITLE_LENGTH" => m::problem_agenda_title(lang, row),
            "AGENDA_MINUTES_RANGE" => m::problem_agenda_minutes(lang, row),
            "AGENDA_LOT_FORMAT" => m::problem_agenda_lot(lang, row),
            "AGENDA_SPEAKER_LENGTH" => m::problem_agenda_speaker(lang, row),
            "AGENDA_START_RANGE" => m::problem_agenda_start(lang, row),
            "AGENDA_ORDER" => m::problem_agenda_order(lang, row),
            "AGENDA_OVERLAP" => m::problem_agenda_overlap(lang, row, with),
            "AGENDA_SPEAKER_CLASH" => m::problem_agenda_clash(lang, row, with),
            "BLOCK_LINES" => m::problem_block_lines(lang, row),
            "BLOCK_LINK" => m::problem_block_link(lang, row),
            "AGENDA_TOO_LONG" => m::problem_agenda_rows(lang).into(),
            "BLOCK_TOO_LONG" => m::problem_block(lang, row),
            "TOO_MANY_BLOCKS" => m::problem_blocks(lang).into(),
            other => locales::errors_text(lang, other, &[]),
        }
    }
}

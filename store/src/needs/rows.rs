//! A need as a line of its table.

use super::LiveNeed;
use crate::doc::At;
use crate::error::Result;
use domain::ids::{InstitutionId, NeedCode, NeedId, SeasonId, SessionId};
use domain::lots::Industry;
use domain::needs::{Need, NeedState, WholeNeed};
use domain::time::{Date, Timestamp};

#[derive(sqlx_macros::FromRow)]
pub(super) struct NeedLine {
    id: i64,
    code: String,
    season_id: i64,
    session_id: Option<i64>,
    industry: String,
    state: String,
    valid_until: i64,
    submitted_at: i64,
    published_at: Option<i64>,
    sheet: String,
}

#[derive(sqlx_macros::FromRow)]
pub(super) struct WholeLine {
    #[sqlx(flatten)]
    need: NeedLine,
    submitter_id: Option<i64>,
    private: String,
    opinion: String,
    row_version: i64,
    pub(super) identity_key: String,
    import_digest: Option<String>,
}

impl NeedLine {
    pub(super) fn read(self) -> Result<Need> {
        let at = |column| At::new("needs", column, &self.id);
        Ok(Need {
            code: at("code").some(NeedCode::parse(&self.code))?,
            industry: at("industry").some(Industry::from_code(&self.industry))?,
            state: at("state").some(NeedState::from_code(&self.state))?,
            valid_until: Date(at("valid_until").int(self.valid_until)?),
            sheet: at("sheet").json(&self.sheet)?,
            id: NeedId(self.id),
            season: SeasonId(self.season_id),
            session: self.session_id.map(SessionId),
            submitted_at: Timestamp(self.submitted_at),
            published_at: self.published_at.map(Timestamp),
        })
    }
}

impl WholeLine {
    pub(super) fn read(self) -> Result<LiveNeed> {
        let row = At::new("needs", "private", &self.need.id).json(&self.private)?;
        Ok(LiveNeed {
            whole: WholeNeed {
                need: self.need.read()?,
                submitter: self.submitter_id.map(InstitutionId),
                row,
                opinion: self.opinion,
                version: self.row_version,
            },
            digest: self.import_digest,
        })
    }
}

//! One SQL text with its arguments, ready for either engine.

use crate::open::Engine;
use crate::rows::{Column, Rows, without_names};
use domain::bidding::Paddle;
use domain::ids::{
    AccountId, AgreementId, ApplicationId, ArticleId, DeliveryId, DepositId, DraftId, EntryId,
    ExpertId, FileId, GuestId, ImportId, InstitutionId, IntakeId, InterestId, InterventionId,
    InvitationId, LiaisonId, LoginId, LotCode, LotId, MailId, NeedId, NoticeId, PackageId,
    ParticipationId, PasskeyId, ProposalId, PushId, PushMessageId, RegistrationId, ReleaseId,
    RoundId, SavedFilterId, SeasonId, SessionId, TalkSlotId, TokenId, WaiverId, WebhookId,
};
use domain::money::Fen;
use domain::time::Timestamp;
use std::borrow::Cow;
use std::fmt::Write;

/// A value to bind. Absence is typed, because PostgreSQL wants to know of what.
#[derive(Clone, Debug)]
pub(crate) enum Arg {
    Int(Option<i64>),
    Text(Option<String>),
    Bool(bool),
    Bytes(Vec<u8>),
    /// Many at once, on PostgreSQL.
    Column(Column),
}

/// A statement with `$1 … $n` and the values for them.
///
/// The text is made of literals of this crate only; whatever comes from outside is an argument.
#[derive(Clone, Debug)]
pub(crate) struct Sql {
    pub(crate) text: Cow<'static, str>,
    pub(crate) args: Vec<Arg>,
    /// Whether the engine should keep the prepared statement: not worth it for texts whose length
    /// follows the number of rows, and for lists of rows on PostgreSQL not wise (see [`Rows`]).
    pub(crate) persistent: bool,
    /// The rows of its `VALUES` list, if it has one.
    pub(crate) rows: Option<Rows>,
}

impl Sql {
    /// A statement of one literal.
    pub(crate) fn new(text: &'static str) -> Self {
        Self {
            text: Cow::Borrowed(text),
            args: Vec::new(),
            persistent: true,
            rows: None,
        }
    }

    /// The value of the next `$n`.
    pub(crate) fn bind(mut self, value: impl Into<Arg>) -> Self {
        self.args.push(value.into());
        self
    }

    /// Goes on with more text.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.to_mut().push_str(text);
        self
    }

    /// Writes the next `$n` and takes its value.
    pub(crate) fn push_arg(&mut self, value: impl Into<Arg>) -> &mut Self {
        self.args.push(value.into());
        let number = self.args.len();
        write!(self.text.to_mut(), "${number}").expect("writing to a string never fails");
        self
    }

    /// Text, arguments, and whether to keep the prepared statement, for this engine.
    pub(crate) fn ready(self, engine: Engine) -> (Cow<'static, str>, Vec<Arg>, bool) {
        #[cfg(test)]
        crate::plans::note(&self);
        #[cfg(feature = "testing")]
        crate::testing::count_statement();
        if let Some(rows) = self.rows {
            return match engine {
                Engine::Sqlite => (rows.in_line(&self.text).into(), self.args, false),
                Engine::Postgres => {
                    let (text, args) = rows.in_columns(&self.text, self.args);
                    (text.into(), args, false)
                }
            };
        }
        let many = !self.persistent;
        let text = match engine {
            Engine::Sqlite if many => without_names(&self.text).into(),
            Engine::Sqlite | Engine::Postgres => self.text,
        };
        (text, self.args, self.persistent)
    }

    /// Writes `($1, $2, …)`.
    pub(crate) fn push_row(&mut self, values: impl IntoIterator<Item = Arg>) -> &mut Self {
        self.push("(");
        for (column, value) in values.into_iter().enumerate() {
            if column > 0 {
                self.push(", ");
            }
            self.push_arg(value);
        }
        self.push(")")
    }

    /// Takes the rows of the `VALUES` list that the text ends with; there is one list at most.
    pub(crate) fn push_rows<R>(&mut self, rows: impl IntoIterator<Item = R>) -> &mut Self
    where
        R: IntoIterator<Item = Arg>,
    {
        assert!(self.rows.is_none(), "a statement has one list of rows");
        let (at, first) = (self.text.len(), self.args.len());
        let mut count = 0;
        for row in rows {
            self.args.extend(row);
            count += 1;
        }
        let columns = (self.args.len() - first) / count.max(1);
        self.rows = Some(Rows {
            at,
            first,
            count,
            columns,
        });
        self
    }

    /// Writes `$1, $2, …`: the inside of an `IN` list.
    pub(crate) fn push_list<V: Into<Arg>>(&mut self, values: impl IntoIterator<Item = V>) {
        self.persistent = false;
        for (number, value) in values.into_iter().enumerate() {
            if number > 0 {
                self.push(", ");
            }
            self.push_arg(value);
        }
    }
}

macro_rules! args {
    ($( $type:ty => |$value:ident| $arg:expr ),+ $(,)?) => {
        $( impl From<$type> for Arg { fn from($value: $type) -> Self { $arg } } )+
    };
}

args! {
    i64 => |v| Self::Int(Some(v)),
    Option<i64> => |v| Self::Int(v),
    i32 => |v| Self::Int(Some(v.into())),
    u32 => |v| Self::Int(Some(v.into())),
    u16 => |v| Self::Int(Some(v.into())),
    // Sequences count events of one lot and can never reach the upper half.
    u64 => |v| Self::Int(Some(v as i64)),
    Option<u16> => |v| Self::Int(v.map(i64::from)),
    Option<u32> => |v| Self::Int(v.map(i64::from)),
    bool => |v| Self::Bool(v),
    &str => |v| Self::Text(Some(v.to_owned())),
    String => |v| Self::Text(Some(v)),
    Option<&str> => |v| Self::Text(v.map(str::to_owned)),
    Option<String> => |v| Self::Text(v),
    &[u8] => |v| Self::Bytes(v.to_vec()),
    Timestamp => |v| Self::Int(Some(v.0)),
    Option<Timestamp> => |v| Self::Int(v.map(|t| t.0)),
    Fen => |v| Self::Int(Some(v.0)),
    Option<Fen> => |v| Self::Int(v.map(|f| f.0)),
    Paddle => |v| Self::Int(Some(v.0.into())),
    Option<Paddle> => |v| Self::Int(v.map(|p| p.0.into())),
    &LotCode => |v| Self::Text(Some(v.as_str().to_owned())),
    LotId => |v| Self::Int(Some(v.0)),
    AccountId => |v| Self::Int(Some(v.0)),
    Option<AccountId> => |v| Self::Int(v.map(|id| id.0)),
    InstitutionId => |v| Self::Int(Some(v.0)),
    FileId => |v| Self::Int(Some(v.0)),
    EntryId => |v| Self::Int(Some(v.0)),
    ParticipationId => |v| Self::Int(Some(v.0)),
    AgreementId => |v| Self::Int(Some(v.0)),
    ExpertId => |v| Self::Int(Some(v.0)),
    LiaisonId => |v| Self::Int(Some(v.0)),
    RegistrationId => |v| Self::Int(Some(v.0)),
    Option<RegistrationId> => |v| Self::Int(v.map(|id| id.0)),
    GuestId => |v| Self::Int(Some(v.0)),
    Option<GuestId> => |v| Self::Int(v.map(|id| id.0)),
    TalkSlotId => |v| Self::Int(Some(v.0)),
    Option<InstitutionId> => |v| Self::Int(v.map(|id| id.0)),
    SeasonId => |v| Self::Int(Some(v.0)),
    SessionId => |v| Self::Int(Some(v.0)),
    Option<SessionId> => |v| Self::Int(v.map(|id| id.0)),
    RoundId => |v| Self::Int(Some(v.0)),
    ImportId => |v| Self::Int(Some(v.0)),
    PasskeyId => |v| Self::Int(Some(v.0)),
    TokenId => |v| Self::Int(Some(v.0)),
    LoginId => |v| Self::Int(Some(v.0)),
    Option<LoginId> => |v| Self::Int(v.map(|id| id.0)),
    IntakeId => |v| Self::Int(Some(v.0)),
    InterestId => |v| Self::Int(Some(v.0)),
    InterventionId => |v| Self::Int(Some(v.0)),
    DepositId => |v| Self::Int(Some(v.0)),
    ApplicationId => |v| Self::Int(Some(v.0)),
    ArticleId => |v| Self::Int(Some(v.0)),
    DraftId => |v| Self::Int(Some(v.0)),
    InvitationId => |v| Self::Int(Some(v.0)),
    ProposalId => |v| Self::Int(Some(v.0)),
    NeedId => |v| Self::Int(Some(v.0)),
    NoticeId => |v| Self::Int(Some(v.0)),
    WaiverId => |v| Self::Int(Some(v.0)),
    WebhookId => |v| Self::Int(Some(v.0)),
    DeliveryId => |v| Self::Int(Some(v.0)),
    MailId => |v| Self::Int(Some(v.0)),
    PushId => |v| Self::Int(Some(v.0)),
    PushMessageId => |v| Self::Int(Some(v.0)),
    ReleaseId => |v| Self::Int(Some(v.0)),
    SavedFilterId => |v| Self::Int(Some(v.0)),
    PackageId => |v| Self::Int(Some(v.0)),
    Option<LotId> => |v| Self::Int(v.map(|id| id.0)),
}

//! Logbooks (台账) that the host of a session keeps: whom he served, which enterprises he knows, what the
//! media wrote, typical cases, which projects he recommends (domain.md AS-10, AS-14, AS-17, IS-12, IS-13,
//! IS-20, IS-22). Targets are counted from their entries.

mod draft;
#[cfg(test)]
mod tests;

pub use draft::{EntryDraft, EntryFault};

use crate::ids::LotCode;
use crate::text::{fold_width, squeeze};
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// Most entries of one logbook of a session.
pub const ENTRIES_MAX: u32 = 5_000;

codes! {
    /// A logbook of a session.
    Book {
        Services = "SERVICES" / "服务台账",
        Enterprises = "ENTERPRISES" / "企业库",
        Media = "MEDIA" / "媒体报道",
        Cases = "CASES" / "典型案例",
        Recommended = "RECOMMENDED" / "推荐项目",
    }
}

codes! {
    /// What was done for an enterprise (AS-16, IS-13).
    ServiceKind {
        Visit = "VISIT" / "走访",
        Salon = "SALON" / "技术沙龙",
        Seminar = "SEMINAR" / "研讨",
        Forum = "FORUM" / "论坛",
        Matching = "MATCHING" / "对接",
        Diagnosis = "DIAGNOSIS" / "需求诊断",
        Training = "TRAINING" / "培训",
        Roadshow = "ROADSHOW" / "路演",
        Launch = "LAUNCH" / "发布会",
        Auction = "AUCTION" / "拍卖会",
    }
}

codes! {
    /// What an enterprise is certified as (IS-12), and whether the host means to serve it (AS-14).
    EnterpriseTag {
        HighTech = "HIGH_TECH" / "高新技术企业",
        TechSme = "TECH_SME" / "科技型中小企业",
        Specialised = "SPECIALISED" / "专精特新企业",
        Gazelle = "GAZELLE" / "瞪羚企业",
        Listed = "LISTED" / "上市企业",
        Focus = "FOCUS" / "拟重点服务",
    }
}

codes! {
    /// How far a typical case is.
    CaseState {
        Draft = "DRAFT" / "草稿",
        /// Its file is there; it counts.
        Finished = "FINISHED" / "定稿",
    }
}

codes! {
    /// A column of a logbook; the words are the headings of its tables.
    Field {
        Day = "DAY" / "日期",
        Kind = "KIND" / "服务类型",
        CreditCode = "CREDIT_CODE" / "统一社会信用代码",
        Enterprise = "ENTERPRISE" / "企业名称",
        Content = "CONTENT" / "服务内容",
        Tags = "TAGS" / "企业类型",
        Region = "REGION" / "所在地区",
        Outlet = "OUTLET" / "媒体名称",
        Title = "TITLE" / "标题",
        Link = "LINK" / "链接",
        Text = "TEXT" / "案例内容",
        State = "STATE" / "状态",
        Lot = "LOT" / "标的编号",
        Reason = "REASON" / "推荐理由",
        Place = "PLACE" / "地点",
        Participants = "PARTICIPANTS" / "参加人员",
        Needs = "NEEDS" / "发现的需求",
        Patents = "PATENTS" / "摸排的专利成果",
        Policies = "POLICIES" / "宣讲的政策",
    }
}

impl Book {
    /// Its columns, in order.
    pub const fn fields(self) -> &'static [Field] {
        use Field as F;
        match self {
            Self::Services => &[
                F::Day,
                F::Kind,
                F::CreditCode,
                F::Enterprise,
                F::Place,
                F::Participants,
                F::Content,
                F::Needs,
                F::Patents,
                F::Policies,
            ],
            Self::Enterprises => &[F::CreditCode, F::Enterprise, F::Tags, F::Region],
            Self::Media => &[F::Day, F::Outlet, F::Title, F::Link],
            Self::Cases => &[F::Title, F::Text, F::State],
            Self::Recommended => &[F::Lot, F::Reason],
        }
    }

    /// Whether a column may stay empty.
    pub const fn is_optional(self, field: Field) -> bool {
        matches!(
            (self, field),
            (Self::Enterprises, Field::Tags | Field::Region)
                | (
                    Self::Services,
                    Field::Content
                        | Field::Enterprise
                        | Field::Place
                        | Field::Participants
                        | Field::Needs
                        | Field::Patents
                        | Field::Policies
                )
                | (Self::Cases, Field::Text | Field::State)
        )
    }

    /// Its name in addresses: `services`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Services => "services",
            Self::Enterprises => "enterprises",
            Self::Media => "media",
            Self::Cases => "cases",
            Self::Recommended => "recommended",
        }
    }

    /// The logbook with this name in addresses.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|book| book.slug() == slug)
    }
}

/// What is remembered of a service beside what was done (AS-10, AS-11, AS-15, AS-19); each may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServiceNotes {
    /// Where: the park, or the enterprise itself; at most 60 characters.
    pub place: String,
    /// Who took part, members of the service team among them; at most 300 characters.
    pub participants: String,
    /// Needs that were found, at most 500 characters.
    pub needs: String,
    /// Patents and achievements that were found, at most 500 characters.
    pub patents: String,
    /// Policies that were explained, at most 500 characters.
    pub policies: String,
}

/// An entry of a logbook, as its rules want it. Credit codes are canonical.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "book", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Entry {
    /// An enterprise was served.
    Services {
        /// When; never in the future (`VISIT_IN_FUTURE`).
        day: Date,
        /// How.
        kind: ServiceKind,
        /// Which enterprise.
        credit_code: String,
        /// Its name, at most 100 characters; empty where the enterprise library is to say it.
        enterprise: String,
        /// What was done, at most 1,000 characters; may be empty.
        content: String,
        /// What else is remembered.
        #[serde(default)]
        notes: ServiceNotes,
    },
    /// An enterprise that the host knows.
    Enterprises {
        /// Which.
        credit_code: String,
        /// Its name, 2–100 characters.
        enterprise: String,
        /// What it is certified as, in the order of the table.
        tags: Vec<EnterpriseTag>,
        /// Where it is, at most 40 characters; may be empty.
        region: String,
    },
    /// The media wrote about the session.
    Media {
        /// When it was published.
        day: Date,
        /// Who, 2–60 characters.
        outlet: String,
        /// Title, 2–120 characters.
        title: String,
        /// Address, `https` or `http`, at most 300 characters.
        link: String,
    },
    /// A typical case.
    Cases {
        /// Title, 2–120 characters.
        title: String,
        /// Text, at most 2,000 characters; may be empty.
        text: String,
        /// How far it is.
        state: CaseState,
    },
    /// A lot of the session that is recommended to the exhibition and the awards of the year.
    Recommended {
        /// Which.
        lot: LotCode,
        /// Why, 2–500 characters.
        reason: String,
    },
}

impl Entry {
    /// The logbook that it belongs into.
    pub const fn book(&self) -> Book {
        match self {
            Self::Services { .. } => Book::Services,
            Self::Enterprises { .. } => Book::Enterprises,
            Self::Media { .. } => Book::Media,
            Self::Cases { .. } => Book::Cases,
            Self::Recommended { .. } => Book::Recommended,
        }
    }

    /// What is counted once, however many entries there are of it: the enterprise by its credit code,
    /// the outlet, the case, the lot.
    pub fn subject(&self) -> String {
        match self {
            Self::Services { credit_code, .. } | Self::Enterprises { credit_code, .. } => {
                credit_code.clone()
            }
            Self::Media { outlet, .. } => squeeze(outlet),
            Self::Cases { title, .. } => squeeze(title),
            Self::Recommended { lot, .. } => lot.to_string(),
        }
    }

    /// What makes it the same entry again, so that an import twice is an import once.
    pub fn key(&self) -> String {
        match self {
            Self::Services {
                day,
                kind,
                credit_code,
                ..
            } => format!("{day} {kind} {credit_code}"),
            Self::Media { link, .. } => format!("{} {link}", self.subject()),
            Self::Enterprises { .. } | Self::Cases { .. } | Self::Recommended { .. } => {
                self.subject()
            }
        }
    }

    /// The day, where it has one.
    pub const fn day(&self) -> Option<Date> {
        match self {
            Self::Services { day, .. } | Self::Media { day, .. } => Some(*day),
            _ => None,
        }
    }

    /// How an enterprise was served.
    pub const fn service(&self) -> Option<ServiceKind> {
        match self {
            Self::Services { kind, .. } => Some(*kind),
            _ => None,
        }
    }

    /// Whether it counts: a case that is not finished does not.
    pub const fn counts(&self) -> bool {
        match self {
            Self::Cases { state, .. } => matches!(state, CaseState::Finished),
            _ => true,
        }
    }

    /// This entry in the place of an `older` one with the same key: what it leaves open stays as it was,
    /// and an enterprise keeps the certificates that are known of it.
    #[must_use]
    pub fn over(mut self, older: &Self) -> Self {
        let keep = |own: &mut String, old: &String| {
            if own.is_empty() {
                own.clone_from(old);
            }
        };
        match (&mut self, older) {
            (
                Self::Enterprises {
                    enterprise,
                    tags,
                    region,
                    ..
                },
                Self::Enterprises {
                    enterprise: old_name,
                    tags: old_tags,
                    region: old_region,
                    ..
                },
            ) => {
                keep(enterprise, old_name);
                keep(region, old_region);
                tags.extend(old_tags);
                tags.sort_unstable();
                tags.dedup();
            }
            (
                Self::Services {
                    enterprise,
                    content,
                    notes,
                    ..
                },
                Self::Services {
                    enterprise: old_name,
                    content: old_content,
                    notes: old,
                    ..
                },
            ) => {
                keep(enterprise, old_name);
                keep(content, old_content);
                keep(&mut notes.place, &old.place);
                keep(&mut notes.participants, &old.participants);
                keep(&mut notes.needs, &old.needs);
                keep(&mut notes.patents, &old.patents);
                keep(&mut notes.policies, &old.policies);
            }
            (Self::Cases { text, .. }, Self::Cases { text: old, .. }) => keep(text, old),
            _ => {}
        }
        self
    }

    /// What stands in a column, as it is typed and written out; empty for columns of other logbooks.
    pub fn value(&self, field: Field) -> String {
        let draft = EntryDraft::of(self);
        draft.get(field).to_owned()
    }

    /// Whether one of its columns has these words, whatever their width and case: a part of a credit code or
    /// of a name is enough (AS-17). Every entry has none at all.
    pub fn mentions(&self, words: &str) -> bool {
        let folded = |text: &str| fold_width(text).to_lowercase();
        let (words, draft) = (folded(words.trim()), EntryDraft::of(self));
        let mut fields = self.book().fields().iter();
        fields.any(|field| folded(draft.get(*field)).contains(&words))
    }
}

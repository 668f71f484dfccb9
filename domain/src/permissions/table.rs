//! The table itself: who, what, in which state, whose (domain.md §3.7). The item that a row comes from
//! stands above it.

use super::Denied;
use crate::accounts::Role;

codes! {
    /// What somebody does; [`Action`](super::Action) says to what.
    Verb {
        Browse = "BROWSE" / "浏览公开内容",
        ReadLot = "READ_LOT" / "查看标的",
        ReadSession = "READ_SESSION" / "查看专场",
        KeepOwn = "KEEP_OWN" / "管理本人账号",
        Bid = "BID" / "竞价",
        SubmitLots = "SUBMIT_LOTS" / "报送标的",
        SubmitAnyLots = "SUBMIT_ANY_LOTS" / "代各单位报送标的",
        ReadImport = "READ_IMPORT" / "查看本人导入",
        UndoImport = "UNDO_IMPORT" / "撤销导入",
        KeepWaivers = "KEEP_WAIVERS" / "准予豁免",
        PublishLots = "PUBLISH_LOTS" / "发布标的",
        ManageRounds = "MANAGE_ROUNDS" / "管理竞价日",
        KeepSeasons = "KEEP_SEASONS" / "管理活动季",
        EditSession = "EDIT_SESSION" / "编辑专场",
        ReadTargets = "READ_TARGETS" / "查看各专场指标",
        SeeReserve = "SEE_RESERVE" / "查看保留价",
        Intervene = "INTERVENE" / "现场处置",
        KeepDeposits = "KEEP_DEPOSITS" / "查看保证金台账",
        HandleBidder = "HANDLE_BIDDER" / "办理竞买人事项",
        ReadProofs = "READ_PROOFS" / "查看银行凭证",
        KeepDeals = "KEEP_DEALS" / "成交办理",
        WithdrawLot = "WITHDRAW_LOT" / "撤回标的",
        SeeSystem = "SEE_SYSTEM" / "查看系统状态",
        KeepSystem = "KEEP_SYSTEM" / "系统运行与设置",
        KeepAccounts = "KEEP_ACCOUNTS" / "管理账号",
        KeepOrganisations = "KEEP_ORGANISATIONS" / "审核单位入驻",
        KeepPeople = "KEEP_PEOPLE" / "管理本单位人员",
        GrantRoles = "GRANT_ROLES" / "授予角色",
        ReadAudit = "READ_AUDIT" / "查阅审计日志",
        KeepWebhooks = "KEEP_WEBHOOKS" / "管理本人网络回调",
        TakePart = "TAKE_PART" / "办理本单位参与事项",
        KeepParticipations = "KEEP_PARTICIPATIONS" / "管理各单位参与情况",
        ReadFile = "READ_FILE" / "查看不公开附件",
        Review = "REVIEW" / "评审标的",
        KeepReviews = "KEEP_REVIEWS" / "组织评审与遴选",
        ReadFeedback = "READ_FEEDBACK" / "查看标的反馈统计",
        ReadFeedbackWords = "READ_FEEDBACK_WORDS" / "查看标的反馈文字",
        KeepLicences = "KEEP_LICENCES" / "办理开放许可登记",
        KeepArticles = "KEEP_ARTICLES" / "编写文章",
        KeepRegistrations = "KEEP_REGISTRATIONS" / "办理专场报名与签到",
        KeepFollowUps = "KEEP_FOLLOW_UPS" / "办理意向回访",
        DecideReports = "DECIDE_REPORTS" / "接收总结报告",
        ReadNeed = "READ_NEED" / "查看需求",
        SubmitNeeds = "SUBMIT_NEEDS" / "报送需求",
        KeepNeeds = "KEEP_NEEDS" / "办理需求诊断与发榜",
    }
}

impl Verb {
    /// What those who may not are told. Where even the existence of the thing is a secret, the same
    /// as for one that does not exist.
    pub(super) const fn denial(self, signed_in: bool) -> Denied {
        match self {
            Self::ReadLot
            | Self::ReadNeed
            | Self::ReadSession
            | Self::ReadProofs
            | Self::ReadFile => Denied::NotFound,
            _ if !signed_in => Denied::LoginRequired,
            Self::KeepOwn | Self::ReadImport | Self::UndoImport => Denied::NotFound,
            _ => Denied::Forbidden,
        }
    }
}

/// Whom a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// Everybody, signed in or not.
    Everybody,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever holds the role.
    Role(Role),
}

/// In which state of the thing a row holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// In every one.
    Any,
    /// Once it is published.
    Public,
    /// Before it is published, and after it was withdrawn.
    Hidden,
}

impl State {
    /// Whether a row for this state holds for a thing in state `of`.
    pub(super) fn covers(self, of: Self) -> bool {
        self == Self::Any || self == of
    }
}

/// How far a row reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// To all things of its kind, wherever the role holds.
    All,
    /// To those of the institution that the role holds for.
    OwnInstitution,
    /// To the session that the role holds for.
    OwnSession,
    /// To all of them, for those whose role holds for the whole province.
    Province,
    /// To one's own.
    Oneself,
    /// To everybody's but one's own.
    Others,
}

/// A row: `who` may do `verb` to things in that `state`, as far as `reach`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What.
    pub verb: Verb,
    /// Who.
    pub who: Party,
    /// In which state.
    pub state: State,
    /// To whose.
    pub reach: Reach,
}

const fn row(verb: Verb, who: Party, reach: Reach) -> Rule {
    Rule {
        verb,
        who,
        state: State::Any,
        reach,
    }
}

const fn public(verb: Verb) -> Rule {
    Rule {
        verb,
        who: Party::Everybody,
        state: State::Public,
        reach: Reach::All,
    }
}

const CENTRE: Party = Party::Role(Role::Centre);
const LIAISON: Party = Party::Role(Role::Liaison);
const SECURITY: Party = Party::Role(Role::SecurityAdmin);

/// Every permission there is. What domain.md §3.7 grants and nothing does yet (solutions,
/// indicators, a host's lots) gets its row together with its use case.
pub const TABLE: &[Rule] = &[
    // domain.md §3.7 "browse published …", "watch live bidding": everybody, and only what is
    // published (NOT_FOUND "also used for unpublished items", §11).
    row(Verb::Browse, Party::Everybody, Reach::All),
    public(Verb::ReadLot),
    public(Verb::ReadSession),
    // reliability.md S-17: by the signed-in person, never by a number in the request.
    row(Verb::KeepOwn, Party::SignedIn, Reach::Oneself),
    row(Verb::ReadImport, Party::SignedIn, Reach::Oneself),
    // A batch is taken back by whoever imported it, or by the centre.
    row(Verb::UndoImport, Party::SignedIn, Reach::Oneself),
    row(Verb::UndoImport, CENTRE, Reach::All),
    // 原则上: the centre answers for the exception.
    row(Verb::KeepWaivers, CENTRE, Reach::All),
    // §3.7 "bid": BID, and ENT as BID.
    row(Verb::Bid, Party::Role(Role::Bidder), Reach::All),
    row(Verb::Bid, Party::Role(Role::Enterprise), Reach::All),
    // §3.7 "create/import lots": LIA own institution, CTR.
    row(Verb::SubmitLots, LIAISON, Reach::OwnInstitution),
    row(Verb::SubmitLots, CENTRE, Reach::All),
    row(Verb::SubmitAnyLots, CENTRE, Reach::All),
    // §3.7 "edit session page": ORG own, CTR.
    row(
        Verb::EditSession,
        Party::Role(Role::Organiser),
        Reach::OwnSession,
    ),
    row(Verb::EditSession, CENTRE, Reach::All),
    // §3.7 "quotas/KPI dashboards": CTR all; REG of the cities that his role holds for, which the use
    // case narrows the board to.
    row(Verb::ReadTargets, CENTRE, Reach::All),
    row(Verb::ReadTargets, Party::Role(Role::Regulator), Reach::All),
    // §3.7 "select, publish, list in round, pause, close": CTR; §11 PUBLISH_CENTRE_ONLY.
    row(Verb::PublishLots, CENTRE, Reach::All),
    row(Verb::ManageRounds, CENTRE, Reach::All),
    row(Verb::KeepSeasons, CENTRE, Reach::All),
    row(Verb::Intervene, CENTRE, Reach::All),
    // §3.7 "review": EXP what is assigned to him; AS-30, AS-32: groups and selection are the
    // centre's.
    row(Verb::Review, Party::Role(Role::Expert), Reach::Oneself),
    row(Verb::KeepReviews, CENTRE, Reach::All),
    // §3.7 "see reserve price": LIA own, CTR; §8 LG-10.
    row(Verb::SeeReserve, LIAISON, Reach::OwnInstitution),
    row(Verb::SeeReserve, CENTRE, Reach::All),
    // bidding.md C.7: the centre keeps deposits and deals; nobody handles his own money.
    row(Verb::KeepDeposits, CENTRE, Reach::All),
    row(Verb::HandleBidder, CENTRE, Reach::Others),
    row(Verb::ReadProofs, CENTRE, Reach::All),
    row(Verb::KeepDeals, CENTRE, Reach::All),
    // The centre answers for the season and sees whether its portal is well; it changes nothing.
    row(Verb::SeeSystem, CENTRE, Reach::All),
    // bidding.md C.7; 拍卖法 29: the consignor's right alone.
    row(Verb::WithdrawLot, LIAISON, Reach::OwnInstitution),
    // reliability.md C-02: three administrators, none of whom does the work of another.
    row(Verb::SeeSystem, Party::Role(Role::SystemAdmin), Reach::All),
    row(Verb::KeepSystem, Party::Role(Role::SystemAdmin), Reach::All),
    row(Verb::KeepAccounts, SECURITY, Reach::All),
    // The centre answers for who takes part; accounts and roles are the security administrator's.
    row(Verb::KeepOrganisations, CENTRE, Reach::All),
    row(Verb::KeepOrganisations, SECURITY, Reach::All),
    row(
        Verb::KeepPeople,
        Party::Role(Role::Manager),
        Reach::OwnInstitution,
    ),
    row(Verb::GrantRoles, SECURITY, Reach::Others),
    row(Verb::ReadAudit, Party::Role(Role::AuditAdmin), Reach::All),
    // §3.7 "audit log": CTR, REG of the province.
    row(Verb::ReadAudit, CENTRE, Reach::All),
    row(
        Verb::ReadAudit,
        Party::Role(Role::Regulator),
        Reach::Province,
    ),
    // AS-68, AS-76, AS-77: LIA own institution, and whoever looks after its people; CTR for all.
    row(Verb::TakePart, LIAISON, Reach::OwnInstitution),
    row(
        Verb::TakePart,
        Party::Role(Role::Manager),
        Reach::OwnInstitution,
    ),
    row(Verb::KeepParticipations, CENTRE, Reach::All),
    // LG-7: attachments need a grant.
    row(Verb::ReadFile, LIAISON, Reach::OwnInstitution),
    row(
        Verb::ReadFile,
        Party::Role(Role::Manager),
        Reach::OwnInstitution,
    ),
    row(Verb::ReadFile, CENTRE, Reach::All),
    // reliability.md S-26: whoever takes part in the bidding, or answers for an organisation.
    row(
        Verb::KeepWebhooks,
        Party::Role(Role::Bidder),
        Reach::Oneself,
    ),
    row(
        Verb::KeepWebhooks,
        Party::Role(Role::Enterprise),
        Reach::Oneself,
    ),
    row(
        Verb::KeepWebhooks,
        Party::Role(Role::Manager),
        Reach::Oneself,
    ),
    // Counts of what speaks against a lot are for its owner, words for the centre, which answers for
    // what is passed on (issue 5 §4; bidding.md, IN-PART).
    row(Verb::ReadFeedback, LIAISON, Reach::OwnInstitution),
    row(Verb::ReadFeedback, CENTRE, Reach::All),
    row(Verb::ReadFeedbackWords, CENTRE, Reach::All),
    // PP-09: who has taken the licence of a lot, and has paid for it, is its owner's and the centre's.
    row(Verb::KeepLicences, LIAISON, Reach::OwnInstitution),
    row(Verb::KeepLicences, CENTRE, Reach::All),
    // AS-19: centre staff publish; what is published is everybody's.
    row(Verb::KeepArticles, CENTRE, Reach::All),
    // IS-27: contacts of whoever registers are for that host alone, so the centre has no row.
    row(
        Verb::KeepRegistrations,
        Party::Role(Role::Organiser),
        Reach::OwnSession,
    ),
    // AS-40, AS-41: ORG and SVC their own, CTR all.
    row(
        Verb::KeepFollowUps,
        Party::Role(Role::Organiser),
        Reach::Oneself,
    ),
    row(
        Verb::KeepFollowUps,
        Party::Role(Role::Service),
        Reach::Oneself,
    ),
    row(Verb::KeepFollowUps, CENTRE, Reach::All),
    // IS-22: a report goes to the centre.
    row(Verb::DecideReports, CENTRE, Reach::All),
    // §3.7 "browse published … needs": everybody, and only what is published.
    public(Verb::ReadNeed),
    // §3.7 "create/import needs": CTR, ENT own; CS-41 adds LIA. The host of a session has those of his
    // session by EDIT_SESSION.
    row(Verb::SubmitNeeds, LIAISON, Reach::OwnInstitution),
    row(
        Verb::SubmitNeeds,
        Party::Role(Role::Enterprise),
        Reach::OwnInstitution,
    ),
    row(Verb::SubmitNeeds, CENTRE, Reach::All),
    // CS-15, CS-18: the centre diagnoses and publishes.
    row(Verb::KeepNeeds, CENTRE, Reach::All),
];

/// Roles that rule a verb out, whatever else the account holds.
pub const NEVER: &[(Verb, Role)] = &[
    // bidding.md C.4 item 5: staff and organisers never bid.
    (Verb::Bid, Role::Centre),
    (Verb::Bid, Role::Organiser),
    // reliability.md C-02: an administrator has no part in the business.
    (Verb::Bid, Role::SystemAdmin),
    (Verb::Bid, Role::SecurityAdmin),
    (Verb::Bid, Role::AuditAdmin),
];

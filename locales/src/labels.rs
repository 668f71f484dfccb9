//! Labels of the code tables.

use crate::{Lang, codes};
use domain::accounts::Role;
use domain::articles::ArticleKind;
use domain::audit::{Act, ObjectKind};
use domain::bidding::stage::{Stage, StageEventKind};
use domain::collection::{CooperationMode, NeedType};
use domain::drafts::{Section, SectionState};
use domain::feedback::FeedbackReason;
use domain::files::{FileKind, Visibility};
use domain::guests::{GuestField, GuestState};
use domain::institutions::{City, CollectionChannel, InstitutionKind};
use domain::intakes::{IntakeKind, IntakeState, ReportedShow};
use domain::interests::{ContactWay, FollowUpOutcome, FollowUpShow, InterestLevel, NextStep};
use domain::logbooks::{Book, CaseState, EnterpriseTag, Field, ServiceKind};
use domain::logins::{Browser, System};
use domain::lots::{
    AchievementKind, DealMethod, Encumbrance, Industry, LicenceKind, LotKind, LotState, PatentType,
    ProjectLevel, Protection, TransactionMode,
};
use domain::mail::RegistrationNews;
use domain::needs::{NeedState, NeedVerdict};
use domain::notices::NoticeKind;
use domain::organisations::ApplicationState;
use domain::packages::PackageState;
use domain::participations::people::{Corps, ExpertIdentity};
use domain::participations::{AgreementState, Task, TaskState};
use domain::permissions::RoleStep;
use domain::registrations::{AttendeeRole, CheckInOutcome, RegistrationState};
use domain::reports::ReportState;
use domain::reviews::{
    Criterion, ExpertKind, Recommendation, ReleaseState, ReviewState, SelectionStep,
};
use domain::rounds::RoundState;
use domain::seasons::{Programme, QuotaRule, SeasonState};
use domain::sessions::{AgendaKind, SessionRole, SessionState};
use domain::targets::{Evidence, Metric, Op, Standing, TargetId};
use domain::tokens::TokenScope;
use domain::views::{BoardShow, Check, LotSort, ParticipationShow, StatusFilter, Worker};
use domain::waivers::WaiverRule;
use domain::webhooks::{DeliveryProblem, DeliveryState};

/// A value of a code table that has a label for people.
pub trait Label: Copy {
    /// The label in `lang`.
    fn label(self, lang: Lang) -> &'static str;
}

macro_rules! labels {
    ($($type:ty => $table:ident),+ $(,)?) => {
        $(impl Label for $type {
            fn label(self, lang: Lang) -> &'static str { codes::$table(lang, self.code()) }
        })+

        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn every_code_has_a_label_in_both_languages() {
                $(for value in <$type>::ALL {
                    for lang in [Lang::Zh, Lang::En] {
                        let label = value.label(lang);
                        assert!(!label.is_empty(), "{} {value} {lang:?}", stringify!($table));
                    }
                })+
            }
        }
    };
}

labels! {
    Book => logbook,
    BoardShow => board_show,
    CaseState => case_state,
    EnterpriseTag => enterprise_tag,
    Evidence => target_evidence,
    Field => logbook_field,
    Metric => target_metric,
    Op => target_op,
    ServiceKind => service_kind,
    Standing => target_standing,
    TargetId => target,
    AchievementKind => achievement_kind,
    Act => audit_act,
    AgreementState => agreement_state,
    AgendaKind => agenda_kind,
    AttendeeRole => attendee_role,
    Browser => browser,
    ApplicationState => application_state,
    ArticleKind => article_kind,
    Check => check,
    CheckInOutcome => check_in_outcome,
    City => city,
    CooperationMode => cooperation_mode,
    Corps => corps,
    Criterion => criterion,
    DealMethod => deal_method,
    DeliveryProblem => delivery_problem,
    DeliveryState => delivery_state,
    Encumbrance => encumbrance,
    ExpertIdentity => expert_identity,
    FileKind => file_kind,
    ExpertKind => expert_kind,
    FeedbackReason => feedback_reason,
    Industry => industry,
    InstitutionKind => institution_kind,
    LicenceKind => licence_kind,
    LotKind => lot_kind,
    LotSort => lot_sort,
    LotState => lot_state,
    NeedState => need_state,
    NeedType => need_type,
    NeedVerdict => need_verdict,
    NoticeKind => notice_kind,
    ObjectKind => audit_object,
    PackageState => package_state,
    InterestLevel => interest_level,
    NextStep => next_step,
    FollowUpOutcome => follow_up_outcome,
    FollowUpShow => follow_up_show,
    ContactWay => contact_way,
    IntakeKind => intake_kind,
    IntakeState => intake_state,
    ReportedShow => reported_show,
    SeasonState => season_state,
    CollectionChannel => collection_channel,
    Programme => programme,
    ReportState => report_state,
    ParticipationShow => participation_show,
    PatentType => patent_type,
    ProjectLevel => project_level,
    Protection => protection,
    QuotaRule => quota_rule,
    Recommendation => recommendation,
    GuestField => guest_field,
    GuestState => guest_state,
    RegistrationNews => registration_news,
    RegistrationState => registration_state,
    ReleaseState => release_state,
    ReviewState => review_state,
    Role => role,
    RoleStep => role_step,
    RoundState => round_state,
    SelectionStep => selection_step,
    SessionRole => session_role,
    SessionState => session_state,
    Stage => stage,
    StageEventKind => stage_event,
    StatusFilter => status_filter,
    System => operating_system,
    Task => task,
    Section => section,
    SectionState => section_state,
    TaskState => task_state,
    TokenScope => token_scope,
    TransactionMode => transaction_mode,
    Visibility => visibility,
    WaiverRule => waiver_rule,
    Worker => worker,
}

//! What the browser loads later than the first file: the code of a page with the first visit to it,
//! that of the bidders' forms for those who may bid.
//!
//! What stands in one group comes as one file. What several groups share makes a file of its own
//! for each set of them, so there are few groups. The front page is in the first file, with what
//! every page has.

use crate::accounts::security::SecurityPage;
use crate::accounts::{AccountPage, LoginPage};
use crate::api::ApiDocsPage;
use crate::articles::{
    ArticleDeskPage, ArticlePage, ArticlesPage, DownloadsPage, HelpPage, OfficeArticlesPage,
};
use crate::audit::AuditRecordPage;
use crate::bidding::{BidPage, BoardPage, ReceiptPage, Room, act_of_bidder};
use crate::calendar::CalendarPage;
use crate::collection::ImportPage;
use crate::deposits::OfficeDepositsPage;
use crate::drafts::{DraftCheckPage, DraftPage, DraftSectionPage, NewLotPage};
use crate::featured::FeaturedDeskPage;
use crate::feedback::FeedbackPage;
use crate::follows::FollowsPage;
use crate::guests::GuestDeskPage;
use crate::intakes::{OfflineDeskPage, ReportedPage};
use crate::interests::{FollowUpPage, FollowUpsPage, LiveDeskPage};
use crate::lots::{
    CataloguePage, ColumnPage, ComparePage, LotDeskPage, LotPage, OfficeLotsPage, SheetPage,
    TermsDeskPage,
};
use crate::mail::{ConfirmMailPage, MailOffPage, MailPage, RecoverPage, RecoveryPage};
use crate::needs::{NeedDeskPage, NeedFilePage, NeedPage, NeedsPage};
use crate::notices::{NoticeSettingsPage, NoticesPage};
use crate::open_licences::OpenLicenceDeskPage;
use crate::organisations::{
    ApplicationDeskPage, OfficeOrganisationsPage, OwnApplicationPage, SignUpPage,
};
use crate::own_data::OwnDataPage;
use crate::packages::{PackageDeskPage, PackagePage};
use crate::participation::{
    OfficeParticipationsPage, ParticipationDeskPage, ParticipationPage, SubmissionSheetPage,
};
use crate::people::{InvitationPage, PeoplePage};
use crate::registrations::{
    CheckInPage, OwnRegistrationPage, RegisterPage, RegistrationDeskPage, TalkDeskPage,
};
use crate::reports::ReportPage;
use crate::reviews::{
    ReturnedLotsPage, ReviewGroupsPage, ReviewPage, ReviewProgressPage, SelectionPage,
    SelectionPlanPage,
};
use crate::roles::RolesPage;
use crate::rounds::{OfficeRoundsPage, RoundPage};
use crate::saved_filters::SavedFiltersPage;
use crate::seasons::OfficeSeasonsPage;
use crate::second_factor::{ConfirmPage, SecondFactorPage, SecondStepPage};
use crate::session_lots::SessionLotsPage;
use crate::session_plans::{PlannedSessionsPage, SessionPlanPage};
use crate::sessions::{HallScreenPage, HostPage, SessionPage, SessionStepsPage, SessionsPage};
use crate::setup::SetupPage;
use crate::site::{AccessibilityPage, PrivacyPage, SiteMapPage};
use crate::system::SystemPage;
use crate::targets::{LogbookPage, TargetBoardPage, TargetDeskPage};
use crate::verification::VerificationPage;
use crate::waivers::WaiversPage;
use crate::webhooks::WebhooksPage;
use domain::views::{BidderStanding, Visitor};
use leptos::prelude::*;
use leptos_router::ChooseView;
use std::pin::Pin;

/// The page of a route, from a file that may still have to be loaded.
#[derive(Clone, Copy)]
pub struct Page(fn() -> Pin<Box<dyn Future<Output = AnyView>>>);

impl ChooseView for Page {
    async fn choose(self) -> AnyView {
        (self.0)().await
    }

    async fn preload(&self) {}
}

/// The name of a file is made from the group and from where `lazy` stands: all are declared here.
macro_rules! groups {
    ($($group:ident { $($name:ident($($arg:ident: $kind:ty),*) => $view:expr;)+ })+) => {$($(
        #[lazy($group)]
        fn $name($($arg: $kind),*) -> AnyView {
            $view.into_any()
        }
    )+)+};
}

groups! {
    lot {
        lot() => LotPage();
    }
    session {
        session() => SessionPage();
        hall_screen() => HallScreenPage();
    }
    public {
        article() => ArticlePage();
        articles() => ArticlesPage();
        board() => BoardPage();
        calendar() => CalendarPage();
        catalogue() => CataloguePage();
        column() => ColumnPage();
        compare() => ComparePage();
        downloads() => DownloadsPage();
        help() => HelpPage();
        login() => LoginPage();
        need() => NeedPage();
        needs() => NeedsPage();
        package() => PackagePage();
        round() => RoundPage();
        sheet() => SheetPage();
        sessions() => SessionsPage();
    }
    bidder {
        account() => AccountPage();
        act(room: Room, standing: BidderStanding) => act_of_bidder(room, standing);
        bid() => BidPage();
        feedback() => FeedbackPage();
        follows() => FollowsPage();
        mail() => MailPage();
        notice_settings() => NoticeSettingsPage();
        notices() => NoticesPage();
        webhooks() => WebhooksPage();
        own_data() => OwnDataPage();
        receipt() => ReceiptPage();
        saved_filters() => SavedFiltersPage();
        security() => SecurityPage();
    }
    rare {
        accessibility() => AccessibilityPage();
        api_docs() => ApiDocsPage();
        application() => OwnApplicationPage();
        confirm() => ConfirmPage();
        confirm_mail() => ConfirmMailPage();
        invitation() => InvitationPage();
        mail_off() => MailOffPage();
        privacy() => PrivacyPage();
        recover() => RecoverPage();
        recovery() => RecoveryPage();
        second_factor() => SecondFactorPage();
        second_step() => SecondStepPage();
        own_registration() => OwnRegistrationPage();
        register() => RegisterPage();
        setup() => SetupPage();
        sign_up() => SignUpPage();
        site_map() => SiteMapPage();
        verification() => VerificationPage();
    }
    staff {
        application_desk() => ApplicationDeskPage();
        article_desk() => ArticleDeskPage();
        check_in() => CheckInPage();
        guest_desk() => GuestDeskPage();
        registration_desk() => RegistrationDeskPage();
        talk_desk() => TalkDeskPage();
        audit() => AuditRecordPage();
        draft() => DraftPage();
        draft_check() => DraftCheckPage();
        draft_section() => DraftSectionPage();
        featured() => FeaturedDeskPage();
        follow_up() => FollowUpPage();
        follow_ups() => FollowUpsPage();
        host() => HostPage();
        import() => ImportPage();
        live_desk() => LiveDeskPage();
        logbook() => LogbookPage();
        lot_desk() => LotDeskPage();
        new_lot() => NewLotPage();
        need_desk() => NeedDeskPage();
        need_file() => NeedFilePage();
        offline_desk() => OfflineDeskPage();
        report() => ReportPage();
        reported() => ReportedPage();
        office_articles() => OfficeArticlesPage();
        office_deposits() => OfficeDepositsPage();
        office_lots() => OfficeLotsPage();
        office_organisations() => OfficeOrganisationsPage();
        office_participations() => OfficeParticipationsPage();
        office_rounds() => OfficeRoundsPage();
        office_seasons() => OfficeSeasonsPage();
        open_licence_desk() => OpenLicenceDeskPage();
        package_desk() => PackageDeskPage();
        session_lots() => SessionLotsPage();
        session_plan() => SessionPlanPage();
        planned_sessions() => PlannedSessionsPage();
        session_steps() => SessionStepsPage();
        participation() => ParticipationPage();
        participation_desk() => ParticipationDeskPage();
        people() => PeoplePage();
        returned_lots() => ReturnedLotsPage();
        review() => ReviewPage();
        review_groups() => ReviewGroupsPage();
        review_progress() => ReviewProgressPage();
        roles() => RolesPage();
        submission_sheet() => SubmissionSheetPage();
        selection() => SelectionPage();
        selection_plan() => SelectionPlanPage();
        system() => SystemPage();
        target_board() => TargetBoardPage();
        target_desk() => TargetDeskPage();
        terms_desk() => TermsDeskPage();
        waivers() => WaiversPage();
    }
}

macro_rules! pages {
    ($($page:ident: $name:ident),+ $(,)?) => {
        impl Page {$(
            pub const $page: Self = Self(|| Box::pin($name()));
        )+}
    };
}

pages! {
    ACCESSIBILITY: accessibility,
    ACCOUNT: account,
    API_DOCS: api_docs,
    APPLICATION: application,
    APPLICATION_DESK: application_desk,
    ARTICLE: article,
    CHECK_IN: check_in,
    GUEST_DESK: guest_desk,
    OWN_REGISTRATION: own_registration,
    REGISTER: register,
    REGISTRATION_DESK: registration_desk,
    TALK_DESK: talk_desk,
    ARTICLES: articles,
    ARTICLE_DESK: article_desk,
    AUDIT: audit,
    BID: bid,
    BOARD: board,
    CALENDAR: calendar,
    CATALOGUE: catalogue,
    COLUMN: column,
    COMPARE: compare,
    CONFIRM: confirm,
    CONFIRM_MAIL: confirm_mail,
    DOWNLOADS: downloads,
    DRAFT: draft,
    DRAFT_CHECK: draft_check,
    DRAFT_SECTION: draft_section,
    FEATURED: featured,
    FEEDBACK: feedback,
    FOLLOWS: follows,
    FOLLOW_UP: follow_up,
    FOLLOW_UPS: follow_ups,
    HALL_SCREEN: hall_screen,
    HELP: help,
    HOST: host,
    IMPORT: import,
    INVITATION: invitation,
    LIVE_DESK: live_desk,
    LOGBOOK: logbook,
    LOGIN: login,
    LOT: lot_of_visitor,
    LOT_DESK: lot_desk,
    MAIL: mail,
    MAIL_OFF: mail_off,
    NEED: need,
    NEEDS: needs,
    NEED_DESK: need_desk,
    NEED_FILE: need_file,
    NEW_LOT: new_lot,
    NOTICES: notices,
    WEBHOOKS: webhooks,
    NOTICE_SETTINGS: notice_settings,
    OFFICE_ARTICLES: office_articles,
    OFFICE_DEPOSITS: office_deposits,
    OFFICE_LOTS: office_lots,
    OFFICE_ORGANISATIONS: office_organisations,
    OFFICE_PARTICIPATIONS: office_participations,
    OFFICE_ROUNDS: office_rounds,
    OFFICE_SEASONS: office_seasons,
    OFFLINE_DESK: offline_desk,
    OPEN_LICENCE_DESK: open_licence_desk,
    OWN_DATA: own_data,
    PACKAGE: package,
    PACKAGE_DESK: package_desk,
    SESSION_LOTS: session_lots,
    SESSION_PLAN: session_plan,
    PLANNED_SESSIONS: planned_sessions,
    PARTICIPATION: participation,
    PARTICIPATION_DESK: participation_desk,
    PEOPLE: people,
    PRIVACY: privacy,
    RECEIPT: receipt,
    RECOVER: recover,
    RECOVERY: recovery,
    REPORT: report,
    REPORTED: reported,
    RETURNED_LOTS: returned_lots,
    REVIEW: review,
    REVIEW_GROUPS: review_groups,
    REVIEW_PROGRESS: review_progress,
    ROLES: roles,
    ROUND: round,
    SAVED_FILTERS: saved_filters,
    SECOND_FACTOR: second_factor,
    SECOND_STEP: second_step,
    SECURITY: security,
    SELECTION: selection,
    SELECTION_PLAN: selection_plan,
    SESSION: session,
    SESSIONS: sessions,
    SESSION_STEPS: session_steps,
    SETUP: setup,
    SHEET: sheet,
    SIGN_UP: sign_up,
    SITE_MAP: site_map,
    SUBMISSION_SHEET: submission_sheet,
    SYSTEM: system,
    TARGET_BOARD: target_board,
    TARGET_DESK: target_desk,
    TERMS_DESK: terms_desk,
    VERIFICATION: verification,
    WAIVERS: waivers,
}

/// The page of a lot. Whoever is signed in may be able to bid: hydration takes what the server drew
/// in one go and cannot wait for the forms in the middle of it, so they are loaded before.
async fn lot_of_visitor() -> AnyView {
    let visitor = use_context::<RwSignal<Visitor>>();
    let signed_in = |visitor: RwSignal<Visitor>| visitor.with_untracked(|v| v.account.is_some());
    if visitor.is_some_and(signed_in) {
        load_bidder_act().await;
    }
    lot().await
}

/// Loads what [`bidder_act`] draws. On the server everything is there.
pub async fn load_bidder_act() {
    #[cfg(target_arch = "wasm32")]
    __preload_act().await;
}

/// What somebody who may bid can do on a lot. Nothing unless [`load_bidder_act`] came before: the
/// page of a lot waits for it, so that nothing in the panel appears late.
pub fn bidder_act(room: Room, standing: BidderStanding) -> AnyView {
    use futures::FutureExt;
    let drawn = act(room, standing).now_or_never();
    drawn.unwrap_or_else(|| ().into_any())
}

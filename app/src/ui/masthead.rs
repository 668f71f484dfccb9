//! The head of every page: strip, mark, navigation, account, and the workbench of staff.

use super::icons::Seal;
use super::text_size::TextSizeSwitch;
use super::visitor::{login_link, use_visitor};
use crate::lang::{href, in_other_language, use_lang};
use crate::notices::Bell;
use crate::ui::erased::{Shown, redrawn};
use domain::accounts::{Account, Action, Role};
use domain::views::Visitor;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use locales::{Lang, ui};

/// Strip, mark, navigation and account.
#[component]
pub fn Masthead() -> impl IntoView {
    let lang = use_lang();
    view! {
        <header class="masthead">
            <Strip />
            <div class="wrap masthead-row">
                <a class="brand" href=href(lang, "/")>
                    <Seal />
                    <span class="brand-text">
                        <span class="brand-name">{ui::service_name(lang)}</span>
                        <span class="brand-sub" lang=lang.other().tag()>
                            {ui::service_name_other(lang)}
                        </span>
                    </span>
                </a>
                <MainNav />
                <AccountArea />
            </div>
            <Workbench />
        </header>
    }
}

/// The dark line on top: when bidding takes place, the demo badge, larger type, the other language.
#[component]
fn Strip() -> impl IntoView {
    let lang = use_lang();
    let visitor = use_visitor();
    let location = use_location();
    let other = move || in_other_language(lang, &location.pathname.get(), &location.search.get());
    let demo = move || visitor.with(|visitor| visitor.demo);
    view! {
        <div class="strip">
            <div class="wrap strip-row">
                <p class="strip-text">{ui::strip(lang)}</p>
                <Shown when=demo>
                    <span class="badge badge--demo">{ui::demo_badge(lang)}</span>
                </Shown>
                <TextSizeSwitch />
                <a
                    class="strip-link"
                    rel="external"
                    href=other
                    lang=lang.other().tag()
                    hreflang=lang.other().tag()
                >
                    {ui::language_switch(lang)}
                </a>
            </div>
        </div>
    }
}

/// The main places of the public portal.
#[component]
fn MainNav() -> impl IntoView {
    let lang = use_lang();
    let places = [
        ("/live", ui::nav_live(lang)),
        ("/lots", ui::nav_lots(lang)),
        ("/sessions", ui::nav_sessions(lang)),
        ("/needs", locales::needs::title(lang)),
        ("/calendar", ui::nav_calendar(lang)),
    ];
    let items = places
        .into_iter()
        .map(|(path, label)| view! { <NavItem to=href(lang, path) label=label.to_owned() /> })
        .collect_view();
    view! {
        <nav class="main-nav" aria-label=ui::nav_label(lang)>
            <ul>{items}</ul>
        </nav>
    }
}

/// One link that knows whether it leads to the page that is shown.
#[component]
fn NavItem(to: String, label: String) -> impl IntoView {
    let path = use_location().pathname;
    let here = to.clone();
    let current = move || path.with(|path| mark_of(path, &here));
    view! {
        <li>
            <a href=to aria-current=current>
                {label}
            </a>
        </li>
    }
}

/// `page` for the page itself, `true` for a page below it.
fn mark_of(path: &str, link: &str) -> Option<&'static str> {
    match path.strip_prefix(link)? {
        "" | "/" => Some("page"),
        below if below.starts_with('/') => Some("true"),
        _ => None,
    }
}

/// Sign-in, or who is signed in.
#[component]
fn AccountArea() -> impl IntoView {
    let visitor = use_visitor();
    // Drawn anew only for somebody else: the focus may stand here.
    let name = Memo::new(move |_| {
        visitor.with(|visitor| {
            visitor
                .account
                .as_ref()
                .map(|account| account.display_name.clone())
        })
    });
    view! {
        <div class="account">
            {redrawn(move || match name.get() {
                Some(name) => view! { <SignedIn name /> }.into_any(),
                None => view! { <SignIn /> }.into_any(),
            })}
        </div>
    }
}

/// The way in; it leads back to the page that is shown.
#[component]
fn SignIn() -> impl IntoView {
    let lang = use_lang();
    let to = login_link();
    view! {
        <a class="account-link" href=to>
            {ui::sign_in(lang)}
        </a>
    }
}

/// The name, which leads to the account's own page, and the way out. The form reloads the page: nothing of the account stays behind.
#[component]
fn SignedIn(name: String) -> impl IntoView {
    let lang = use_lang();
    view! {
        <Bell />
        <p class="account-name">
            <span class="visually-hidden">{ui::signed_in_as(lang)}" "</span>
            <a href=href(lang, "/account")>{name}</a>
        </p>
        <form method="post" action="/fn/accounts/sign_out">
            <input type="hidden" name="next" value=href(lang, "/") />
            <button class="account-link" type="submit">
                {ui::sign_out(lang)}
            </button>
        </form>
    }
}

/// The pages that the roles of the account open; nothing for the public and for bidders.
#[component]
fn Workbench() -> impl IntoView {
    let lang = use_lang();
    let visitor = use_visitor();
    let links = Memo::new(move |_| visitor.with(|visitor| workbench(lang, visitor)));
    view! {
        <Shown when=move || !links.with(Vec::is_empty)>
            <nav class="workbench" aria-label=ui::office_label(lang)>
                <ul class="wrap">
                    {redrawn(move || {
                        links
                            .get()
                            .into_iter()
                            .map(|(to, label)| view! { <NavItem to=href(lang, &to) label /> })
                            .collect_view()
                    })}
                </ul>
            </nav>
        </Shown>
    }
}

/// Address and label of each page that the visitor's roles open.
fn workbench(lang: Lang, visitor: &Visitor) -> Vec<(String, String)> {
    let account = visitor.account.as_ref();
    let may = |action| account.is_some_and(|account| account.may(action));
    let mut links: Vec<(String, String)> = Vec::new();
    if account.is_some_and(Account::submits_lots) {
        links.push(("/org/import".into(), ui::office_import(lang).into()));
    }
    let own_needs = |one: &Account| {
        let hands_in = |of| one.may(Action::SubmitNeeds(of));
        one.may(Action::KeepNeeds) || one.institution.is_some_and(hands_in)
    };
    if account.is_some_and(own_needs) {
        let words = locales::needs::desk_title(lang);
        links.push(("/org/needs".into(), words.into()));
    }
    if account.is_some_and(|one| one.institution.is_some_and(|of| may(Action::TakePart(of)))) {
        let words = ui::office_participation(lang);
        links.push(("/org/participation".into(), words.into()));
    }
    let liaison = account.is_some_and(|one| one.has(Role::Liaison) && one.submits_lots());
    if liaison {
        links.push(("/org/lots".into(), ui::office_returned(lang).into()));
    }
    if may(Action::PublishLots) {
        links.push(("/admin/lots".into(), ui::office_lots(lang).into()));
    }
    if account.is_some_and(|one| one.may(Action::Review(one.id))) {
        links.push(("/review".into(), ui::office_review(lang).into()));
    }
    if may(Action::KeepReviews) {
        let places = [
            ("/admin/selection", ui::office_selection(lang)),
            ("/admin/reviews", ui::office_reviews(lang)),
            ("/admin/review-groups", ui::office_review_groups(lang)),
        ];
        links.extend(places.map(|(to, words)| (to.to_owned(), words.to_owned())));
    }
    if may(Action::KeepDeposits) {
        links.push(("/admin/deposits".into(), ui::office_deposits(lang).into()));
    }
    if may(Action::ManageRounds) {
        links.push(("/admin/rounds".into(), ui::office_rounds(lang).into()));
    }
    if may(Action::KeepSeasons) {
        links.push(("/admin/seasons".into(), ui::office_seasons(lang).into()));
        let sessions = locales::session_plans::title(lang);
        links.push(("/admin/sessions".into(), sessions.into()));
    }
    let desks = desks(lang).into_iter().filter(|(action, ..)| may(*action));
    links.extend(desks.map(|(_, to, words)| (to.to_owned(), words.to_owned())));
    if account.is_some_and(|one| {
        one.institution
            .is_some_and(|of| may(Action::KeepPeople(of)))
    }) {
        links.push(("/org/people".into(), ui::office_people(lang).into()));
    }
    if may(Action::KeepAccounts) {
        links.push(("/admin/roles".into(), ui::office_roles(lang).into()));
    }
    if may(Action::SeeSystem) {
        links.push(("/admin/system".into(), ui::office_system(lang).into()));
    }
    if may(Action::ReadAudit) {
        links.push(("/admin/audit".into(), ui::office_audit(lang).into()));
    }
    links.extend(of_sessions(lang, visitor));
    links
}

/// The follow-ups that somebody may have, and the sessions that he hosts.
fn of_sessions(lang: Lang, visitor: &Visitor) -> impl Iterator<Item = (String, String)> {
    let account = visitor.account.as_ref();
    let follows_up = account.is_some_and(|one| one.may(Action::KeepFollowUps(one.id)));
    let follow_ups = follows_up.then(|| {
        let words = locales::interests::list_title(lang);
        ("/host/follow-ups".to_owned(), words.to_owned())
    });
    let hosted = visitor.hosted.iter().take(6).map(move |session| {
        let title = session.title.pick(lang.is_english());
        (
            format!("/host/sessions/{}", session.id),
            ui::office_session(lang, title),
        )
    });
    follow_ups.into_iter().chain(hosted)
}

/// Desks that one permission opens.
fn desks(lang: Lang) -> [(Action, &'static str, &'static str); 5] {
    [
        (
            Action::KeepParticipations,
            "/admin/participations",
            ui::office_participations(lang),
        ),
        (
            Action::KeepParticipations,
            "/admin/waivers",
            locales::waivers::office(lang),
        ),
        (
            Action::ReadTargets,
            "/admin/sessions/board",
            locales::targets::board_title(lang),
        ),
        (
            Action::KeepArticles,
            "/admin/articles",
            locales::articles::office(lang),
        ),
        (
            Action::KeepOrganisations,
            "/admin/organisations",
            ui::office_organisations(lang),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_knows_its_page_and_what_is_below() {
        assert_eq!(mark_of("/lots", "/lots"), Some("page"));
        assert_eq!(mark_of("/en/lots/P1", "/en/lots"), Some("true"));
        assert_eq!(mark_of("/lotsof", "/lots"), None);
        assert_eq!(mark_of("/", "/lots"), None);
    }

    #[test]
    fn the_public_has_no_workbench() {
        let visitor = Visitor {
            account: None,
            hosted: Vec::new(),
            unread: 0,
            follows: Vec::new(),
            demo: true,
            site: Default::default(),
        };
        assert!(workbench(Lang::Zh, &visitor).is_empty());
    }
}

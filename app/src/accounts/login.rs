//! The sign-in page, with the demo accounts in demo mode. Open to everybody.

use super::{SignIn, demo_accounts, kept_login, local_path, with_query};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::erased::redrawn;
use crate::ui::visitor::use_visitor;
use crate::ui::{Column, FormHead, Loaded, Submit, Table, TextField};
use domain::accounts::Role;
use domain::views::DemoAccount;
use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, accounts as m};

/// Signing in: `?next=` says where to go, `?as=` fills in a demo account.
#[component]
pub fn LoginPage() -> impl IntoView {
    let lang = use_lang();
    let demo = crate::wire::blocking_data(|| (), |()| demo_accounts());
    let sign_in = ServerAction::<SignIn>::new();
    // The page is loaded anew, so that everything on it is drawn for the new visitor.
    Effect::new(move |_| {
        if let Some(Ok(next)) = sign_in.value().get() {
            let _ = window().location().set_href(&next);
        }
    });
    let refused = Signal::derive(move || match sign_in.value().get() {
        Some(Err(error)) => Some(sentence(lang, &error)),
        _ => None,
    });
    let errors = Signal::derive(move || {
        refused
            .get()
            .map(|sentence| ("login".to_owned(), sentence))
            .into_iter()
            .collect()
    });
    view! {
        <FormHead title=m::title(lang) description=m::intro(lang) path="/login" errors />
        <div class="login">
            <h1>{m::title(lang)}</h1>
            <p class="login-intro">{m::intro(lang)}</p>
            <p>
                {m::sign_up_lead(lang)} " " <a href=href(lang, "/signup")>{m::sign_up_link(lang)}</a>
            </p>
            <SignedInAs />
            <Loaded resource=demo let:accounts>
                <LoginForm sign_in refused accounts />
            </Loaded>
        </div>
    }
}

/// What was wrong: one sentence that does not say whether the name or the password was.
fn sentence(lang: Lang, error: &AppError) -> String {
    match error {
        AppError::Invalid { code, .. } if code == "LOGIN_WRONG" => m::wrong(lang).to_owned(),
        other => other.sentence(lang),
    }
}

/// A note for somebody who is signed in already.
#[component]
fn SignedInAs() -> impl IntoView {
    let lang = use_lang();
    let visitor = use_visitor();
    let next = use_query_map();
    let note = move || {
        let name = visitor.with(|visitor| Some(visitor.account.as_ref()?.display_name.clone()))?;
        let to = next.with(|query| local_path(query.get_str("next").unwrap_or("/")).to_owned());
        Some(view! {
            <p class="login-note">
                {m::signed_in_as(lang, name)} " " <a href=to rel="external">
                    {m::go_on(lang)}
                </a>
            </p>
        })
    };
    view! { {redrawn(note)} }
}

/// Name and password, and the demo accounts that fill them in.
#[component]
fn LoginForm(
    sign_in: ServerAction<SignIn>,
    refused: Signal<Option<String>>,
    accounts: Vec<DemoAccount>,
) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map().get_untracked();
    let chosen = query.get("as").unwrap_or_default();
    let next = local_path(query.get_str("next").unwrap_or(&href(lang, "/"))).to_owned();
    let chosen = accounts
        .iter()
        .find(|account| account.login == chosen)
        .cloned();
    let typed = sign_in
        .value()
        .with_untracked(|value| kept_login(value.as_ref().and_then(|value| value.as_ref().err())));
    let (login, password) = match chosen {
        Some(account) => (account.login, account.password),
        None => (typed, String::new()),
    };
    let fields = Fields {
        login: NodeRef::new(),
        password: NodeRef::new(),
    };
    let back = next.clone();
    view! {
        <div class="login-own">
            <ActionForm action=sign_in attr:class="login-form" attr:novalidate=true>
                <input type="hidden" name="next" value=next />
                <TextField
                    id="login"
                    name="login"
                    label=m::login(lang)
                    hint=Some(m::login_hint(lang).to_owned())
                    error=refused
                    value=login
                    autocomplete="username"
                    node_ref=fields.login
                />
                <TextField
                    id="password"
                    name="password"
                    kind="password"
                    label=m::password(lang)
                    value=password
                    autocomplete="current-password"
                    node_ref=fields.password
                />
                <Submit label=m::submit(lang) pending=sign_in.pending() />
            </ActionForm>
            <p>
                <a href=href(lang, "/recovery")>{locales::mail::login_link(lang)}</a>
            </p>
        </div>
        {(!accounts.is_empty()).then(|| view! { <DemoTable accounts fields back /> })}
    }
}

/// The two inputs that a demo account fills.
#[derive(Clone, Copy)]
struct Fields {
    login: NodeRef<html::Input>,
    password: NodeRef<html::Input>,
}

impl Fields {
    /// Puts the account into the inputs; false before the page is alive.
    fn fill(self, account: &DemoAccount) -> bool {
        let (Some(login), Some(password)) = (self.login.get(), self.password.get()) else {
            return false;
        };
        login.set_value(&account.login);
        password.set_value(&account.password);
        let _ = password.focus();
        true
    }
}

/// Every demo account with its password and a way to fill it in.
#[component]
fn DemoTable(accounts: Vec<DemoAccount>, fields: Fields, back: String) -> impl IntoView {
    let lang = use_lang();
    let said = RwSignal::new(String::new());
    let rows = accounts
        .into_iter()
        .map(|account| view! { <DemoRow account fields back=back.clone() said /> })
        .collect_view();
    let columns = vec![
        Column::text(m::demo_who(lang)),
        Column::text(m::login(lang)),
        Column::text(m::password(lang)),
        Column::hidden(m::demo_use(lang)),
    ];
    view! {
        <section class="login-demo" aria-labelledby="login-demo-title">
            <h2 id="login-demo-title">{m::demo_title(lang)}</h2>
            <p>{m::demo_intro(lang)}</p>
            <Table caption=m::demo_caption(lang) columns>
                {rows}
            </Table>
            <p class="login-said" role="status">
                {said}
            </p>
        </section>
    }
}

/// The role that a demo account is there to show. The demo season names its accounts after their
/// roles and numbers them: `bidder1`, `liaison2`.
fn role_of(login: &str) -> Option<Role> {
    match login.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "bidder" => Some(Role::Bidder),
        "liaison" => Some(Role::Liaison),
        "organiser" => Some(Role::Organiser),
        "center" => Some(Role::Centre),
        "expert" => Some(Role::Expert),
        "enterprise" => Some(Role::Enterprise),
        "service" => Some(Role::Service),
        "regulator" => Some(Role::Regulator),
        "system" => Some(Role::SystemAdmin),
        "security" => Some(Role::SecurityAdmin),
        "audit" => Some(Role::AuditAdmin),
        _ => None,
    }
}

/// One account. The link works without script: it loads the page with the account filled in.
#[component]
fn DemoRow(
    account: DemoAccount,
    fields: Fields,
    back: String,
    said: RwSignal<String>,
) -> impl IntoView {
    let lang = use_lang();
    let here = with_query(&href(lang, "/login"), "next", &back);
    let to = with_query(&here, "as", &account.login);
    let (name, login, password) = (
        account.display_name.clone(),
        account.login.clone(),
        account.password.clone(),
    );
    let hidden = format!(" {login}");
    let who = match role_of(&login) {
        Some(role) => format!("{} · {name}", role.label(lang)),
        None => name,
    };
    let fill = move |event: leptos::ev::MouseEvent| {
        if fields.fill(&account) {
            event.prevent_default();
            said.set(m::demo_filled(lang, &account.login));
        }
    };
    view! {
        <tr>
            <th scope="row">{who}</th>
            <td>
                <code>{login}</code>
            </td>
            <td>
                <code>{password}</code>
            </td>
            <td>
                <a class="button login-use" href=to rel="external" on:click=fill>
                    {m::demo_use(lang)}
                    <span class="visually-hidden">{hidden}</span>
                </a>
            </td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Date;

    #[test]
    fn every_demo_account_is_introduced_by_a_role_it_has() {
        let today = Date::of(2026, 11, 21);
        let season = service::demo::season(today, today.at(9, 5));
        let offered: Vec<_> = season.accounts.iter().filter(|(_, open)| *open).collect();
        assert!(offered.len() >= 8);
        for (account, _) in offered {
            let role = role_of(&account.login);
            assert!(
                role.is_some_and(|role| account.has(role)),
                "{}",
                account.login
            );
        }
        assert_eq!(role_of("somebody"), None);
    }
}

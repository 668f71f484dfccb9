//! `/account/security`: the signed-in devices and the password. For whoever is signed in.

use super::password::{PasswordForm, control};
use super::{ChangePassword, EndLogin, EndOtherLogins, security_page};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::erased::redrawn;
use crate::ui::{Column, FormHead, Loaded, Notice, Table};
use domain::logins::Login;
use domain::time::Timestamp;
use domain::views;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, security as m, ui};

/// Milliseconds of an hour.
const HOUR_MS: i64 = 3_600_000;
/// Milliseconds of a minute.
const MINUTE_MS: i64 = 60_000;

/// Where one is signed in, and one's password.
#[component]
pub fn SecurityPage() -> impl IntoView {
    let lang = use_lang();
    let end = ServerAction::<EndLogin>::new();
    let end_others = ServerAction::<EndOtherLogins>::new();
    let change = ServerAction::<ChangePassword>::new();
    let page = crate::wire::blocking_data(
        move || (end.version().get(), end_others.version().get()),
        |_| security_page(),
    );
    // The page is loaded anew: the browser is asked whether it is to keep the password.
    Effect::new(move |_| {
        if let Some(Ok(next)) = change.value().get() {
            let _ = window().location().set_href(&next);
        }
    });
    let refused = Signal::derive(move || change.value().get().and_then(Result::err));
    let errors = Signal::derive(move || {
        let of_password = refused.get().map(|error| {
            let place = control(&error).to_owned();
            (place, error.sentence(lang))
        });
        let of_end = end.value().get().and_then(Result::err);
        let of_others = end_others.value().get().and_then(Result::err);
        let not_ended = of_end.or(of_others);
        let not_ended = not_ended.map(|error| (String::new(), sentence(lang, &error)));
        of_password.into_iter().chain(not_ended).collect::<Vec<_>>()
    });
    view! {
        <FormHead title=m::title(lang) description=m::intro(lang) path="/account/security" errors />
        <Done end end_others change />
        <Loaded resource=page let:page>
            <div class="account-page">
                <h1>{m::title(lang)}</h1>
                <p>
                    <a href=href(lang, "/account")>{m::back(lang)}</a>
                </p>
                {page
                    .password_due
                    .then(|| {
                        view! {
                            <Notice tone="warning">
                                <p>
                                    <a href="#password-title">{m::password_due(lang)}</a>
                                </p>
                            </Notice>
                        }
                    })}
                <Logins page=page.clone() end end_others />
                <PasswordForm change refused login=page.account.login />
            </div>
        </Loaded>
    }
}

/// Why a sign-in was not ended.
fn sentence(lang: Lang, error: &AppError) -> String {
    match error {
        AppError::NotFound => m::end_gone(lang).to_owned(),
        other => other.sentence(lang),
    }
}

/// What was done: by a script, or by the plain form that led here.
#[component]
fn Done(
    end: ServerAction<EndLogin>,
    end_others: ServerAction<EndOtherLogins>,
    change: ServerAction<ChangePassword>,
) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let said = move || {
        let of_script = match (end_others.value().get(), end.value().get()) {
            (Some(Ok(count)), _) => Some(m::ended_others(lang, count)),
            (_, Some(Ok(_))) => Some(m::ended(lang).to_owned()),
            _ => None,
        };
        // A refusal that stands on the page is newer than what the address says.
        let untouched = change.value().with(Option::is_none)
            && end.value().with(Option::is_none)
            && end_others.value().with(Option::is_none);
        of_script.or_else(|| {
            query.with(|query| {
                let count = query.get("others").and_then(|n| n.parse::<usize>().ok());
                match () {
                    () if !untouched => None,
                    () if query.get("changed").is_some() => Some(m::changed(lang).to_owned()),
                    () if query.get("ended").is_some() => Some(m::ended(lang).to_owned()),
                    () => count.map(|count| m::ended_others(lang, count)),
                }
            })
        })
    };
    let note = move || {
        said().map(|words| {
            view! {
                <Notice tone="success">
                    <p role="status">{words}</p>
                </Notice>
            }
        })
    };
    view! { {redrawn(note)} }
}

/// The sign-ins, the one of this browser first, and the end of all others.
#[component]
fn Logins(
    page: views::SecurityPage,
    end: ServerAction<EndLogin>,
    end_others: ServerAction<EndOtherLogins>,
) -> impl IntoView {
    let lang = use_lang();
    let (idle, most) = (page.limits.idle_ms, page.limits.absolute_ms / HOUR_MS);
    let limits = match idle % HOUR_MS {
        0 => m::limits(lang, idle / HOUR_MS, most),
        _ => m::limits_short(lang, idle / MINUTE_MS, most),
    };
    let count = page.logins.len();
    let others = page.logins.iter().any(|login| Some(login.id) != page.this);
    let this = page.this;
    let rows = page
        .logins
        .into_iter()
        .map(|login| view! { <LoginRow is_this=Some(login.id) == this login end /> })
        .collect_view();
    let columns = vec![
        Column::text(m::device(lang)),
        Column::text(m::address(lang)),
        Column::text(m::made_at(lang)),
        Column::text(m::seen_at(lang)),
        Column::hidden(m::end(lang)),
    ];
    view! {
        <section class="section" aria-labelledby="logins-title">
            <h2 class="section-title" id="logins-title">
                {m::logins_title(lang)}
            </h2>
            <p>{m::logins_intro(lang, count)}</p>
            <p class="field-hint">{limits}</p>
            <Table caption=m::caption(lang) columns class="token-table">
                {rows}
            </Table>
            {if others {
                view! { <EndOthers end_others /> }.into_any()
            } else {
                view! { <p>{m::only_this(lang)}</p> }.into_any()
            }}
        </section>
    }
}

#[component]
fn EndOthers(end_others: ServerAction<EndOtherLogins>) -> impl IntoView {
    let lang = use_lang();
    view! {
        <ActionForm action=end_others attr:class="account-out">
            <input type="hidden" name="back" value=href(lang, "/account/security") />
            <button class="button" type="submit">
                {m::end_others(lang)}
            </button>
            <p class="field-hint">{m::end_others_words(lang)}</p>
        </ActionForm>
    }
}

/// One sign-in. This browser's own is ended by signing out; ending another takes two presses.
#[component]
fn LoginRow(login: Login, is_this: bool, end: ServerAction<EndLogin>) -> impl IntoView {
    let lang = use_lang();
    let device = m::device_words(
        lang,
        login.device.browser.label(lang),
        login.device.system.label(lang),
    );
    let hidden = format!(" {device}");
    let address = match login.address.is_empty() {
        true => m::address_unknown(lang).to_owned(),
        false => login.address,
    };
    let way_out = if is_this {
        view! { <SignOut /> }.into_any()
    } else {
        view! {
            <details class="token-end">
                <summary>
                    {m::end(lang)} <span class="visually-hidden">{hidden.clone()}</span>
                </summary>
                <p>{m::end_words(lang)}</p>
                <ActionForm action=end>
                    <input type="hidden" name="id" value=login.id.get() />
                    <input type="hidden" name="back" value=href(lang, "/account/security") />
                    <button class="button button--commit" type="submit">
                        {m::end_confirm(lang)}
                        <span class="visually-hidden">{hidden}</span>
                    </button>
                </ActionForm>
            </details>
        }
        .into_any()
    };
    view! {
        <tr data-this=is_this.then_some("true")>
            <th scope="row">
                {device}
                {is_this
                    .then(|| view! { " " <span class="field-hint">{m::this_one(lang)}</span> })}
            </th>
            <td data-label=m::address(lang)>{address}</td>
            <td data-label=m::made_at(lang)>
                <Moment at=login.made_at />
            </td>
            <td data-label=m::seen_at(lang)>
                <Moment at=login.seen_at />
            </td>
            <td>{way_out}</td>
        </tr>
    }
}

/// The end of this browser's own sign-in.
#[component]
fn SignOut() -> impl IntoView {
    let lang = use_lang();
    view! {
        <form method="post" action="/fn/accounts/sign_out">
            <input type="hidden" name="next" value=href(lang, "/") />
            <button class="button" type="submit">
                {ui::sign_out(lang)}
            </button>
        </form>
    }
}

/// Day and time.
#[component]
fn Moment(at: Timestamp) -> impl IntoView {
    let lang = use_lang();
    let words = format!(
        "{} {}",
        locales::date_long(lang, at.date()),
        at.clock().hm()
    );
    view! { <time datetime=at.rfc3339()>{words}</time> }
}

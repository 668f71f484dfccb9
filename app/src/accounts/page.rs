//! `/account`: who somebody is, what he may, and the tokens of his programs. For whoever is
//! signed in.

use super::account_page;
use super::tokens::{CreateToken, EndToken, Made, Posted, Tokens};
use crate::deposits::OwnDeposits;
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::erased::redrawn;
use crate::ui::{FormHead, Loaded, Notice};
use domain::accounts::Action;
use domain::tokens::NewToken;
use domain::views::{self, GrantLine, GrantPlace};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, account as m, codes, security, ui};

/// A person's own page.
#[component]
pub fn AccountPage() -> impl IntoView {
    let lang = use_lang();
    let create = ServerAction::<CreateToken>::new();
    let end = ServerAction::<EndToken>::new();
    // The answer to a plain form: the server has put it into the page that it sent.
    let posted = crate::wire::rendered_with(use_context::<Posted>);
    let typed = posted.clone().filter(|posted| posted.answer.is_err());
    let typed = typed.map(|posted| posted.form).unwrap_or_default();
    let answer: Answer = Signal::derive(move || {
        let rendered = || posted.clone().map(|posted| posted.answer);
        create.value().get().or_else(rendered)
    });
    let made = Memo::new(move |_| answer.get().and_then(Result::ok));
    let page = crate::wire::blocking_data(
        move || {
            (
                made.with(|made| made.as_ref().map(|made| made.token.id)),
                end.version().get(),
            )
        },
        |_| account_page(),
    );
    let refused = Signal::derive(move || answer.get().and_then(Result::err));
    let errors = Signal::derive(move || summary(lang, refused.get(), end));
    view! {
        <FormHead title=m::title(lang) description=m::intro(lang) path="/account" errors />
        <Notes answer made end />
        <Loaded resource=page let:page>
            <div class="account-page">
                <h1>{m::title(lang)}</h1>
                <Identity page=page.clone() />
                {page.account.may(Action::Bid).then(|| view! { <OwnDeposits /> })}
                <Tokens page create end typed=typed.clone() refused />
            </div>
        </Loaded>
    }
}

/// What became of the wish for a token.
type Answer = Signal<Option<Result<NewToken, AppError>>>;

/// The lines of the error summary.
fn summary(
    lang: Lang,
    refused: Option<AppError>,
    end: ServerAction<EndToken>,
) -> Vec<(String, String)> {
    let refused = refused.map(|error| {
        let control = super::tokens::control(&error);
        (control.to_owned(), error.sentence(lang))
    });
    let not_ended = end.value().get().and_then(Result::err).map(|error| {
        let sentence = match error {
            AppError::NotFound => m::end_gone(lang).to_owned(),
            other => other.sentence(lang),
        };
        (String::new(), sentence)
    });
    refused.into_iter().chain(not_ended).collect()
}

/// The new token with its secret, until it is ended; or that one was ended.
#[component]
fn Notes(
    answer: Answer,
    made: Memo<Option<NewToken>>,
    end: ServerAction<EndToken>,
) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let ended = Memo::new(move |_| end.value().get().and_then(Result::ok));
    let shown = Memo::new(move |_| made.get().filter(|made| ended.get() != Some(made.token.id)));
    let gone = move || {
        let by_form = || answer.with(Option::is_none) && query.with(|q| q.get("ended").is_some());
        (ended.get().is_some() || by_form()).then(|| {
            view! {
                <Notice tone="success">
                    <p role="status">{m::ended(lang)}</p>
                </Notice>
            }
        })
    };
    view! {
        {redrawn(gone)}
        {redrawn(move || shown.get().map(|made| view! { <Made made /> }))}
    }
}

/// Name, account name, institution, roles, and the way out.
#[component]
fn Identity(page: views::AccountPage) -> impl IntoView {
    let lang = use_lang();
    let institution = page
        .institution
        .unwrap_or_else(|| ui::none(lang).to_owned());
    let roles = if page.grants.is_empty() {
        view! { <p>{m::no_roles(lang)}</p> }.into_any()
    } else {
        let lines = page
            .grants
            .iter()
            .map(|grant| view! { <li>{role_words(lang, grant)}</li> })
            .collect_view();
        view! { <ul>{lines}</ul> }.into_any()
    };
    let webhooks = page.account.may(Action::KeepWebhooks(page.account.id));
    view! {
        <section aria-labelledby="who-title">
            <h2 class="section-title" id="who-title">
                {m::who_title(lang)}
            </h2>
            <dl class="facts">
                <div>
                    <dt>{m::display_name(lang)}</dt>
                    <dd lang="zh-CN">{page.account.display_name}</dd>
                </div>
                <div>
                    <dt>{m::login(lang)}</dt>
                    <dd>
                        <code>{page.account.login}</code>
                    </dd>
                </div>
                <div>
                    <dt>{m::institution(lang)}</dt>
                    <dd>{institution}</dd>
                </div>
                <div>
                    <dt>{m::roles(lang)}</dt>
                    <dd>{roles}</dd>
                </div>
            </dl>
            <p class="account-out">
                <a class="button" href=href(lang, "/account/security")>
                    {security::link(lang)}
                </a>
                <span class="field-hint">{security::link_hint(lang)}</span>
            </p>
            <Links webhooks />
            <form method="post" action="/fn/accounts/sign_out" class="account-out">
                <input type="hidden" name="next" value=href(lang, "/") />
                <button class="button" type="submit">
                    {ui::sign_out(lang)}
                </button>
                <p class="field-hint">{m::sign_out_hint(lang)}</p>
            </form>
        </section>
    }
}

/// A role and where it holds.
pub fn role_words(lang: Lang, grant: &GrantLine) -> String {
    let place = match &grant.place {
        GrantPlace::Institution(name) => name.clone(),
        GrantPlace::Session(link) => m::place_session(lang, link.title.pick(lang.is_english())),
        GrantPlace::City(code) => codes::city(lang, code).to_owned(),
        GrantPlace::Province => m::place_province(lang).to_owned(),
    };
    m::role_at(lang, place, grant.role.label(lang))
}

/// The ways to what else belongs to the account; to the webhooks for those who may have some.
#[component]
fn Links(webhooks: bool) -> impl IntoView {
    let lang = use_lang();
    let webhooks = webhooks.then(|| {
        view! {
            <li>
                <a href=href(lang, "/account/webhooks")>{m::to_webhooks(lang)}</a>
            </li>
        }
    });
    view! {
        <ul class="account-links">
            <li>
                <a href=href(lang, "/account/second-factor")>{m::factor_link(lang)}</a>
            </li>
            <li>
                <a href=href(lang, "/account/notices")>{m::to_notices(lang)}</a>
            </li>
            <li>
                <a href=href(lang, "/account/notices/settings")>{m::to_notice_settings(lang)}</a>
            </li>
            <li>
                <a href=href(lang, "/account/mail")>{locales::mail::to_mail(lang)}</a>
            </li>
            {webhooks}
            <li>
                <a href=href(lang, "/account/follows")>{m::to_follows(lang)}</a>
            </li>
            <li>
                <a href=href(lang, "/account/filters")>{locales::saved_filters::title(lang)}</a>
            </li>
            <li>
                <a href=href(lang, "/account/data")>{m::to_own_data(lang)}</a>
            </li>
        </ul>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::accounts::Role;

    #[test]
    fn a_role_is_told_with_its_place() {
        let words = |role, place| role_words(Lang::Zh, &GrantLine { role, place });
        assert_eq!(
            words(
                Role::Liaison,
                GrantPlace::Institution("江澜大学（示例）".into())
            ),
            "活动联络员：江澜大学（示例）"
        );
        assert_eq!(words(Role::Bidder, GrantPlace::Province), "竞买人：全省");
        assert_eq!(
            words(Role::Regulator, GrantPlace::City("3201".into())),
            "主管部门：南京"
        );
    }
}

//! The tokens of an account and the form for one more.

use super::form::control;
use super::{CreateToken, EndToken, TokenForm};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::erased::changing;
use crate::ui::{Column, Empty, Table, TextField};
use domain::accounts::Action;
use domain::time::Timestamp;
use domain::tokens::{ApiToken, TOKENS_MAX, TokenScope};
use domain::views::AccountPage;
use leptos::prelude::*;
use locales::{Label, Lang, account as m};

/// What programs are for, the tokens there are, and the form.
#[component]
pub fn Tokens(
    /// The account with its tokens.
    page: AccountPage,
    /// Makes a token.
    create: ServerAction<CreateToken>,
    /// Ends a token.
    end: ServerAction<EndToken>,
    /// What was typed into the form before it was refused.
    typed: TokenForm,
    /// Why it was refused.
    refused: Signal<Option<AppError>>,
) -> impl IntoView {
    let lang = use_lang();
    let may_bid = page.account.may(Action::Bid);
    let full = page.tokens.len() >= TOKENS_MAX;
    let list = if page.tokens.is_empty() {
        view! { <Empty reason=m::tokens_empty(lang) /> }.into_any()
    } else {
        view! { <TokenTable tokens=page.tokens end /> }.into_any()
    };
    let new = if full {
        view! { <p>{m::tokens_full(lang, TOKENS_MAX)}</p> }.into_any()
    } else {
        view! { <NewTokenForm create typed refused may_bid /> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="tokens-title">
            <h2 class="section-title" id="tokens-title">
                {m::tokens_title(lang)}
            </h2>
            <p>{m::tokens_intro(lang)}</p>
            <p>
                <a href=href(lang, "/api/docs")>{m::docs_link(lang)}</a>
            </p>
            {list}
            {new}
        </section>
    }
}

#[component]
fn TokenTable(tokens: Vec<ApiToken>, end: ServerAction<EndToken>) -> impl IntoView {
    let lang = use_lang();
    let rows = tokens
        .into_iter()
        .map(|token| view! { <TokenRow token end /> })
        .collect_view();
    let columns = vec![
        Column::text(m::name(lang)),
        Column::text(m::scope(lang)),
        Column::text(m::made_at(lang)),
        Column::text(m::expires_at(lang)),
        Column::hidden(m::end(lang)),
    ];
    view! {
        <Table caption=m::tokens_caption(lang) columns class="token-table">
            {rows}
        </Table>
    }
}

/// One token. Ending it takes two presses: the first opens what it means.
#[component]
fn TokenRow(token: ApiToken, end: ServerAction<EndToken>) -> impl IntoView {
    let lang = use_lang();
    let hidden = format!(" {}", token.name);
    view! {
        <tr>
            <th scope="row">{token.name.clone()}</th>
            <td class="token-short" data-label=m::scope(lang)>{token.scope.label(lang)}</td>
            <td data-label=m::made_at(lang)>
                <Moment at=token.created_at />
            </td>
            <td data-label=m::expires_at(lang)>
                <Moment at=token.expires_at />
            </td>
            <td>
                <details class="token-end">
                    <summary>
                        {m::end(lang)} <span class="visually-hidden">{hidden.clone()}</span>
                    </summary>
                    <p>{m::end_words(lang, &token.name)}</p>
                    <ActionForm action=end>
                        <input type="hidden" name="id" value=token.id.get() />
                        <input type="hidden" name="back" value=href(lang, "/account") />
                        <button class="button button--commit" type="submit">
                            {m::end_confirm(lang)}
                            <span class="visually-hidden">{hidden}</span>
                        </button>
                    </ActionForm>
                </details>
            </td>
        </tr>
    }
}

/// Day with its year, and time: a token may last into the next year.
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

/// The form for a new token. Without a script it is answered by `/account` itself.
#[component]
fn NewTokenForm(
    create: ServerAction<CreateToken>,
    typed: TokenForm,
    refused: Signal<Option<AppError>>,
    may_bid: bool,
) -> impl IntoView {
    let lang = use_lang();
    let error = move |id: &'static str| {
        Signal::derive(move || {
            let error = refused.get()?;
            (control(&error) == id).then(|| error.sentence(lang))
        })
    };
    view! {
        <section class="token-new" aria-labelledby="token-new-title">
            <h3 id="token-new-title">{m::new_title(lang)}</h3>
            <ActionForm action=create attr:class="form" attr:novalidate=true>
                <TextField id="token-name" name="name" label=m::name(lang)
                    hint=Some(m::name_hint(lang).to_owned()) error=error("token-name")
                    value=typed.name autocomplete="off" />
                <Scopes chosen=typed.scope may_bid />
                <TextField id="token-days" name="days" inputmode="numeric" label=m::days(lang)
                    hint=Some(m::days_hint(lang).to_owned()) error=error("token-days")
                    value=typed.days autocomplete="off" />
                <p>
                    <button
                        class="button button--main"
                        type="submit"
                        formaction=href(lang, "/account")
                        aria-busy=changing(move || create.pending().get().then_some("true"))
                    >
                        {m::create(lang)}
                    </button>
                </p>
            </ActionForm>
        </section>
    }
}

/// The choice of what the token allows; who may not bid is offered no bidding token.
#[component]
fn Scopes(chosen: String, may_bid: bool) -> impl IntoView {
    let lang = use_lang();
    let choices = TokenScope::ALL
        .iter()
        .filter(|scope| may_bid || **scope == TokenScope::Read)
        .map(|scope| {
            let id = format!("token-scope-{}", scope.code().to_lowercase());
            let checked = scope.code() == chosen;
            view! {
                <div class="check">
                    <input
                        type="radio"
                        id=id.clone()
                        name="scope"
                        value=scope.code()
                        checked=checked
                    />
                    <label for=id>
                        {scope.label(lang)} " " <span class="field-hint">{words(lang, *scope)}</span>
                    </label>
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset class="token-scopes">
            <legend class="field-label">{m::scope(lang)}</legend>
            {choices}
        </fieldset>
    }
}

/// What a scope lets a program do.
fn words(lang: Lang, scope: TokenScope) -> &'static str {
    match scope {
        TokenScope::Read => m::scope_read(lang),
        TokenScope::Bid => m::scope_bid(lang),
    }
}

//! The webhooks of an account and the form for one more.

use super::form::control;
use super::page::PATH;
use super::{ChangeWebhook, CreateWebhook, EditWebhook, WebhookForm};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::notices::KindBoxes;
use crate::ui::erased::changing;
use crate::ui::{Column, Empty, Table, TextField};
use domain::notices::NoticeKind;
use domain::webhooks::{WEBHOOKS_MAX, Webhook};
use leptos::prelude::*;
use locales::{Label, ui, webhooks as m};

/// The webhooks there are.
#[component]
pub fn Hooks(
    webhooks: Vec<Webhook>,
    change: ServerAction<ChangeWebhook>,
    edit: ServerAction<EditWebhook>,
) -> impl IntoView {
    let lang = use_lang();
    if webhooks.is_empty() {
        return view! { <Empty reason=m::empty(lang) /> }.into_any();
    }
    let rows = webhooks
        .into_iter()
        .map(|webhook| view! { <HookRow webhook change edit /> })
        .collect_view();
    let columns = vec![
        Column::text(m::address(lang)),
        Column::text(m::kinds(lang)),
        Column::text(m::state(lang)),
        Column::text(m::acts(lang)),
    ];
    view! {
        <Table caption=m::list_caption(lang) columns class="token-table">
            {rows}
        </Table>
    }
    .into_any()
}

/// One webhook. Removing it takes two presses: the first opens what it means.
#[component]
fn HookRow(
    webhook: Webhook,
    change: ServerAction<ChangeWebhook>,
    edit: ServerAction<EditWebhook>,
) -> impl IntoView {
    let lang = use_lang();
    let (id, address) = (webhook.id.get(), webhook.address.to_string());
    let kinds: Vec<&str> = webhook.kinds.iter().map(|kind| kind.label(lang)).collect();
    let (state, act, label) = match webhook.on {
        true => (m::on(lang), "off", m::switch_off(lang)),
        false => (m::off(lang), "on", m::switch_on(lang)),
    };
    let failing = webhook.failing_since.map(|at| {
        let words = m::failing(lang, locales::date_time(lang, at));
        view! { <p>{words}</p> }
    });
    let test = webhook.on.then(|| {
        let about = address.clone();
        view! { <Press change act="test" id label=m::test(lang) about /> }
    });
    let about = format!(" {address}");
    let named = (!webhook.name.is_empty()).then(|| {
        view! {
            <strong>{webhook.name.clone()}</strong>
            <br/>
        }
    });
    view! {
        <tr>
            <th scope="row">
                {named} <code>{address.clone()}</code>
            </th>
            <td data-label=m::kinds(lang)>{kinds.join(ui::separator(lang))}</td>
            <td data-label=m::state(lang)>
                <span class="office-nowrap">{state}</span>
                {failing}
            </td>
            <td>
                {test} <Press change act id label about=address.clone() />
                <EditHook webhook edit />
                <details class="token-end">
                    <summary>
                        {m::delete(lang)} <span class="visually-hidden">{about}</span>
                    </summary>
                    <p>{m::delete_words(lang)}</p>
                    <Press change act="delete" id label=m::delete_confirm(lang) about=address commit=true />
                </details>
            </td>
        </tr>
    }
}

/// A form of one button.
#[component]
pub fn Press(
    /// What does it.
    change: ServerAction<ChangeWebhook>,
    /// What it does.
    act: &'static str,
    /// To which.
    id: i64,
    /// What the button says.
    label: &'static str,
    /// About which, for those who hear it.
    about: String,
    /// Vermilion, for acts that bind.
    #[prop(optional)]
    commit: bool,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <ActionForm action=change>
            <input type="hidden" name="act" value=act />
            <input type="hidden" name="id" value=id />
            <input type="hidden" name="back" value=href(lang, PATH) />
            <button class="button" class:button--commit=commit type="submit">
                {label}
                <span class="visually-hidden">" " {about}</span>
            </button>
        </ActionForm>
    }
}

/// The form that edits a webhook; open when what was typed into it was refused.
#[component]
fn EditHook(webhook: Webhook, edit: ServerAction<EditWebhook>) -> impl IntoView {
    let lang = use_lang();
    let id = webhook.id.get();
    let of_this = move |error: &AppError| WebhookForm::kept(error).filter(|(of, _)| *of == id);
    let refused = Signal::derive(move || {
        let error = edit.value().get().and_then(Result::err)?;
        of_this(&error).is_some().then_some(error)
    });
    let kept = untrack(|| refused.get()).and_then(|error| of_this(&error));
    let is_open = kept.is_some();
    let typed = kept.map_or_else(|| WebhookForm::of(&webhook), |(_, typed)| typed);
    let about = format!(" {}", webhook.address);
    view! {
        <details class="token-end" open=is_open>
            <summary>
                {m::edit(lang)} <span class="visually-hidden">{about.clone()}</span>
            </summary>
            <ActionForm action=edit attr:class="form" attr:novalidate=true>
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="back" value=href(lang, PATH) />
                <Fields form=format!("hook-{id}") typed refused />
                <p class="field-hint">{m::edit_words(lang)}</p>
                <p>
                    <button
                        class="button"
                        type="submit"
                        aria-busy=changing(move || edit.pending().get().then_some("true"))
                    >
                        {m::edit_save(lang)}
                        <span class="visually-hidden">{about}</span>
                    </button>
                </p>
            </ActionForm>
        </details>
    }
}

/// What a webhook is made of: the same for a new one and for one that is edited.
#[component]
fn Fields(
    /// What the ids of the controls begin with.
    form: String,
    /// What stands in them.
    typed: WebhookForm,
    /// Why it was refused.
    refused: Signal<Option<AppError>>,
) -> impl IntoView {
    let lang = use_lang();
    let wrong = move |part: &'static str| {
        Signal::derive(move || {
            let error = refused.get()?;
            (control(&error) == part).then(|| error.sentence(lang))
        })
    };
    let all = NoticeKind::ALL.iter().copied();
    let off: Vec<NoticeKind> = all.filter(|kind| !typed.wants(*kind)).collect();
    view! {
        <TextField id=format!("{form}-name") name="form[name]" label=m::name(lang)
            hint=Some(m::name_hint(lang).to_owned()) error=wrong("name")
            value=typed.name autocomplete="off" />
        <TextField id=format!("{form}-address") name="form[address]" label=m::address(lang)
            hint=Some(m::address_hint(lang).to_owned()) error=wrong("address")
            value=typed.address inputmode="url" autocomplete="off" />
        <KindBoxes prefix=format!("{form}-kind") name="form[kinds][]" legend=m::kinds(lang) off />
    }
}

/// The form for a new webhook. Without a script it is answered by the page itself.
#[component]
pub fn NewHook(
    /// How many there are.
    held: usize,
    /// Makes one.
    create: ServerAction<CreateWebhook>,
    /// What was typed before it was refused.
    typed: WebhookForm,
    /// Why it was refused.
    refused: Signal<Option<AppError>>,
) -> impl IntoView {
    let lang = use_lang();
    if held >= WEBHOOKS_MAX {
        return view! { <p>{m::full(lang, WEBHOOKS_MAX)}</p> }.into_any();
    }
    view! {
        <section class="token-new" aria-labelledby="hook-new-title">
            <h2 id="hook-new-title">{m::new_title(lang)}</h2>
            <ActionForm action=create attr:class="form" attr:novalidate=true>
                <Fields form="hook".to_owned() typed refused />
                <p>
                    <button
                        class="button button--main"
                        type="submit"
                        formaction=href(lang, PATH)
                        aria-busy=changing(move || create.pending().get().then_some("true"))
                    >
                        {m::create(lang)}
                    </button>
                </p>
            </ActionForm>
        </section>
    }
    .into_any()
}

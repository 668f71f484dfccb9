//! `/host/sessions/:id/lots`: the lots of a session. For its host and the centre.

use super::{ChangeSessionLots, SessionLotsForm, session_lots_desk};
use crate::command::{carried_out, refusals, refused};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::{Column, Empty, ErrorSummary, Loaded, Notice, PageHead, Submit, Table, TextArea};
use domain::ids::SessionId;
use domain::views::{SessionLotLine, SessionLotsDesk};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, Lang, session_lots as m, ui};

type Changing = ServerAction<ChangeSessionLots>;

/// The desk.
#[component]
pub fn SessionLotsPage() -> impl IntoView {
    let lang = use_lang();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get_str("id")?.parse::<SessionId>().ok()));
    let change = Changing::new();
    let done = carried_out(change);
    let desk = crate::wire::blocking_data(
        move || (id.get(), done.get()),
        |(id, _)| async move { session_lots_desk(id.ok_or(AppError::NotFound)?).await },
    );
    let errors = refusals(change, meant);
    view! {
        <PageHead title=m::desk_title(lang) description=m::desk_intro(lang) />
        <ErrorSummary errors />
        <DoneNote change errors />
        <div class="office desk">
            <Loaded resource=desk let:desk>
                <Desk desk change />
            </Loaded>
        </div>
    }
}

/// The control that a refusal means.
fn meant(error: &AppError) -> &'static str {
    match error {
        AppError::Invalid { code, .. } => SessionLotsForm::of(Some(error)).control(code),
        _ => "",
    }
}

/// What has just been done, after a script call or a redirect.
#[component]
fn DoneNote(change: Changing, errors: Signal<Vec<(String, String)>>) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let by_form = move || query.with(|query| query.get_str("done")?.parse::<i64>().ok());
    move || {
        let done = change.value().get().and_then(Result::ok).or_else(by_form);
        let words = match done.filter(|_| errors.with(Vec::is_empty))? {
            0 => m::done_none(lang).to_owned(),
            count if count > 0 => m::done_added(lang, count),
            _ => m::done_removed(lang).to_owned(),
        };
        Some(view! {
            <Notice tone="success">
                <p role="status">{words}</p>
            </Notice>
        })
    }
}

#[component]
fn Desk(desk: SessionLotsDesk, change: Changing) -> impl IntoView {
    let lang = use_lang();
    let (session, open) = (desk.session.id, desk.open);
    let up = href(lang, &format!("/host/sessions/{session}"));
    let industry = desk.industry.label(lang);
    let form = match open {
        true => view! { <AddForm session change /> }.into_any(),
        false => view! { <p>{m::closed(lang)}</p> }.into_any(),
    };
    view! {
        <nav class="breadcrumb" aria-label=ui::breadcrumb_label(lang)>
            <ol>
                <li>
                    <a href=up>{locales::packages::back_to_desk(lang)}</a>
                </li>
                <li aria-current="page">{m::desk_title(lang)}</li>
            </ol>
        </nav>
        <h1>{m::desk_title(lang)}</h1>
        <p>{desk.session.title.pick(lang.is_english()).to_owned()} " · " {industry}</p>
        <p class="office-intro">{m::desk_intro(lang)}</p>
        {form}
        <Lots lots=desk.lots session open change />
    }
}

#[component]
fn Lots(
    lots: Vec<SessionLotLine>,
    session: SessionId,
    open: bool,
    change: Changing,
) -> impl IntoView {
    let lang = use_lang();
    if lots.is_empty() {
        return view! { <Empty reason=m::none(lang) /> }.into_any();
    }
    let title = m::listed(lang, lots.len());
    let rows = lots.into_iter().map(|lot| {
        let code = lot.code.to_string();
        let to = href(lang, &format!("/lots/{code}"));
        let (industry, state) = (industry(lang, &lot), lot.state.label(lang));
        let remove = open.then(|| view! { <Remove code=code.clone() session change /> });
        view! {
            <tr>
                <th scope="row">
                    <a href=to>{code}</a>
                </th>
                <td lang="zh-CN">
                    {lot.title} <span class="office-note">{lot.owner}</span>
                </td>
                <td>{industry}</td>
                <td>{state}</td>
                <td>{remove}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = vec![
        Column::text(m::code(lang)),
        Column::text(m::lot(lang)),
        Column::text(m::industry(lang)),
        Column::text(m::state(lang)),
        Column::text(m::act(lang)),
    ];
    view! {
        <Table caption=title columns class="office-table" testid="session-lots">
            {rows}
        </Table>
    }
    .into_any()
}

/// The industry of a lot, and why it is there when that is not the session's.
fn industry(lang: Lang, lot: &SessionLotLine) -> impl IntoView + use<> {
    let reason = lot.reason.clone();
    let reason = reason.map(|reason| view! { <span class="office-note">{reason}</span> });
    view! { {lot.industry.label(lang)} {reason} }
}

#[component]
fn Remove(code: String, session: SessionId, change: Changing) -> impl IntoView {
    let lang = use_lang();
    view! {
        <ActionForm action=change>
            <input type="hidden" name="session" value=session.to_string() />
            <input type="hidden" name="back" value=back(lang, session) />
            <input type="hidden" name="form[remove]" value=code.clone() />
            <button class="button" type="submit">
                {m::remove(lang)}
                <span class="visually-hidden">" " {code}</span>
            </button>
        </ActionForm>
    }
}

fn back(lang: Lang, session: SessionId) -> String {
    href(lang, &format!("/host/sessions/{session}/lots"))
}

/// The form that brings lots in.
#[component]
fn AddForm(session: SessionId, change: Changing) -> impl IntoView {
    let lang = use_lang();
    let typed = SessionLotsForm::of(untrack(|| refused(change)).as_ref());
    let error = move |id: &'static str| {
        Signal::derive(move || {
            let error = refused(change)?;
            (meant(&error) == id).then(|| error.sentence(lang))
        })
    };
    view! {
        <section class="section" aria-labelledby="add-title">
            <h2 id="add-title">{m::add_title(lang)}</h2>
            <ActionForm action=change attr:class="form" attr:novalidate=true>
                <input type="hidden" name="session" value=session.to_string() />
                <input type="hidden" name="back" value=back(lang, session) />
                <TextArea
                    id="session-lots"
                    name="form[lots]"
                    label=m::lots(lang)
                    hint=Some(m::lots_hint(lang).to_owned())
                    error=error("session-lots")
                    value=typed.lots
                    rows=3
                />
                <TextArea
                    id="session-reason"
                    name="form[reason]"
                    label=m::reason(lang)
                    hint=Some(m::reason_hint(lang).to_owned())
                    error=error("session-reason")
                    value=typed.reason
                    rows=2
                />
                <p>
                    <Submit label=m::add(lang).to_owned() pending=change.pending() />
                </p>
            </ActionForm>
        </section>
    }
}

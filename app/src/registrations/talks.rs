//! `/host/sessions/:id/talks`: slots of one-to-one talks, for the host.

use super::desk::HostPlaces;
use super::form::sentence_at;
use super::notes::{DoneNote, refused, summary};
use super::{ChangeTalk, OfferTalks, TalkForm, WithForm, talk_desk};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::{Column, Empty, ErrorSummary, Loaded, PageHead, Table, TextField};
use domain::ids::SessionId;
use domain::views::{TalkDesk, TalkLine};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::registrations as m;

/// The page.
#[component]
pub fn TalkDeskPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|map| map.get("id").unwrap_or_default());
    let kept = use_query_map().with_untracked(|query| query.get("kept").unwrap_or_default());
    let page = crate::wire::blocking_data(
        move || (id.clone(), kept.clone()),
        |(id, kept)| async move {
            let id: SessionId = id.parse().map_err(|_| AppError::NotFound)?;
            talk_desk(id, kept).await
        },
    );
    view! {
        <div class="office desk">
            <Loaded resource=page let:page>
                <Desk page />
            </Loaded>
        </div>
    }
}

#[component]
fn Desk(page: WithForm<TalkDesk, TalkForm>) -> impl IntoView {
    let lang = use_lang();
    let desk = page.shown;
    let session = desk.session.id;
    let (form, by_fields) = page
        .sent
        .unwrap_or_else(|| (TalkForm::first(desk.hours.0), None));
    let why = by_fields.clone().or_else(refused);
    let path = format!("/host/sessions/{session}/talks");
    let title = desk.session.title.pick(lang.is_english()).to_owned();
    let public = href(lang, &format!("/sessions/{}", desk.session.slug));
    let body = match desk.slots.is_empty() {
        true => view! { <Empty reason=m::talks_empty(lang) /> }.into_any(),
        false => {
            let rows = desk.slots.into_iter();
            let rows = rows
                .map(|line| view! { <Row session line /> })
                .collect_view();
            let columns = vec![
                Column::text(m::talk_time(lang)),
                Column::text(m::talk_place(lang)),
                Column::text(m::talk_counterpart(lang)),
                Column::text(m::talk_unit(lang)),
                Column::hidden(m::talk_acts(lang)),
            ];
            view! {
                <Table caption=m::talks_title(lang) columns class="talk-table table--cards" testid="talks">
                    {rows}
                </Table>
            }
            .into_any()
        }
    };
    view! {
        <PageHead title=m::talks_title(lang) description=m::talks_intro(lang) path />
        <ErrorSummary errors=summary(lang, why.as_ref()) />
        <DoneNote />
        <HostPlaces session here="talks" title=m::talks_title(lang) />
        <div class="page-head">
            <h1>{m::talks_title(lang)}</h1>
            <p>
                <a href=public>{title}</a>
            </p>
        </div>
        <p class="office-intro">{m::talks_intro(lang)}</p>
        <OfferForm session form refused=by_fields />
        {body}
    }
}

#[component]
fn OfferForm(session: SessionId, form: TalkForm, refused: Option<AppError>) -> impl IntoView {
    let lang = use_lang();
    let back = href(lang, &format!("/host/sessions/{session}/talks"));
    let error = |at: &str| sentence_at(lang, refused.as_ref(), at);
    let (of_start, of_minutes, of_count) = (error("starts-at"), error("minutes"), error("count"));
    let (of_place, of_counterpart) = (error("place"), error("counterpart"));
    let open = refused.is_some();
    view! {
        <details class="desk-step" open=open>
            <summary>{m::talks_add(lang)}</summary>
            <form class="form" method="post" action=OfferTalks::url() novalidate>
                <input type="hidden" name="session" value=session.get() />
                <input type="hidden" name="back" value=back />
                <TextField id="starts-at" name="form[starts_at]" label=m::talk_starts(lang)
                    error=of_start kind="datetime-local" value=form.starts_at />
                <TextField id="minutes" name="form[minutes]" label=m::talk_minutes(lang)
                    error=of_minutes inputmode="numeric" value=form.minutes />
                <TextField id="count" name="form[count]" label=m::talk_count(lang) error=of_count
                    inputmode="numeric" value=form.count />
                <TextField id="place" name="form[place]" label=m::talk_place(lang) error=of_place
                    value=form.place />
                <TextField id="counterpart" name="form[counterpart]"
                    label=m::talk_counterpart(lang) error=of_counterpart value=form.counterpart />
                <p>
                    <button class="button button--main" type="submit">
                        {m::talks_add(lang)}
                    </button>
                </p>
            </form>
        </details>
    }
}

#[component]
fn Row(session: SessionId, line: TalkLine) -> impl IntoView {
    let lang = use_lang();
    let back = href(lang, &format!("/host/sessions/{session}/talks"));
    let when = locales::date_time(lang, line.time.starts_at);
    let until = line.time.ends_at().clock().hm();
    let (answer, words) = match line.unit {
        Some(_) => ("free", m::talk_free_again(lang)),
        None => ("remove", m::talk_remove(lang)),
    };
    let unit = line.unit.unwrap_or_else(|| m::talk_free(lang).to_owned());
    let what = format!("{when} {}", line.time.place);
    view! {
        <tr>
            <th scope="row">{when} "–" {until}</th>
            <td data-label=m::talk_place(lang)>{line.time.place}</td>
            <td data-label=m::talk_counterpart(lang)>{line.time.counterpart}</td>
            <td data-label=m::talk_unit(lang)>{unit}</td>
            <td>
                <form method="post" action=ChangeTalk::url()>
                    <input type="hidden" name="session" value=session.get() />
                    <input type="hidden" name="slot" value=line.id.get() />
                    <input type="hidden" name="back" value=back />
                    <button class="button button--small" type="submit" name="answer" value=answer>
                        {words}
                        <span class="visually-hidden">" " {what}</span>
                    </button>
                </form>
            </td>
        </tr>
    }
}

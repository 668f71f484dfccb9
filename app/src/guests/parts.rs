//! The forms and lists of the desk.

use super::{CheckGuests, InviteGuests, RemoveGuest, TakeGuests};
use crate::accounts::with_query;
use crate::lang::{href, use_lang};
use crate::ui::{Column, Empty, Field as Labelled, Notice, Pager, Table};
use domain::guests::GuestField;
use domain::ids::SessionId;
use domain::views::{CheckedGuest, CheckedGuests, GuestDesk, GuestLine, GuestRowFault};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use locales::{Label, Lang, guests as m, ui};

/// The id of the input that takes a table.
pub const FILE: &str = "guests-file";

fn path(lang: Lang, session: SessionId) -> String {
    href(lang, &format!("/host/sessions/{session}/guests"))
}

/// Session and page of a plain form.
#[component]
fn Place(session: SessionId) -> impl IntoView {
    let back = path(use_lang(), session);
    view! {
        <input type="hidden" name="session" value=session.to_string() />
        <input type="hidden" name="back" value=back />
    }
}

/// A table is uploaded and checked.
#[component]
pub fn CheckForm(
    /// The session.
    session: SessionId,
    /// It stands open: there is nothing else to do yet.
    open: bool,
    /// What was wrong with the file that was sent last.
    #[prop(optional_no_strip)]
    error: Option<String>,
) -> impl IntoView {
    let lang = use_lang();
    let wrong = error.is_some();
    let open = open || wrong;
    let described = match wrong {
        true => "guests-file-hint guests-file-error",
        false => "guests-file-hint",
    };
    let columns = GuestField::ALL.iter().map(|field| field.form_label());
    let columns: Vec<&str> = columns.collect();
    let hint = m::import_hint(lang, columns.join(ui::separator(Lang::Zh)));
    view! {
        <details class="desk-step" open=open>
            <summary>{m::import(lang)}</summary>
            <form
                class="form"
                method="post"
                enctype="multipart/form-data"
                action=CheckGuests::url()
                novalidate
            >
                <Place session />
                <Labelled id=FILE label=m::import_file(lang) hint=Some(hint) error=error>
                    <input
                        class="input"
                        id=FILE
                        name="file"
                        type="file"
                        accept=".xlsx,.csv"
                        aria-describedby=described
                        aria-invalid=wrong.then_some("true")
                    />
                </Labelled>
                <p>
                    <button class="button" type="submit" data-testid="guests-check">
                        {m::import_check(lang)}
                    </button>
                </p>
            </form>
        </details>
    }
}

/// What a checked table holds, and the way to take it in.
#[component]
pub fn Preview(
    /// The table.
    checked: CheckedGuests,
    /// The session.
    session: SessionId,
) -> impl IntoView {
    let lang = use_lang();
    let fits = checked.faulty == 0;
    let counts = m::preview_counts(lang, checked.faulty, checked.known, checked.new);
    let faults = (!fits).then(|| view! { <Faults faults=checked.faults /> });
    let rows = (!checked.rows.is_empty()).then(|| view! { <Checked rows=checked.rows /> });
    let take = fits.then(|| {
        view! {
            <button class="button button--main" type="submit" name="answer" value="take" data-testid="guests-take">
                {m::take(lang)}
            </button>
            " "
        }
    });
    view! {
        <section aria-labelledby="preview-title" data-testid="guests-preview">
            <h2 class="section-title" id="preview-title">
                {m::preview(lang, checked.file)}
            </h2>
            <p>{counts}</p>
            {fits.then(|| view! { <p class="field-hint">{m::preview_note(lang)}</p> })}
            {faults}
            {rows}
            <form method="post" action=TakeGuests::url()>
                <Place session />
                <p class="actions">
                    {take}
                    <button class="button" type="submit" name="answer" value="drop">
                        {m::drop(lang)}
                    </button>
                </p>
            </form>
        </section>
    }
}

/// What is to be corrected, a line for each cell.
#[component]
fn Faults(faults: Vec<GuestRowFault>) -> impl IntoView {
    let lang = use_lang();
    let lines = faults.into_iter().map(move |fault| {
        let words = locales::errors_text(lang, &fault.code, &[]);
        let line = m::fault(lang, fault.field.label(lang), fault.row, words);
        view! { <li>{line}</li> }
    });
    view! {
        <Notice tone="warning">
            <p>{m::preview_faults(lang)}</p>
            <ul data-testid="guests-faults">{lines.collect_view()}</ul>
        </Notice>
    }
}

/// The first rows of a checked table.
#[component]
fn Checked(rows: Vec<CheckedGuest>) -> impl IntoView {
    let lang = use_lang();
    let columns = vec![
        Column::text(m::col_unit(lang)),
        Column::text(m::col_contact(lang)),
        Column::text(m::col_action(lang)),
    ];
    let rows = rows.into_iter().map(|row| {
        let what = match row.known {
            true => m::mark_known(lang),
            false => m::mark_new(lang),
        };
        view! {
            <tr>
                <Unit line=row.line.clone() />
                <Contact line=row.line />
                <td>{what}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <Table caption=m::preview_rows(lang) columns class="registration-table">{rows}</Table> }
}

#[component]
fn Unit(line: GuestLine) -> impl IntoView {
    view! {
        <th scope="row">
            {line.unit} <br /> <code class="registration-small">{line.credit_code}</code>
        </th>
    }
}

#[component]
fn Contact(line: GuestLine) -> impl IntoView {
    view! {
        <td>
            {line.contact} <br />
            <span class="registration-small">{line.phone} " · " {line.email}</span>
        </td>
    }
}

/// Mails to those who have none yet.
#[component]
pub fn InviteForm(
    /// The session.
    session: SessionId,
    /// It takes registrations.
    takes: bool,
    /// Units that were not invited yet.
    fresh: u32,
) -> impl IntoView {
    let lang = use_lang();
    if fresh == 0 {
        return None;
    }
    let english = lang.is_english().then_some("1");
    let form = takes.then(|| {
        view! {
            <form method="post" action=InviteGuests::url()>
                <Place session />
                <input type="hidden" name="english" value=english />
                <p>
                    <button class="button button--main" type="submit" data-testid="guests-invite">
                        {m::invite(lang)}
                    </button>
                </p>
            </form>
        }
    });
    let note = match takes {
        true => m::invite_note(lang, fresh),
        false => m::invite_closed(lang).to_owned(),
    };
    Some(view! {
        <section aria-label=m::invite(lang)>
            <p class="field-hint">{note}</p>
            {form}
        </section>
    })
}

/// The units, contacts masked.
#[component]
pub fn List(
    /// The desk.
    desk: GuestDesk,
) -> impl IntoView {
    let lang = use_lang();
    let session = desk.session.id;
    let here = path(lang, session);
    let file = format!("{here}/export.xlsx");
    let next = desk
        .next
        .map(|next| with_query(&here, "after", &next.to_string()));
    let body = match desk.lines.is_empty() {
        true => view! { <Empty reason=m::list_none(lang) /> }.into_any(),
        false => {
            let columns = vec![
                Column::text(m::col_unit(lang)),
                Column::text(m::col_state(lang)),
                Column::text(m::col_contact(lang)),
                Column::hidden(m::col_acts(lang)),
            ];
            let rows = desk.lines.into_iter();
            let rows = rows.map(|line| view! { <Row line session /> });
            let rows = rows.collect_view();
            view! {
                <Table caption=m::list(lang) columns class="registration-table" testid="guests">
                    {rows}
                </Table>
            }
            .into_any()
        }
    };
    view! {
        <section aria-labelledby="guests-title">
            <h2 class="section-title" id="guests-title">
                {m::list(lang)}
            </h2>
            <p class="actions">
                <a class="button" href=file rel="external">
                    {m::export(lang)}
                </a>
            </p>
            <p class="field-hint">{m::export_note(lang)}</p>
            {body}
            <Pager next />
        </section>
    }
}

#[component]
fn Row(line: GuestLine, session: SessionId) -> impl IntoView {
    let lang = use_lang();
    let to = with_query(&path(lang, session), "contacts", &line.id.to_string());
    let invited = match line.invited_at {
        Some(at) => locales::date_time(lang, at),
        None => m::not_yet(lang).to_owned(),
    };
    let (shown, gone) = (line.unit.clone(), line.unit.clone());
    // Once its time is over there is nothing left to be shown.
    let show = (!line.email.is_empty()).then(|| {
        view! {
            <p>
                <a href=to>
                    {m::show(lang)}
                    <span class="visually-hidden">" " {shown}</span>
                </a>
            </p>
        }
    });
    view! {
        <tr data-state=line.state.code()>
            <Unit line=line.clone() />
            <td>
                {line.state.label(lang)} <br />
                <span class="registration-small">{m::col_invited(lang)} " · " {invited}</span>
            </td>
            <Contact line=line.clone() />
            <td>
                {show}
                <form method="post" action=RemoveGuest::url()>
                    <Place session />
                    <input type="hidden" name="id" value=line.id.to_string() />
                    <button class="button" type="submit">
                        {m::remove(lang)}
                        <span class="visually-hidden">" " {gone}</span>
                    </button>
                </form>
            </td>
        </tr>
    }
}

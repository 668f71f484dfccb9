//! The forms of a logbook: an entry, the file of a case, a table. Plain forms with and without script.

use super::form::{EntryForm, field_of, name_of};
use super::parts::{Back, book_path, refused_at};
use super::{ImportEntries, SaveEntry, UploadCase};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::{Field as Labelled, SelectField, TextArea, TextField};
use domain::ids::{EntryId, SessionId};
use domain::logbooks::{Book, CaseState, EnterpriseTag, EntryDraft, Field, ServiceKind};
use domain::time::Date;
use domain::views::LogbookLine;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use locales::{Label, Lang, logbooks as m};

/// The id of the control of a column.
pub fn control(field: Field) -> String {
    format!("entry-{}", name_of(field).replace('_', "-"))
}

/// The column that a refusal of the form of an entry is about.
pub fn refused_field(error: &AppError) -> Option<Field> {
    match error {
        AppError::Invalid { code, .. } => field_of(code),
        _ => None,
    }
}

/// Writes an entry, or changes one.
#[component]
pub fn EntryFields(
    /// The session.
    session: SessionId,
    /// The logbook.
    book: Book,
    /// The entry that is changed.
    edited: Option<LogbookLine>,
    /// Today.
    today: Date,
) -> impl IntoView {
    let lang = use_lang();
    let refused = refused_at(SaveEntry::PATH);
    let id = edited.as_ref().map(|line| line.id.to_string());
    let form = match (&refused, &edited) {
        (Some(error), _) => EntryForm::of(Some(error)),
        (None, Some(line)) => EntryForm::of_draft(&EntryDraft::of(&line.entry)),
        (None, None) => EntryForm {
            day: today.to_string(),
            ..EntryForm::default()
        },
    };
    let fields = book.fields().iter();
    let fields = fields
        .map(|field| {
            let error = refused.as_ref();
            let error = error.filter(|error| refused_field(error) == Some(*field));
            let error = error.map(|error| error.sentence(lang));
            let value = form.value(*field);
            view! { <Control book field=*field value error /> }
        })
        .collect_view();
    let stop = edited.is_some().then(|| {
        let to = href(lang, &book_path(session, book));
        view! { <a href=to>{m::stop(lang)}</a> }
    });
    view! {
        <form class="form" method="post" action=SaveEntry::url() novalidate>
            <Back to=book_path(session, book) />
            <input type="hidden" name="session" value=session.to_string() />
            <input type="hidden" name="book" value=book.slug() />
            <input type="hidden" name="id" value=id.unwrap_or_default() />
            {fields}
            <p>
                <button class="button button--main" type="submit">
                    {m::save(lang)}
                </button>
                " "
                {stop}
            </p>
        </form>
    }
}

/// The control of a column.
#[component]
fn Control(book: Book, field: Field, value: String, error: Option<String>) -> impl IntoView {
    let lang = use_lang();
    let label = match book.is_optional(field) && field != Field::State {
        true => m::optional(lang, field.label(lang)),
        false => field.label(lang).to_owned(),
    };
    let (id, name) = (control(field), format!("form[{}]", name_of(field)));
    let hint = hint(lang, book, field);
    match field {
        Field::Kind => {
            let first = (String::new(), m::none_chosen(lang).to_owned());
            let kinds = ServiceKind::ALL.iter();
            let kinds = kinds.map(|kind| (kind.form_label().to_owned(), kind.label(lang).into()));
            let options = std::iter::once(first).chain(kinds).collect();
            view! { <SelectField id name label options value error /> }.into_any()
        }
        Field::State => {
            let states = CaseState::ALL.iter();
            let states =
                states.map(|state| (state.form_label().to_owned(), state.label(lang).to_owned()));
            let options = states.collect();
            view! { <SelectField id name label options value error /> }.into_any()
        }
        Field::Text => view! { <TextArea id name label hint error value rows=8 /> }.into_any(),
        Field::Content | Field::Reason | Field::Needs | Field::Patents | Field::Policies => {
            view! { <TextArea id name label hint error value rows=3 /> }.into_any()
        }
        _ => {
            let (kind, keyboard) = match field {
                Field::Day => ("date", "text"),
                Field::Link => ("url", "url"),
                _ => ("text", "text"),
            };
            view! {
                <TextField id name label hint error value kind inputmode=keyboard autocomplete="off" />
            }
            .into_any()
        }
    }
}

/// What to type into a column.
fn hint(lang: Lang, book: Book, field: Field) -> Option<String> {
    let words = match (book, field) {
        (_, Field::Day) => m::hint_day(lang),
        (_, Field::CreditCode) => m::hint_credit_code(lang),
        (Book::Services, Field::Enterprise) => m::hint_enterprise_of_service(lang),
        (_, Field::Link) => m::hint_link(lang),
        (_, Field::Lot) => m::hint_lot(lang),
        (_, Field::Tags) => {
            let tags: Vec<_> = EnterpriseTag::ALL
                .iter()
                .map(|tag| tag.form_label())
                .collect();
            return Some(m::hint_tags(lang, tags.join(locales::ui::separator(lang))));
        }
        _ => return None,
    };
    Some(words.to_owned())
}

/// Hangs a file on a case.
#[component]
pub fn CaseFile(session: SessionId, id: EntryId) -> impl IntoView {
    let lang = use_lang();
    let control = format!("case-file-{id}");
    let hint = format!("{control}-hint");
    view! {
        <form
            class="form"
            method="post"
            enctype="multipart/form-data"
            action=UploadCase::url()
            novalidate
        >
            <Back to=book_path(session, Book::Cases) />
            <input type="hidden" name="session" value=session.to_string() />
            <input type="hidden" name="id" value=id.to_string() />
            <Labelled
                id=control.clone()
                label=m::file(lang)
                hint=Some(m::file_hint(lang).to_owned())
            >
                <input
                    class="input"
                    id=control
                    name="file"
                    type="file"
                    accept=".pdf,.png,.jpg,.jpeg,.docx"
                    aria-describedby=hint
                />
            </Labelled>
            <p>
                <button class="button" type="submit">
                    {m::file_upload(lang)}
                </button>
            </p>
        </form>
    }
}

/// Reads a table into the logbook.
#[component]
pub fn ImportForm(session: SessionId, book: Book) -> impl IntoView {
    let lang = use_lang();
    let refused = refused_at(ImportEntries::PATH);
    let open = refused.is_some();
    let error = refused.map(|error| error.sentence(lang));
    let fields: Vec<_> = book.fields().iter().map(|one| one.form_label()).collect();
    let hint = m::import_hint(lang, fields.join(locales::ui::separator(lang)));
    view! {
        <details class="desk-step" open=open>
            <summary>{m::import(lang)}</summary>
            <form
                class="form"
                method="post"
                enctype="multipart/form-data"
                action=ImportEntries::url()
                novalidate
            >
                <Back to=book_path(session, book) />
                <input type="hidden" name="session" value=session.to_string() />
                <input type="hidden" name="book" value=book.slug() />
                <Labelled id="import-file" label=m::import_file(lang) hint=Some(hint) error>
                    <input
                        class="input"
                        id="import-file"
                        name="file"
                        type="file"
                        accept=".xlsx,.csv"
                        aria-describedby="import-file-hint"
                    />
                </Labelled>
                <p>
                    <button class="button" type="submit">
                        {m::import_send(lang)}
                    </button>
                </p>
            </form>
        </details>
    }
}

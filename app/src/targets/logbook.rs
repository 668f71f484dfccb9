//! `/host/sessions/:id/logbooks/:book`: a logbook of a session. For its host and the centre.

use super::entry_form::{CaseFile, EntryFields, ImportForm, control, refused_field};
use super::parts::{Back, Crumbs, Exports, book_path, refused};
use super::{ImportEntries, RemoveEntry, SaveEntry, logbook_page};
use crate::accounts::with_query;
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::participation::FileLink;
use crate::ui::{
    DOT, Empty, ErrorSummary, Loaded, Notice, PageHead, Pager, Place, Places, TextField,
};
use domain::ids::{EntryId, SessionId};
use domain::logbooks::{Book, Entry, Field};
use domain::views::{LogbookLine, LogbookPage as Page};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, Lang, logbooks as m};

/// The page.
#[component]
pub fn LogbookPage() -> impl IntoView {
    let lang = use_lang();
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let id = params.with(|p| p.get_str("id")?.parse::<SessionId>().ok());
        let book = params.with(|p| p.get("book").unwrap_or_default());
        let of = |name: &str| query.with(|query| query.get(name).unwrap_or_default());
        (id, book, of("before"), of("edit"), of("q"))
    });
    let page = crate::wire::blocking_data(
        move || asked.get(),
        |(id, book, before, edit, q)| async move {
            logbook_page(id.ok_or(AppError::NotFound)?, book, before, edit, q).await
        },
    );
    let book = params.with_untracked(|p| Book::from_slug(p.get_str("book")?));
    let title = book.map_or_else(
        || m::entries(lang).to_owned(),
        |book| book.label(lang).into(),
    );
    view! {
        <PageHead title=title description=book.map_or("", |book| intro(lang, book)) />
        <ErrorSummary errors=Signal::stored(summary(lang)) />
        <div class="office desk">
            <Loaded resource=page let:page>
                <Shown page />
            </Loaded>
        </div>
    }
}

fn intro(lang: Lang, book: Book) -> &'static str {
    match book {
        Book::Services => m::intro_services(lang),
        Book::Enterprises => m::intro_enterprises(lang),
        Book::Media => m::intro_media(lang),
        Book::Cases => m::intro_cases(lang),
        Book::Recommended => m::intro_recommended(lang),
    }
}

/// The lines of the error summary.
fn summary(lang: Lang) -> Vec<(String, String)> {
    let Some((path, error)) = refused() else {
        return Vec::new();
    };
    let field = refused_field(&error).filter(|_| path == SaveEntry::PATH);
    let file = (path == ImportEntries::PATH).then(|| "import-file".to_owned());
    let id = field.map(control).or(file).unwrap_or_default();
    vec![(id, error.sentence(lang))]
}

#[component]
fn Shown(page: Page) -> impl IntoView {
    let lang = use_lang();
    let (session, book) = (page.session.id, page.book);
    let title = page.session.title.pick(lang.is_english()).to_owned();
    let address = book_path(session, book);
    let first = href(lang, &address);
    let first_page = first.clone();
    let later = use_query_map().with_untracked(|query| query.get("before").is_some());
    let words = page.words.clone();
    let found = match words.is_empty() {
        true => first.clone(),
        false => with_query(&first, "q", &words),
    };
    let next = page
        .next
        .map(|before| with_query(&found, "before", &before.to_string()));
    let form_title = match page.edited {
        Some(_) => m::change(lang),
        None => m::add(lang),
    };
    let rows = match page.lines.is_empty() {
        true if words.is_empty() => view! { <Empty reason=m::empty(lang) /> }.into_any(),
        true => view! {
            <Empty reason=m::none_found(lang)>
                <a class="button" href=first.clone()>
                    {m::show_all(lang)}
                </a>
            </Empty>
        }
        .into_any(),
        false => {
            let lines = page.lines.into_iter();
            let lines = lines
                .map(|line| view! { <Row line session book /> })
                .collect_view();
            view! {
                <ul class="deposit-rows" data-testid="entries">
                    {lines}
                </ul>
                <Pager first=later.then_some(found) next />
            }
            .into_any()
        }
    };
    view! {
        <Crumbs session here=book.label(lang) below=true />
        <h1>{book.label(lang)}</h1>
        <p>{title}</p>
        <Places label=locales::targets::books(lang) places=places(lang, session, book) />
        <DoneNote session book />
        <p class="office-intro">{intro(lang, book)}</p>
        <section class="section" aria-labelledby="form-title">
            <h2 id="form-title">{form_title}</h2>
            <EntryFields session book edited=page.edited today=page.today />
            <ImportForm session book />
        </section>
        <section class="section" aria-labelledby="entries-title">
            <h2 id="entries-title">{m::entries(lang)}</h2>
            <p data-testid="counted">{m::count(lang, page.counted, page.entries)}</p>
            <Exports address=format!("{address}/export") />
            <Search action=first_page words />
            {rows}
        </section>
    }
}

/// Looks for a part of a name or of a credit code.
#[component]
fn Search(action: String, words: String) -> impl IntoView {
    let lang = use_lang();
    view! {
        <form method="get" action=action class="office-filter" role="search">
            <TextField id="q" name="q" kind="search" label=m::search(lang) value=words
                autocomplete="off" />
            <p>
                <button class="button" type="submit">
                    {m::search_button(lang)}
                </button>
            </p>
        </form>
    }
}

fn places(lang: Lang, session: SessionId, shown: Book) -> Vec<Place> {
    let place = |book: &Book| Place {
        to: href(lang, &book_path(session, *book)),
        words: book.label(lang).to_owned(),
        current: *book == shown,
    };
    Book::ALL.iter().map(place).collect()
}

/// The column by which an entry is known.
const fn heading(book: Book) -> Field {
    match book {
        Book::Services | Book::Enterprises => Field::Enterprise,
        Book::Media | Book::Cases => Field::Title,
        Book::Recommended => Field::Lot,
    }
}

/// What stands in a column, in the language of the page.
fn shown(lang: Lang, entry: &Entry, field: Field) -> String {
    match (entry, field) {
        (Entry::Services { kind, .. }, Field::Kind) => kind.label(lang).to_owned(),
        (Entry::Cases { state, .. }, Field::State) => state.label(lang).to_owned(),
        (Entry::Enterprises { tags, .. }, Field::Tags) => {
            let tags: Vec<_> = tags.iter().map(|tag| tag.label(lang)).collect();
            tags.join(locales::ui::separator(lang))
        }
        _ => entry.value(field),
    }
}

/// An entry with what can be done with it.
#[component]
fn Row(line: LogbookLine, session: SessionId, book: Book) -> impl IntoView {
    let lang = use_lang();
    let entry = &line.entry;
    let name = match entry.value(heading(book)) {
        name if name.is_empty() => entry.subject(),
        name => name,
    };
    let fields = book.fields().iter();
    let rest = fields.filter(|field| **field != heading(book));
    let values = rest
        .map(|field| (*field, shown(lang, entry, *field)))
        .filter(|(_, value)| !value.is_empty())
        .map(|(field, value)| {
            let value = match field {
                Field::Link => {
                    let to = value.clone();
                    view! { <a href=to rel="external noopener nofollow">{value}</a> }.into_any()
                }
                _ => view! { <span lang="zh-CN">{value}</span> }.into_any(),
            };
            view! {
                <div>
                    <dt>{field.label(lang)}</dt>
                    <dd>{value}</dd>
                </div>
            }
        })
        .collect_view();
    let files = (book == Book::Cases).then(|| {
        let none = line.files.is_empty();
        let none = none.then(|| view! { <p>{m::file_none(lang)}</p> });
        let files = line.files.into_iter();
        let files = files
            .map(|file| view! { <li><FileLink file /></li> })
            .collect_view();
        view! {
            {none}
            <ul class="plain-rows">{files}</ul>
            <details class="desk-step">
                <summary>{m::file_upload(lang)}</summary>
                <CaseFile session id=line.id />
            </details>
        }
    });
    let edit = href(
        lang,
        &format!("{}?edit={}", book_path(session, book), line.id),
    );
    let of = name.clone();
    view! {
        <li class="deposit-row" data-entry=line.id.to_string()>
            <h3 lang="zh-CN">{name}</h3>
            <dl class="entry-values">{values}</dl>
            {files}
            <div class="entry-acts">
                <a class="button" href=edit>
                    {m::edit(lang)}
                    <span class="visually-hidden">{DOT} {of.clone()}</span>
                </a>
                <RemoveForm session book id=line.id of />
            </div>
        </li>
    }
}

#[component]
fn RemoveForm(session: SessionId, book: Book, id: EntryId, of: String) -> impl IntoView {
    let lang = use_lang();
    view! {
        <form method="post" action=RemoveEntry::url()>
            <Back to=book_path(session, book) />
            <input type="hidden" name="session" value=session.to_string() />
            <input type="hidden" name="id" value=id.to_string() />
            <button class="button" type="submit">
                {m::remove(lang)}
                <span class="visually-hidden">{DOT} {of}</span>
            </button>
        </form>
    }
}

/// What was done, as the address of the page tells it; a removal can be undone here.
#[component]
fn DoneNote(session: SessionId, book: Book) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let of = move |name: &str| query.with_untracked(|query| query.get(name).unwrap_or_default());
    // What was done before is no news beside what was refused now.
    if refused().is_some() {
        return None;
    }
    let words = match of("done").as_str() {
        "added" => m::done_added(lang).to_owned(),
        "merged" => m::done_merged(lang).to_owned(),
        "changed" => m::done_changed(lang).to_owned(),
        "removed" => m::done_removed(lang).to_owned(),
        "restored" => m::done_restored(lang).to_owned(),
        "file" => m::done_file(lang).to_owned(),
        "imported" => {
            let number = |name: &str| of(name).parse::<u32>().unwrap_or_default();
            m::done_imported(lang, number("added"), number("merged"))
        }
        _ => return None,
    };
    let removed = of("entry").parse::<EntryId>().ok();
    let undo = removed.filter(|_| of("done") == "removed").map(|id| {
        view! {
            <form method="post" action=RemoveEntry::url()>
                <Back to=book_path(session, book) />
                <input type="hidden" name="session" value=session.to_string() />
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="restore" value="1" />
                <button class="button" type="submit">
                    {m::undo(lang)}
                </button>
            </form>
        }
    });
    Some(view! {
        <Notice tone="success">
            <p role="status">{words}</p>
            {undo}
        </Notice>
    })
}

//! The files of a draft: what hangs on it, with the way to take it away, and two forms that add to it.

use super::parts::{Back, control, draft_path};
use super::{AttachToDraft, DetachFile};
use crate::lang::{href, use_lang};
use crate::lots::FileEntry;
use crate::participation::refused;
use crate::ui::{DOT, Field, SelectField, TextField};
use domain::drafts::Section;
use domain::files::{FILES_OF_LOT_MAX, FileKind, Visibility};
use domain::views::{DraftPage, FileLine};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use locales::{Label, Lang, drafts as m};

/// What a file control takes.
const ACCEPT: &str = ".pdf,.png,.jpg,.jpeg,.docx";

/// The section of the files.
#[component]
pub fn Attachments(page: DraftPage) -> impl IntoView {
    let lang = use_lang();
    let path = format!("{}/{}", draft_path(page.id), Section::Attachments.slug());
    let full = page.files.len() >= FILES_OF_LOT_MAX;
    let id = page.id.to_string();
    let forms = (!full).then(|| {
        view! {
            <UploadForm id=id.clone() back=path.clone() />
            <LinkForm id=id.clone() back=path.clone() />
        }
    });
    let next = href(lang, &draft_path(page.id));
    view! {
        <p>{m::files_intro(lang)}</p>
        <Files files=page.files back=path.clone() />
        {forms}
        <p class="actions">
            <a class="button button--main" href=next>
                {m::to_list(lang)}
            </a>
        </p>
    }
}

#[component]
fn Files(files: Vec<FileLine>, back: String) -> impl IntoView {
    let lang = use_lang();
    if files.is_empty() {
        return view! { <p>{m::files_none(lang)}</p> }.into_any();
    }
    let row = |file: FileLine| {
        let (id, back, name) = (file.id.to_string(), back.clone(), file.name.clone());
        let (kind, visibility) = (file.kind.label(lang), file.visibility.label(lang));
        view! {
            <li>
                <p>
                    <FileEntry file />
                </p>
                <p>{kind} {DOT} {visibility}</p>
                <form method="post" action=DetachFile::url()>
                    <Back to=back />
                    <input type="hidden" name="file" value=id />
                    <button class="button" type="submit" aria-label=m::detach_named(lang, name)>
                        {m::detach(lang)}
                    </button>
                </form>
            </li>
        }
    };
    let rows = files.into_iter().map(row).collect_view();
    view! { <ul class="plain-rows" data-testid="files">{rows}</ul> }.into_any()
}

/// Why the last of these forms was refused, when it was about this control.
fn sentence_at(lang: Lang, id: &str) -> Option<String> {
    let (_, error) = refused()?;
    (control(&error) == id).then(|| error.sentence(lang))
}

/// Who may see it; nobody but the institution and the centre, unless somebody says so.
#[component]
fn Visible(id: &'static str) -> impl IntoView {
    let lang = use_lang();
    let options = [
        Visibility::Private,
        Visibility::Registered,
        Visibility::Public,
    ];
    let options = options.map(|one| (one.code().to_owned(), one.label(lang).to_owned()));
    view! {
        <SelectField id=id name="visibility" label=m::visibility(lang) options=options.to_vec() />
        <p class="field-hint">{m::visibility_hint(lang)}</p>
    }
}

#[component]
fn UploadForm(id: String, back: String) -> impl IntoView {
    let lang = use_lang();
    let kinds = FileKind::OF_LOT.into_iter();
    let kinds = kinds.filter(|kind| *kind != FileKind::VideoLink);
    let kinds = kinds.map(|kind| (kind.code().to_owned(), kind.label(lang).to_owned()));
    let error = sentence_at(lang, "draft-file");
    let hint = Some(m::file_hint(lang).to_owned());
    view! {
        <section class="section" aria-labelledby="upload-title">
            <h2 class="section-title" id="upload-title">
                {m::upload_title(lang)}
            </h2>
            <form
                class="form"
                method="post"
                enctype="multipart/form-data"
                action=AttachToDraft::url()
                novalidate
            >
                <Back to=back />
                <input type="hidden" name="id" value=id />
                <SelectField id="draft-kind" name="kind" label=m::file_kind(lang)
                    options=kinds.collect() />
                <Visible id="draft-visibility" />
                <Field id="draft-file" label=m::file(lang) hint error>
                    <input class="input" id="draft-file" name="file" type="file" accept=ACCEPT
                        aria-describedby="draft-file-hint" />
                </Field>
                <p>
                    <button class="button" type="submit">
                        {m::attach(lang)}
                    </button>
                </p>
            </form>
        </section>
    }
}

#[component]
fn LinkForm(id: String, back: String) -> impl IntoView {
    let lang = use_lang();
    let error = sentence_at(lang, "draft-link");
    let hint = Some(m::link_hint(lang).to_owned());
    view! {
        <section class="section" aria-labelledby="link-title">
            <h2 class="section-title" id="link-title">
                {m::link_title(lang)}
            </h2>
            <form
                class="form"
                method="post"
                enctype="multipart/form-data"
                action=AttachToDraft::url()
                novalidate
            >
                <Back to=back />
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="kind" value=FileKind::VideoLink.code() />
                <Visible id="draft-link-visibility" />
                <TextField id="draft-link" name="link" label=m::link(lang) hint error kind="url"
                    inputmode="url" />
                <p>
                    <button class="button" type="submit">
                        {m::attach_link(lang)}
                    </button>
                </p>
            </form>
        </section>
    }
}

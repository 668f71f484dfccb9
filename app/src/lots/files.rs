//! The files that a lot carries with it, for whoever may read them.

use crate::lang::use_lang;
use crate::ui::{DOT, When};
use domain::views::FileLine;
use leptos::prelude::*;
use locales::{Label, drafts as m, participation};

/// A file to be downloaded, or the address of a video.
#[component]
pub fn FileEntry(
    /// Which.
    file: FileLine,
) -> impl IntoView {
    let lang = use_lang();
    if let Some(link) = file.link {
        let shown = link.clone();
        return view! {
            <a href=link rel="external noopener nofollow">
                {shown}
            </a>
        }
        .into_any();
    }
    let size = file.body.map(|(media, bytes)| {
        participation::file_size(lang, media.form_label(), bytes.div_ceil(1024))
    });
    view! {
        // A file of the server, not a page of the router.
        <a href=format!("/files/{}", file.id) rel="external" lang="zh-CN">
            {file.name}
        </a>
        {DOT}
        {size}
        {DOT}
        <When at=file.at />
    }
    .into_any()
}

/// The files of a lot on its page; nothing where there are none.
#[component]
pub fn Files(
    /// Those that the visitor may read.
    files: Vec<FileLine>,
) -> impl IntoView {
    let lang = use_lang();
    (!files.is_empty()).then(|| {
        let row = |file: FileLine| {
            let (kind, visibility) = (file.kind.label(lang), file.visibility.label(lang));
            view! {
                <li>
                    <FileEntry file />
                    <p class="field-hint">{kind} {DOT} {visibility}</p>
                </li>
            }
        };
        let rows = files.into_iter().map(row).collect_view();
        view! {
            <section class="lot-section" aria-labelledby="files-title">
                <h2 id="files-title">{m::lot_files(lang)}</h2>
                <ul class="plain-rows" data-testid="lot-files">
                    {rows}
                </ul>
                <p class="field-hint">{m::lot_files_note(lang)}</p>
            </section>
        }
    })
}

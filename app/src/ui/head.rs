//! Title, description, canonical address and the other language of a page.

use crate::lang::{href, use_lang};
use crate::ui::form::ErrorSummary;
use crate::ui::markup::in_markup;
use domain::views::{LotPage, SessionPage};
use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::{Position, PositionState, Render, RenderHtml};
use leptos::text_prop::TextProp;
use leptos_meta::{Link, Meta, Script, Title};
use leptos_router::hooks::use_location;
use locales::{Lang, ui};

/// What the head of a page says about it.
#[component]
pub fn PageHead(
    /// The title, without the name of the service.
    #[prop(into)]
    title: String,
    /// One sentence for search engines and shared links.
    #[prop(into)]
    description: String,
    /// The page's address without language and without sort or cursor; begins with `/`. The
    /// address that is shown, without its query, when left out.
    #[prop(optional, into)]
    path: Option<String>,
    /// Title and address of the feed with the same content.
    #[prop(optional)]
    feed: Option<(String, String)>,
    /// What is shown of a thing with a page of its own where its link is shared, and what search
    /// engines read about it. The server alone writes it.
    #[prop(optional_no_strip)]
    shared: Option<Shared>,
    /// JSON-LD of a thing that is not shared with a picture of its own. The server alone writes it.
    #[prop(optional_no_strip)]
    described: Option<String>,
) -> impl IntoView {
    let lang = use_lang();
    let path = path.unwrap_or_else(|| bare_path(lang));
    let (zh, en) = (href(Lang::Zh, &path), href(Lang::En, &path));
    let values = [description, href(lang, &path), zh.clone(), en, zh];
    let (kept, gone) = (values.clone(), values.clone());
    // Effects run in the browser only.
    Effect::new(move |_| put(&kept));
    on_cleanup(move || {
        if cfg!(target_arch = "wasm32") {
            withdraw(&gone);
        }
    });
    view! {
        <TabTitle text=ui::page_title(lang, title) />
        {Lines { values, feed, shared, described }}
    }
}

/// What is shown where the link to a page is shared (OpenGraph, schema.org). Addresses are whole here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// The title.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// Address of the page.
    pub url: String,
    /// Address of the picture, 1,200 by 630 pixels.
    pub image: String,
    /// JSON-LD that can stand inside a script element.
    pub json: String,
}

/// Makes [`Shared`] of a lot. The server puts it into the context of a page; a browser has none, and none
/// of its code.
#[derive(Clone, Copy)]
pub struct SharedBy(pub fn(Lang, &LotPage) -> Shared);

/// Makes the JSON-LD of a session, as [`SharedBy`] that of a lot.
#[derive(Clone, Copy)]
pub struct DescribedBy(pub fn(Lang, &SessionPage) -> String);

/// The title of the page, in its head and on its tab.
#[component]
pub fn TabTitle(
    /// What it says.
    #[prop(into)]
    text: TextProp,
) -> impl IntoView {
    let words = move || in_markup(text.get().into());
    // The server asks for the title once the page is drawn, outside of what belongs to the page: between
    // the two it may have worked on other pages in the same thread, and a signal that is looked up then
    // is none, or one of theirs. So it is told the words now.
    let text = match is_server() {
        true => TextProp::from(untrack(words)),
        false => TextProp::from(words),
    };
    view! { <Title text /> }
}

/// The head of a page with forms: what was wrong stands above its heading, and its tab says that
/// something was (ux.md, errors).
#[component]
pub fn FormHead(
    /// As of [`PageHead`]; it may change.
    #[prop(into)]
    title: TextProp,
    /// As of [`PageHead`].
    #[prop(into)]
    description: String,
    /// As of [`PageHead`].
    #[prop(optional, into)]
    path: Option<String>,
    /// As of [`ErrorSummary`].
    #[prop(into)]
    errors: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let path = path.unwrap_or_else(|| bare_path(use_lang()));
    let first = untrack(|| title.get().to_string());
    view! {
        <PageHead title=first description path />
        <ErrorTab title errors />
        <ErrorSummary errors />
    }
}

/// The title of a page with forms on its tab, which begins with a word about what was wrong.
#[component]
pub fn ErrorTab(
    /// The title, without the name of the service.
    #[prop(into)]
    title: TextProp,
    /// As of [`ErrorSummary`].
    #[prop(into)]
    errors: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let lang = use_lang();
    let text = move || {
        let title = title.get();
        let title = match errors.with(Vec::is_empty) {
            true => title.to_string(),
            false => ui::error_page_title(lang, title),
        };
        ui::page_title(lang, title)
    };
    view! { <TabTitle text /> }
}

/// What stands in the lines below the title.
type Values = [String; 5];

/// Attributes and values that set one element of a kind apart from the others.
type Marks = &'static [(&'static str, &'static str)];

/// Where each value stands: the element, what sets it apart, the attribute.
const PLACES: [(&str, Marks, &str); 5] = [
    ("meta", &[("name", "description")], "content"),
    ("link", &[("rel", "canonical")], "href"),
    (
        "link",
        &[("rel", "alternate"), ("hreflang", "zh-CN")],
        "href",
    ),
    ("link", &[("rel", "alternate"), ("hreflang", "en")], "href"),
    (
        "link",
        &[("rel", "alternate"), ("hreflang", "x-default")],
        "href",
    ),
];

/// The same lines in a browser that goes from page to page.
fn put(values: &Values) {
    for ((tag, marks, attribute), value) in PLACES.into_iter().zip(values) {
        if let Some(line) = line(tag, marks) {
            let _ = line.set_attribute(attribute, value);
        }
    }
}

/// Takes back what a page has put; the next page may have put its own before. An empty address is
/// that of whatever is shown, which is right for a page that says nothing about itself.
fn withdraw(values: &Values) {
    for ((tag, marks, attribute), value) in PLACES.into_iter().zip(values) {
        if let Some(line) = line(tag, marks)
            && line.get_attribute(attribute).as_ref() == Some(value)
        {
            let _ = line.set_attribute(attribute, "");
        }
    }
}

/// The element of a line; made when the first page had none.
fn line(tag: &str, marks: &[(&str, &str)]) -> Option<web_sys::Element> {
    let marked = |(name, value): &(&str, &str)| format!("[{name}='{value}']");
    let selector = format!("head {tag}{}", marks.iter().map(marked).collect::<String>());
    if let Some(found) = document().query_selector(&selector).ok()? {
        return Some(found);
    }
    let made = document().create_element(tag).ok()?;
    for (name, value) in marks {
        made.set_attribute(name, value).ok()?;
    }
    let head = document().query_selector("head").ok()??;
    head.append_child(&made).ok()?;
    Some(made)
}

/// The address that is shown, without language and query.
fn bare_path(lang: Lang) -> String {
    let path = use_location().pathname.get_untracked();
    match path.strip_prefix(lang.prefix()) {
        Some("") | None => "/".to_owned(),
        Some(bare) => bare.to_owned(),
    }
}

/// The lines as the server writes them. Nothing of them stands in the page itself, and the components
/// that make them stay on the server: they would bring the browser every attribute that such a line
/// can have, 50 KB of code.
struct Lines {
    values: Values,
    feed: Option<(String, String)>,
    shared: Option<Shared>,
    described: Option<String>,
}

impl Lines {
    /// Hands the lines to whoever writes the head.
    fn write(self) {
        let lang = use_lang();
        let [description, canonical, zh, en, default] = self.values;
        let lines = view! {
            <Meta name="description" content=description />
            <Link rel="canonical" href=canonical />
            <Link rel="alternate" hreflang="zh-CN" href=zh />
            <Link rel="alternate" hreflang="en" href=en />
            <Link rel="alternate" hreflang="x-default" href=default />
        };
        // What is not in the head is a mark for the browser, which has nothing to do here.
        let _ = lines.to_html();
        if let Some((title, href)) = self.feed {
            let line = view! { <Link rel="alternate" type_="application/atom+xml" title href /> };
            let _ = line.to_html();
        }
        if let Some(shared) = self.shared {
            shared.write(lang);
        }
        if let Some(json) = self.described {
            let line = view! { <Script type_="application/ld+json">{json}</Script> };
            let _ = line.to_html();
        }
    }
}

impl Shared {
    fn write(self, lang: Lang) {
        let locale = match lang {
            Lang::Zh => "zh_CN",
            Lang::En => "en",
        };
        let lines = view! {
            <Meta property="og:type" content="product" />
            <Meta property="og:site_name" content=ui::service_name(lang) />
            <Meta property="og:locale" content=locale />
            <Meta property="og:title" content=self.title />
            <Meta property="og:description" content=self.description />
            <Meta property="og:url" content=self.url />
            <Meta property="og:image" content=self.image />
            <Meta property="og:image:type" content="image/png" />
            <Meta property="og:image:width" content="1200" />
            <Meta property="og:image:height" content="630" />
            <Meta name="twitter:card" content="summary_large_image" />
            // Data and no code; it carries the nonce of the answer all the same.
            <Script type_="application/ld+json">{self.json}</Script>
        };
        let _ = lines.to_html();
    }
}

impl Render for Lines {
    type State = ();

    fn build(self) {}

    fn rebuild(self, _state: &mut ()) {}
}

impl AddAnyAttr for Lines {
    type Output<A: Attribute> = Self;

    fn add_any_attr<A: Attribute>(self, _attr: A) -> Self {
        self
    }
}

impl RenderHtml for Lines {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        _buf: &mut String,
        _position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
        self.write();
    }

    fn hydrate<const FROM_SERVER: bool>(self, _cursor: &Cursor, _position: &PositionState) {}

    fn into_owned(self) -> Self {
        self
    }
}

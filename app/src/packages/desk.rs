//! `/host/sessions/:id/packages`: the packages of a session. For its host and the centre.

use super::page::Offered;
use super::{ChangePackage, Done, PackageForm, package_desk};
use crate::command::{carried_out, refusals, refused};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::{
    Empty, ErrorSummary, Loaded, MoneyCard, Notice, PageHead, Submit, TextArea, TextField,
};
use domain::ids::{LotCode, SessionId};
use domain::packages::{Package, PackageState};
use domain::views::PackageDesk;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, packages as m, ui};

type Changing = ServerAction<ChangePackage>;

/// The desk.
#[component]
pub fn PackageDeskPage() -> impl IntoView {
    let lang = use_lang();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get_str("id")?.parse::<SessionId>().ok()));
    let change = Changing::new();
    let done = carried_out(change);
    let desk = crate::wire::blocking_data(
        move || (id.get(), done.get()),
        |(id, _)| async move { package_desk(id.ok_or(AppError::NotFound)?).await },
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
        AppError::Invalid { code, .. } => PackageForm::of(Some(error)).control(code),
        _ => "",
    }
}

/// What has just been done, after a script call or a redirect.
#[component]
fn DoneNote(change: Changing, errors: Signal<Vec<(String, String)>>) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let by_form = move || query.with(|query| query.get_str("done").and_then(Done::of));
    move || {
        let done = change.value().get().and_then(Result::ok).or_else(by_form);
        let words = match done.filter(|_| errors.with(Vec::is_empty))? {
            Done::Opened => m::done_opened(lang),
            Done::Offered => m::done_offered(lang),
            Done::Dissolved => m::done_dissolved(lang),
        };
        Some(view! {
            <Notice tone="success">
                <p role="status">{words}</p>
            </Notice>
        })
    }
}

#[component]
fn Desk(desk: PackageDesk, change: Changing) -> impl IntoView {
    let lang = use_lang();
    let session = desk.session.id;
    let empty = desk.packages.is_empty();
    let packages = desk
        .packages
        .into_iter()
        .map(|(package, lots)| {
            let may_offer = desk.may_offer;
            view! { <PackageRow package lots may_offer change /> }
        })
        .collect_view();
    let up = href(lang, &format!("/host/sessions/{session}"));
    view! {
        <nav class="breadcrumb" aria-label=ui::breadcrumb_label(lang)>
            <ol>
                <li>
                    <a href=up>{m::back_to_desk(lang)}</a>
                </li>
                <li aria-current="page">{m::title(lang)}</li>
            </ol>
        </nav>
        <h1>{m::desk_title(lang)}</h1>
        <p>{desk.session.title.pick(lang.is_english()).to_owned()}</p>
        <p class="office-intro">{m::desk_intro(lang)}</p>
        {if empty {
            view! { <Empty reason=m::none(lang) /> }.into_any()
        } else {
            packages.into_any()
        }}
        <OpenForm session change />
    }
}

/// A package with the ways to offer and to dissolve it.
#[component]
fn PackageRow(
    package: Package,
    lots: Vec<LotCode>,
    may_offer: bool,
    change: Changing,
) -> impl IntoView {
    let lang = use_lang();
    let page = href(lang, &format!("/packages/{}", package.id));
    let links = lots
        .into_iter()
        .map(|code| {
            let to = href(lang, &format!("/lots/{code}"));
            view! {
                <li>
                    <a href=to>{code.to_string()}</a>
                </li>
            }
        })
        .collect_view();
    let offered = package.lot.clone();
    let offered = offered.map(|code| view! { <Offered code /> });
    let open = package.state == PackageState::Open;
    let offer = (open && may_offer && package.lot.is_none()).then(|| {
        let about = package.clone();
        view! {
            <p>{m::offer_hint(lang)}</p>
            <RowButton package=about name="form[offer]" words=m::offer(lang) change />
        }
    });
    let dissolve = open.then(|| {
        let about = package.clone();
        view! { <RowButton package=about name="form[dissolve]" words=m::dissolve(lang) change /> }
    });
    view! {
        <section class="section">
            <h2 lang="zh-CN">
                <a href=page>{package.title.clone()}</a>
            </h2>
            <p>
                {package.state.label(lang)} " · " {m::start_price(lang)} " "
                <MoneyCard amount=package.start_price />
            </p>
            <ul class="sorts">{links}</ul>
            {offered}
            {offer}
            {dissolve}
        </section>
    }
}

/// A button that does one thing with a package.
#[component]
fn RowButton(
    package: Package,
    /// The field that carries its number.
    name: &'static str,
    words: &'static str,
    change: Changing,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <ActionForm action=change>
            <input type="hidden" name="session" value=package.session.to_string() />
            <input type="hidden" name="back" value=back(lang, package.session) />
            <input type="hidden" name=name value=package.id.to_string() />
            <button class="button" type="submit">
                {words}
                <span class="visually-hidden">" " {package.title}</span>
            </button>
        </ActionForm>
    }
}

fn back(lang: locales::Lang, session: SessionId) -> String {
    href(lang, &format!("/host/sessions/{session}/packages"))
}

/// The form for one more package.
#[component]
fn OpenForm(session: SessionId, change: Changing) -> impl IntoView {
    let lang = use_lang();
    let typed = PackageForm::of(untrack(|| refused(change)).as_ref());
    let typed = match typed.is_of_a_row() {
        false => typed,
        true => PackageForm::default(),
    };
    let error = move |id: &'static str| {
        Signal::derive(move || {
            let error = refused(change)?;
            (meant(&error) == id).then(|| error.sentence(lang))
        })
    };
    view! {
        <section class="section" aria-labelledby="open-title">
            <h2 id="open-title">{m::open_title(lang)}</h2>
            <ActionForm action=change attr:class="form" attr:novalidate=true>
                <input type="hidden" name="session" value=session.to_string() />
                <input type="hidden" name="back" value=back(lang, session) />
                <TextField
                    id="package-title"
                    name="form[title]"
                    label=m::name(lang)
                    hint=Some(m::name_hint(lang).to_owned())
                    error=error("package-title")
                    value=typed.title
                />
                <TextArea
                    id="package-summary"
                    name="form[summary]"
                    label=m::summary(lang)
                    hint=Some(m::summary_hint(lang).to_owned())
                    error=error("package-summary")
                    value=typed.summary
                />
                <TextField
                    id="package-price"
                    name="form[price]"
                    inputmode="numeric"
                    label=m::price(lang)
                    hint=Some(m::price_hint(lang).to_owned())
                    error=error("package-price")
                    value=typed.price
                />
                <TextArea
                    id="package-lots"
                    name="form[lots]"
                    label=m::lots(lang)
                    hint=Some(m::lots_hint(lang).to_owned())
                    error=error("package-lots")
                    value=typed.lots
                    rows=3
                />
                <p>
                    <Submit label=m::open(lang).to_owned() pending=change.pending() />
                </p>
            </ActionForm>
        </section>
    }
}

//! `/admin/sessions/:id`: one session is set up, or its set-up changed. For the centre.

use super::form::control;
use super::list::{PATH, choices};
use super::{PlanSession, SessionPlanForm, session_setup};
use crate::command::{refusals, refused};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::{
    CheckField, DOT, ErrorSummary, Loaded, Notice, PageHead, SelectField, Submit, TextArea,
    TextField, When,
};
use domain::institutions::City;
use domain::lots::Industry;
use domain::sessions::{Session, SessionState};
use domain::views::SessionSetup;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, session_plans as m, ui};

type Saving = ServerAction<PlanSession>;

/// The desk of one session's set-up.
#[component]
pub fn SessionPlanPage() -> impl IntoView {
    let lang = use_lang();
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let id = params.with(|params| params.get("id").unwrap_or_default());
        let season = query.with(|query| query.get("season").unwrap_or_default());
        (id, season)
    });
    let save = Saving::new();
    let setup = crate::wire::blocking_data(
        move || asked.get(),
        |(id, season)| async move { session_setup(id, season).await },
    );
    // The list says that it was kept.
    Effect::new(move |_| {
        if let Some(Ok(_)) = save.value().get() {
            let to = href(lang, &format!("{PATH}?done=saved"));
            let _ = window().location().set_href(&to);
        }
    });
    let errors = refusals(save, meant);
    view! {
        <PageHead title=m::desk_title(lang) description=m::desk_intro(lang) />
        <ErrorSummary errors />
        <div class="office">
            <Loaded resource=setup let:setup>
                <Desk setup save />
            </Loaded>
        </div>
    }
}

/// The control that a refusal means.
fn meant(error: &AppError) -> &'static str {
    match error {
        AppError::Invalid { code, .. } => control(code),
        _ => "",
    }
}

#[component]
fn Desk(setup: SessionSetup, save: Saving) -> impl IntoView {
    let lang = use_lang();
    let title = match &setup.session {
        Some(session) => session.title.pick(lang.is_english()).to_owned(),
        None => m::new(lang).to_owned(),
    };
    let closed = setup.session.as_ref().is_some_and(|session| {
        matches!(
            session.state,
            SessionState::Summarised | SessionState::Cancelled
        )
    });
    let part = match closed {
        true => view! { <Notice><p>{m::closed(lang)}</p></Notice> }.into_any(),
        false => view! { <Form setup save /> }.into_any(),
    };
    view! {
        <nav class="breadcrumb" aria-label=ui::breadcrumb_label(lang)>
            <ol>
                <li>
                    <a href=href(lang, PATH)>{m::title(lang)}</a>
                </li>
                <li aria-current="page">{title.clone()}</li>
            </ol>
        </nav>
        <h1>{title}</h1>
        <p class="office-intro">{m::desk_intro(lang)}</p>
        {part}
    }
}

#[component]
fn Form(setup: SessionSetup, save: Saving) -> impl IntoView {
    let lang = use_lang();
    let refusal = untrack(|| refused(save));
    let form = match &refusal {
        Some(AppError::Invalid { .. }) => SessionPlanForm::of(refusal.as_ref()),
        _ => SessionPlanForm::standing(&setup),
    };
    let announced = setup.session.clone().filter(|one| !one.is_unread());
    let basics = match announced {
        Some(session) => view! { <Announced session form=form.clone() /> }.into_any(),
        None => view! { <Basics setup form=form.clone() save /> }.into_any(),
    };
    let back = href(lang, &format!("{PATH}?season={}", form.season));
    view! {
        <ActionForm action=save attr:class="form" attr:novalidate=true>
            <input type="hidden" name="back" value=back />
            <input type="hidden" name="form[id]" value=form.id.clone() />
            {basics}
            <Holders form save />
            <p>
                <Submit label=m::save(lang).to_owned() pending=save.pending() />
            </p>
        </ActionForm>
    }
}

/// The sentence of the last refusal for one control.
fn error_at(save: Saving, id: &'static str) -> Signal<Option<String>> {
    let lang = use_lang();
    Signal::derive(move || {
        let error = refused(save)?;
        (meant(&error) == id).then(|| error.sentence(lang))
    })
}

/// What is only changed while nobody has read the page.
#[component]
fn Basics(setup: SessionSetup, form: SessionPlanForm, save: Saving) -> impl IntoView {
    let lang = use_lang();
    let error = move |id| error_at(save, id);
    let none = || (String::new(), m::choose(lang).to_owned());
    let industries = Industry::ALL.iter();
    let industries = industries.map(|one| (one.code().to_owned(), one.label(lang).to_owned()));
    let industries = std::iter::once(none()).chain(industries).collect();
    let cities = City::ALL.iter();
    let cities = cities.map(|one| (one.code().to_owned(), one.label(lang).to_owned()));
    let cities = std::iter::once(none()).chain(cities).collect();
    // A session stays in the season that it was set up in.
    let season = match setup.session {
        Some(_) => view! {
            <input type="hidden" name="form[season]" value=form.season />
        }
        .into_any(),
        None => view! {
            <SelectField id="plan-season" name="form[season]" label=m::season(lang)
                options=choices(lang, &setup.seasons) value=form.season />
        }
        .into_any(),
    };
    view! {
        {season}
        <TextField id="plan-number" name="form[number]" label=m::number(lang) inputmode="numeric"
            hint=Some(m::number_hint(lang).to_owned()) error=error("plan-number")
            value=form.number />
        <TextField id="plan-title-zh" name="form[title_zh]" label=m::title_zh(lang)
            error=error("plan-title-zh") value=form.title_zh />
        <TextField id="plan-title-en" name="form[title_en]" label=m::title_en(lang)
            value=form.title_en />
        <TextField id="plan-slug" name="form[slug]" label=m::slug(lang)
            hint=Some(m::slug_hint(lang).to_owned()) error=error("plan-slug") value=form.slug />
        <SelectField id="plan-industry" name="form[industry]" label=m::industry(lang)
            options=industries error=error("plan-industry") value=form.industry />
        <SelectField id="plan-city" name="form[city]" label=m::city(lang) options=cities
            error=error("plan-city") value=form.city />
        <TextField id="plan-venue-zh" name="form[venue_zh]" label=m::venue_zh(lang)
            hint=Some(m::venue_hint(lang).to_owned()) error=error("plan-venue-zh")
            value=form.venue_zh />
        <TextField id="plan-venue-en" name="form[venue_en]" label=m::venue_en(lang)
            value=form.venue_en />
        <div class="host-pair">
            <TextField id="plan-starts-at" name="form[starts_at]" label=m::starts_at(lang)
                kind="datetime-local" error=error("plan-starts-at") value=form.starts_at />
            <TextField id="plan-ends-at" name="form[ends_at]" label=m::ends_at(lang)
                kind="datetime-local" value=form.ends_at />
        </div>
    }
}

/// What was announced stays; it travels with the form as it stands.
#[component]
fn Announced(session: Session, form: SessionPlanForm) -> impl IntoView {
    let lang = use_lang();
    let kept = [
        ("form[season]", form.season),
        ("form[number]", form.number),
        ("form[slug]", form.slug),
        ("form[title_zh]", form.title_zh),
        ("form[title_en]", form.title_en),
        ("form[industry]", form.industry),
        ("form[city]", form.city),
        ("form[venue_zh]", form.venue_zh),
        ("form[venue_en]", form.venue_en),
        ("form[starts_at]", form.starts_at),
        ("form[ends_at]", form.ends_at),
    ];
    let kept = kept.map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
    let address = format!("/sessions/{}", session.slug);
    let page = href(lang, &address);
    let desk = href(lang, &format!("/host/sessions/{}", session.id));
    view! {
        {kept.into_iter().collect_view()}
        <dl class="facts">
            <div>
                <dt>{m::number(lang)}</dt>
                <dd>{session.number}</dd>
            </div>
            <div>
                <dt>{m::industry(lang)}</dt>
                <dd>{session.industry.label(lang)} {DOT} {session.city.label(lang)}</dd>
            </div>
            <div>
                <dt>{m::starts_at(lang)}</dt>
                <dd>
                    <When at=session.starts_at />
                </dd>
            </div>
            <div>
                <dt>{m::slug(lang)}</dt>
                <dd>
                    <a href=page>{address}</a>
                </dd>
            </div>
        </dl>
        <p class="field-hint">
            {m::announced(lang)} " " <a href=desk>{m::to_desk(lang)}</a>
        </p>
    }
}

/// Who holds it, and what it is called.
#[component]
fn Holders(form: SessionPlanForm, save: Saving) -> impl IntoView {
    let lang = use_lang();
    let error = move |id| error_at(save, id);
    view! {
        <TextArea id="plan-sponsors" name="form[sponsors]" label=m::sponsors(lang)
            hint=Some(m::holders_hint(lang).to_owned()) error=error("plan-sponsors")
            value=form.sponsors rows=3 />
        <TextArea id="plan-organisers" name="form[organisers]" label=m::organisers(lang)
            error=error("plan-organisers") value=form.organisers rows=3 />
        <TextArea id="plan-co-organisers" name="form[co_organisers]" label=m::co_organisers(lang)
            hint=Some(m::co_organisers_hint(lang).to_owned()) error=error("plan-co-organisers")
            value=form.co_organisers rows=3 />
        <CheckField id="plan-torch" name="form[torch]" label=m::torch(lang)
            checked={form.torch == "1"} />
        <CheckField id="plan-low-carbon" name="form[low_carbon]" label=m::low_carbon(lang)
            checked={form.low_carbon == "1"} />
    }
}

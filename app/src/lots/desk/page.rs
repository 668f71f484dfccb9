//! The page: where the lot stands, who must act, what can be asked for, what has happened.

use super::events::Events;
use super::form::control;
use super::forms::Requests;
use super::incidents::Incidents;
use super::requests::{Decided, Pending};
use super::{DecideIntervention, Done, InterventionForm, RequestIntervention, lot_desk};
use crate::audit::{Trail, trail_data};
use crate::bidding::{provide_feed, use_clock, view_words};
use crate::command::carried_out;
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::stages::{DealSection, done_words, refused_move, summary_line};
use crate::typed_form::TypedForm;
use crate::ui::{FormHead, Loaded, Money, Notice};
use domain::audit::ObjectKind;
use domain::ids::LotCode;
use domain::live::LotLive;
use domain::views::LotDesk;
use leptos::leptos_dom::helpers::set_interval_with_handle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, Lang, desk as m, ui};
use std::time::Duration;

/// How often the page asks whether somebody else has asked for something or decided.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// The commands of the page.
#[derive(Clone, Copy)]
pub struct Commands {
    /// Asks for an intervention.
    pub request: ServerAction<RequestIntervention>,
    /// Approves or declines.
    pub decide: ServerAction<DecideIntervention>,
}

/// The centre's page of one lot.
#[component]
pub fn LotDeskPage() -> impl IntoView {
    let lang = use_lang();
    let params = use_params_map();
    let code = Memo::new(move |_| params.with(|params| params.get("code").unwrap_or_default()));
    let commands = Commands {
        request: ServerAction::new(),
        decide: ServerAction::new(),
    };
    let asked = carried_out(commands.request);
    let desk = crate::wire::blocking_data(
        move || (code.get(), asked.get(), commands.decide.version().get()),
        |(code, _, _)| async move {
            let code = LotCode::parse(&code).ok_or(AppError::NotFound)?;
            lot_desk(code).await
        },
    );
    let trail = trail_data(ObjectKind::Lot, move || {
        let named = LotCode::parse(&code.get()).map(|code| code.to_string());
        (named, (asked.get(), commands.decide.version().get()))
    });
    // The answer of the server to a form with a file, which is a plain form in any case.
    let not_moved = refused_move().map(|error| summary_line(lang, &error));
    let errors = Signal::derive(move || {
        let mut lines = summary(lang, commands);
        lines.extend(not_moved.clone());
        lines
    });
    view! {
        <FormHead title=move || m::title(lang, code.get()) description=m::intro(lang) errors />
        <DoneNote commands />
        <MovedNote errors />
        <div class="office desk" data-density="compact">
            <Loaded resource=desk let:desk>
                <Desk desk commands />
            </Loaded>
            <Trail data=trail kind=ObjectKind::Lot object=code />
        </div>
    }
}

/// Why a request was refused.
pub fn refused(commands: Commands) -> Option<AppError> {
    commands.request.value().get().and_then(Result::err)
}

/// The lines of the error summary.
fn summary(lang: Lang, commands: Commands) -> Vec<(String, String)> {
    let asked = refused(commands).map(|error| {
        let step = InterventionForm::of(Some(&error)).step;
        let id = match &error {
            AppError::Invalid { code, .. } => control(&step, code),
            _ => String::new(),
        };
        (id, error.sentence(lang))
    });
    let decided = commands.decide.value().get().and_then(Result::err);
    let decided = decided.map(|error| {
        let sentence = match error {
            AppError::NotFound => m::no_longer_waits(lang).to_owned(),
            other => other.sentence(lang),
        };
        (String::new(), sentence)
    });
    asked.into_iter().chain(decided).collect()
}

/// What has just been done and who must act now, after a script call or a redirect.
#[component]
fn DoneNote(commands: Commands) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    // The later of the two counts: whoever asks after deciding reads about his request.
    let last = RwSignal::new(None);
    Effect::new(move |_| {
        if let Some(Ok(done)) = commands.request.value().get() {
            last.set(Some(done));
        }
    });
    Effect::new(move |_| {
        if let Some(Ok(done)) = commands.decide.value().get() {
            last.set(Some(done));
        }
    });
    let by_form = move || query.with(|query| Done::of(query.get_str("done")?));
    let failed = move || {
        let decided = commands.decide.value().with(|v| matches!(v, Some(Err(_))));
        decided || refused(commands).is_some()
    };
    move || {
        let done = last.get().or_else(by_form).filter(|_| !failed())?;
        let words = match done {
            Done::Requested => m::done_requested(lang),
            Done::Approved => m::done_approved(lang),
            Done::Declined => m::done_declined(lang),
        };
        Some(view! {
            <Notice tone="success">
                <p role="status">{words}</p>
            </Notice>
        })
    }
}

/// What has just been put on record, as the address says it.
#[component]
fn MovedNote(errors: Signal<Vec<(String, String)>>) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let words = move || query.with(|query| done_words(lang, query.get_str("moved")?));
    move || {
        let words = words().filter(|_| errors.with(Vec::is_empty))?;
        Some(view! {
            <Notice tone="success">
                <p role="status">{words}</p>
            </Notice>
        })
    }
}

/// The sections of the page. They move by themselves: with every event of the lot, and when the
/// page looks again for what others have asked.
#[component]
fn Desk(desk: LotDesk, commands: Commands) -> impl IntoView {
    let lang = use_lang();
    let code = desk.code.clone();
    let back = href(lang, &format!("/admin/lots/{code}"));
    let live = provide_feed(vec![(desk.live.clone(), 0)])
        .live(&code)
        .unwrap_or_else(|| RwSignal::new(desk.live.clone()));
    let (title, practice) = (desk.title.clone(), desk.practice);
    let desk = RwSignal::new(desk);
    keep_up(desk, live);
    let badge = practice
        .then(|| view! { <span class="badge badge--practice">{ui::practice_badge(lang)}</span> });
    let pending = Memo::new(move |_| desk.with(|desk| desk.pending.clone()));
    view! {
        <nav class="breadcrumb" aria-label=ui::breadcrumb_label(lang)>
            <ol>
                <li>
                    <a href=href(lang, "/admin/lots")>{m::all_lots(lang)}</a>
                </li>
                <li aria-current="page">{code.to_string()}</li>
            </ol>
        </nav>
        <h1>{m::title(lang, &code)} " " {badge}</h1>
        <p>
            <a href=href(lang, &format!("/lots/{code}")) lang="zh-CN">
                {title}
            </a>
        </p>
        <Figures desk live />
        {
            let back = back.clone();
            move || {
                let over = desk.with_untracked(|desk| desk.live.figures.outcome.is_some());
                pending
                    .get()
                    .map(|pending| view! { <Pending pending over commands back=back.clone() /> })
            }
        }
        <DealSection desk back=back.clone() />
        <Requests desk commands back />
        <Decided desk />
        <Incidents desk />
        <Events desk />
    }
}

/// Asks for the desk anew after every event of the lot and every few seconds.
fn keep_up(desk: RwSignal<LotDesk>, live: RwSignal<LotLive>) {
    let look = move || {
        let code = desk.with_untracked(|desk| desk.code.clone());
        spawn_local(async move {
            if let Ok(now) = lot_desk(code).await {
                let _ = desk.try_set(now);
            }
        });
    };
    let seq = Memo::new(move |_| live.with(|live| live.figures.seq));
    Effect::new(move |before: Option<u64>| {
        let now = seq.get();
        if before.is_some_and(|before| before != now) {
            look();
        }
        now
    });
    Effect::new(move |_| {
        if let Ok(handle) = set_interval_with_handle(look, LOOK_AGAIN) {
            on_cleanup(move || handle.clear());
        }
    });
}

/// Where the lot stands: state, price, bids, end.
#[component]
fn Figures(desk: RwSignal<LotDesk>, live: RwSignal<LotLive>) -> impl IntoView {
    let lang = use_lang();
    let at_render = desk.with_untracked(|desk| desk.server_now);
    let clock = use_clock();
    let figures = move || live.with(|live| live.figures.clone());
    let view_now = Memo::new(move |_| {
        let now = clock.now_or(at_render);
        live.with(|live| live.figures.view(now))
    });
    let stage = Memo::new(move |_| desk.with(|desk| desk.state));
    let leader = move || {
        let leader = figures().leader.map(|paddle| paddle.to_string());
        leader.unwrap_or_else(|| ui::none(lang).to_owned())
    };
    let end = move || match figures().suspended_ms {
        Some(left) => m::frozen(lang, locales::remaining(lang, left)).into_any(),
        None => {
            let at = figures().ends_at;
            let words = locales::date_time_seconds(lang, at);
            view! { <time datetime=at.rfc3339()>{words}</time> }.into_any()
        }
    };
    let facts = [
        (
            m::bidding(lang),
            (move || view_words(lang, view_now.get())).into_any(),
        ),
        (m::stage(lang), (move || stage.get().label(lang)).into_any()),
        (m::price(lang), (move || price_of(&figures())).into_any()),
        (m::leader(lang), leader.into_any()),
        (
            m::bids(lang),
            (move || m::bids_count(lang, figures().bid_count)).into_any(),
        ),
        (
            m::bidders(lang),
            (move || m::bidders_count(lang, figures().bidder_count)).into_any(),
        ),
        (m::ends_at(lang), end.into_any()),
    ];
    let facts = facts
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        .collect_view();
    view! {
        <section aria-labelledby="figures-title">
            <h2 id="figures-title" class="visually-hidden">
                {m::figures_title(lang)}
            </h2>
            <dl class="facts" data-testid="desk-figures">
                {facts}
            </dl>
        </section>
    }
}

/// The price, or that nobody has bid above the start price.
fn price_of(figures: &domain::live::Figures) -> impl IntoView + use<> {
    view! { <Money amount=figures.price.unwrap_or(figures.start) /> }
}

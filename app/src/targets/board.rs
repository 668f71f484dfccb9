//! `/admin/sessions/board`: all sessions of a season with their targets. For the centre and regulators.

use super::figures::{figure, standing, state};
use super::parts::{Exports, desk_path};
use super::target_board;
use crate::lang::{href, use_lang};
use crate::ui::{Empty, Loaded, Notice, PageHead, Place, Places};
use domain::seasons::Programme;
use domain::targets::Target;
use domain::views::{BoardRow, BoardSeason, BoardShow, SessionTargets, TargetBoard};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, targets as m};

/// Where the page lives.
pub const PATH: &str = "/admin/sessions/board";

/// The page.
#[component]
pub fn TargetBoardPage() -> impl IntoView {
    let lang = use_lang();
    let map = use_query_map();
    let asked = Memo::new(move |_| {
        let of = |name: &str| map.with(|map| map.get(name).unwrap_or_default());
        (of("season"), of("show"))
    });
    let board = crate::wire::blocking_data(
        move || asked.get(),
        |(season, show)| target_board(season, show),
    );
    view! {
        <PageHead title=m::board_title(lang) description=m::board_intro(lang) path=PATH />
        <div class="office" data-density="compact">
            <Loaded resource=board let:board>
                <Board board />
            </Loaded>
        </div>
    }
}

/// The query of the board with this season and this filter.
fn query(season: &str, show: BoardShow) -> String {
    format!("?season={season}&show={}", show.code())
}

fn season_name(lang: Lang, season: &BoardSeason) -> String {
    match season.programme {
        Programme::Auction => m::season_auction(lang, season.year),
        Programme::Challenge => m::season_challenge(lang, season.year),
    }
}

#[component]
fn Board(board: TargetBoard) -> impl IntoView {
    let lang = use_lang();
    let code = board.season.code.clone();
    let seasons = board.seasons.iter().map(|season| Place {
        to: href(lang, &format!("{PATH}{}", query(&season.code, board.show))),
        words: season_name(lang, season),
        current: season.code == code,
    });
    let shows = BoardShow::ALL.iter().map(|show| Place {
        to: href(lang, &format!("{PATH}{}", query(&code, *show))),
        words: show.label(lang).to_owned(),
        current: *show == board.show,
    });
    let (seasons, shows): (Vec<_>, Vec<_>) = (seasons.collect(), shows.collect());
    let planned = match board.planned {
        Some(planned) => m::board_planned(lang, board.held, planned, board.sessions),
        None => m::board_unplanned(lang, board.held, board.sessions),
    };
    let cities = board.cities.as_ref().map(|cities| {
        let names: Vec<_> = cities.iter().map(|city| city.label(lang)).collect();
        let words = m::board_cities(lang, names.join(locales::ui::separator(lang)));
        view! { <Notice tone="info">{words}</Notice> }
    });
    let shown = m::board_shown(lang, board.rows.len(), board.total);
    let may_edit = board.may_edit;
    let rows = match board.rows.is_empty() {
        true => view! { <Empty reason=m::board_empty(lang) /> }.into_any(),
        false => {
            let rows = board.rows.into_iter();
            let rows = rows
                .map(|row| view! { <Row row may_edit /> })
                .collect_view();
            view! { <ul class="deposit-rows" data-testid="board">{rows}</ul> }.into_any()
        }
    };
    view! {
        <h1>{m::board_heading(lang, board.season.year)}</h1>
        <p class="office-intro">{m::board_intro(lang)}</p>
        {cities}
        <Places label=m::board_seasons(lang) places=seasons />
        <p data-testid="planned">
            <strong>{planned}</strong>
        </p>
        <Places label=m::board_show(lang) places=shows />
        <Exports address=PATH query=query(&code, board.show) />
        <p>{shown}</p>
        {rows}
    }
}

/// A session: its targets as marks with words, what is missing, the next deadline.
#[component]
fn Row(row: BoardRow, may_edit: bool) -> impl IntoView {
    let lang = use_lang();
    let of = row.of;
    let title = of.session.title.pick(lang.is_english()).to_owned();
    let title = match may_edit {
        true => {
            let to = href(lang, &desk_path(of.session.id));
            view! { <a href=to>{title}</a> }.into_any()
        }
        false => title.into_any(),
    };
    let settled = match of.targets.len() {
        0 => none_words(lang, &of).to_owned(),
        all => m::settled(lang, all, of.settled()),
    };
    let marks = of.targets.iter();
    let marks = marks.map(|target| mark(lang, target)).collect_view();
    let day = locales::date_long(lang, of.starts_at.date());
    view! {
        <li class="deposit-row" data-session=of.session.id.to_string()>
            <h2 class="target-name">{title}</h2>
            <p>
                {m::session_number(lang, of.number)} " · " {row.city.label(lang)} " · " {day} " · "
                {of.state.label(lang)}
            </p>
            <p>
                <strong>{settled}</strong>
                {next_deadline(lang, &of).map(|words| format!(" · {words}"))}
            </p>
            <ul class="target-marks">{marks}</ul>
            <p>{missing(lang, &of)}</p>
        </li>
    }
}

fn none_words(lang: Lang, of: &SessionTargets) -> &'static str {
    match of.state {
        domain::sessions::SessionState::Cancelled => m::cancelled(lang),
        _ => m::none_asked(lang),
    }
}

/// A target as a mark: its colour says again what its sign and its words say.
fn mark(lang: Lang, target: &Target) -> impl IntoView + use<> {
    let value = target.value.map_or_else(
        || target.standing.label(lang).to_owned(),
        |found| match target.threshold {
            Some(asked) => m::value_of(lang, figure(lang, asked), figure(lang, found)),
            None => figure(lang, found),
        },
    );
    let words = standing(lang, target);
    view! {
        <li data-state=state(target)>
            <span>{target.id.label(lang)}</span>
            " "
            <span class="target-mark-value">{value}</span>
            <span class="visually-hidden">" " {words}</span>
        </li>
    }
}

/// What is missing, in one line.
fn missing(lang: Lang, of: &SessionTargets) -> String {
    let open = of.targets.iter().filter(|target| !target.settled());
    let parts: Vec<String> = open
        .filter(|target| target.gap() > 0)
        .map(|target| {
            let unit = target.metric.label(lang);
            m::board_missing_one(lang, target.gap(), target.id.label(lang), unit)
        })
        .collect();
    match (parts.is_empty(), of.targets.is_empty()) {
        (_, true) => String::new(),
        (true, _) if of.settled() == of.targets.len() => m::board_nothing_missing(lang).to_owned(),
        (true, _) => String::new(),
        (false, _) => format!(
            "{} {}",
            m::board_missing(lang),
            parts.join(locales::ui::separator(lang))
        ),
    }
}

/// The next deadline of what is open, or how many have passed.
fn next_deadline(lang: Lang, of: &SessionTargets) -> Option<String> {
    let open = of.targets.iter().filter(|target| !target.settled());
    let left: Vec<_> = open
        .filter_map(|target| Some((target.deadline?, target.days_left(of.today)?)))
        .collect();
    let past = left.iter().filter(|(_, left)| *left < 0).count();
    if past > 0 {
        return Some(m::board_first_past(lang, past));
    }
    let (on, left) = left.into_iter().min()?;
    Some(m::board_first(lang, locales::date_long(lang, on), left))
}

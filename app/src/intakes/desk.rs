//! `/host/sessions/:id/offline`: what was sold or agreed at the session outside of the portal. For its host
//! and the centre. Plain forms with and without script: they carry a file.

use super::form::{IntakeForm, control};
use super::{DecideIntake, RecordIntake, offline_desk};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::{
    DOT, Day, Empty, ErrorSummary, Field, Loaded, MoneyCard, Notice, PageHead, SelectField,
    TextField,
};
use domain::ids::{IntakeId, SessionId};
use domain::intakes::{IntakeKind, IntakeState};
use domain::time::Date;
use domain::views::{IntakeLine, LotChoice, OfflineDesk};
use leptos::prelude::*;
use leptos::server::ServerActionError;
use leptos::server_fn::ServerFn;
use leptos::server_fn::error::ServerFnUrlError;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, Lang, offline as m, ui};

/// What a file control takes.
pub(super) const ACCEPT: &str = ".pdf,.png,.jpg,.jpeg,.docx";

/// The desk.
#[component]
pub fn OfflineDeskPage() -> impl IntoView {
    let lang = use_lang();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get_str("id")?.parse::<SessionId>().ok()));
    let desk = crate::wire::blocking_data(
        move || id.get(),
        |id| async move { offline_desk(id.ok_or(AppError::NotFound)?).await },
    );
    let refusal = refused();
    let lines: Vec<_> = refusal
        .iter()
        .map(|error| (meant(error).to_owned(), error.sentence(lang)))
        .collect();
    let query = use_query_map();
    let done = query.with_untracked(|query| query.get("done"));
    let done = done.filter(|_| lines.is_empty()).map(|done| {
        let words = match done.as_str() {
            "verified" => m::done_verified(lang),
            "returned" => m::done_returned(lang),
            _ => m::done(lang),
        };
        view! { <Notice tone="success"><p role="status">{words}</p></Notice> }
    });
    view! {
        <PageHead title=m::desk_title(lang) description=m::desk_intro(lang) />
        <ErrorSummary errors=Signal::stored(lines) />
        {done}
        <div class="office desk">
            <Loaded resource=desk let:desk>
                <Desk desk />
            </Loaded>
        </div>
    }
}

/// Why the form was refused, as the address of the page tells it.
fn refused() -> Option<AppError> {
    let error = use_context::<ServerActionError>()?;
    let ours = [RecordIntake::PATH, DecideIntake::PATH].contains(&error.path());
    ours.then(|| ServerFnUrlError::<AppError>::decode_err(error.err()))
}

fn meant(error: &AppError) -> &'static str {
    match error {
        AppError::Invalid { code, .. } => control(code),
        _ => "",
    }
}

#[component]
fn Desk(desk: OfflineDesk) -> impl IntoView {
    let lang = use_lang();
    let session = desk.session.id;
    let up = href(lang, &format!("/host/sessions/{session}"));
    let title = desk.session.title.pick(lang.is_english()).to_owned();
    let lines = match desk.lines.is_empty() {
        true => view! { <Empty reason=m::none(lang) /> }.into_any(),
        false => {
            let decides = desk.decides;
            let rows = desk.lines.into_iter();
            let rows = rows.map(|line| {
                let back = href(lang, &format!("/host/sessions/{session}/offline"));
                let decide = (decides && line.state.stands())
                    .then(|| view! { <DecideForm back id=line.id state=line.state /> });
                row(lang, line, decide)
            });
            view! { <ul class="intakes" data-testid="intakes">{rows.collect_view()}</ul> }
                .into_any()
        }
    };
    let form = match desk.lots.is_empty() {
        true => view! { <Empty reason=m::no_lots(lang) /> }.into_any(),
        false => view! { <RecordForm session lots=desk.lots today=desk.today /> }.into_any(),
    };
    view! {
        <nav class="breadcrumb" aria-label=ui::breadcrumb_label(lang)>
            <ol>
                <li>
                    <a href=up>{locales::interests::back_to_host(lang)}</a>
                </li>
                <li aria-current="page">{m::desk_title(lang)}</li>
            </ol>
        </nav>
        <h1>{m::desk_title(lang)}</h1>
        <p>{title}</p>
        <p class="office-intro">{m::desk_intro(lang)}</p>
        <section class="section" aria-labelledby="list-title">
            <h2 id="list-title">{m::list(lang)}</h2>
            {lines}
        </section>
        <section class="section" aria-labelledby="form-title">
            <h2 id="form-title">{m::form_title(lang)}</h2>
            {form}
        </section>
    }
}

fn row(lang: Lang, line: IntakeLine, decide: Option<impl IntoView + 'static>) -> AnyView {
    view! {
        <li>
            {facts(lang, line)}
            {decide}
        </li>
    }
    .into_any()
}

/// What a record says.
pub(super) fn facts(lang: Lang, line: IntakeLine) -> AnyView {
    let lot = line.lot.map(|lot| {
        let to = href(lang, &format!("/lots/{lot}"));
        view! {
            <a href=to>{lot.to_string()}</a>
            " "
        }
    });
    let amount = match line.amount {
        Some(amount) => view! { <MoneyCard amount /> }.into_any(),
        None => m::no_amount(lang).into_any(),
    };
    let approval = line.approval.map(|approval| {
        let words = m::approval_is(lang, approval.number, approval.on.to_string());
        view! { <p class="office-note">{words}</p> }
    });
    let said = (!line.decision.is_empty()).then(|| {
        let words = m::decision_is(lang, line.decision);
        view! { <p lang="zh-CN">{words}</p> }
    });
    let proof = line.proof.map(|id| {
        // Leaves the pages: the router has nothing to show there.
        view! {
            <p>
                <a href=format!("/files/{id}") rel="external">
                    {m::see_proof(lang)}
                </a>
            </p>
        }
    });
    view! {
        <p>
            <span class="badge">{m::mark(lang)}</span>
            " "
            <strong>{line.kind.label(lang)}</strong>
            {DOT}
            <Day on=line.agreed_on />
            {DOT}
            {line.state.label(lang)}
        </p>
        <p lang="zh-CN">{lot} {line.title}</p>
        <p>
            <span lang="zh-CN">{line.buyer}</span>
            {DOT}
            {line.buyer_code}
            {DOT}
            {amount}
        </p>
        {approval}
        {said}
        {proof}
    }
    .into_any()
}

/// The centre verifies a record, or returns it.
#[component]
pub(super) fn DecideForm(
    /// The page that a plain form goes on to.
    back: String,
    /// The record.
    id: IntakeId,
    /// Where it stands.
    state: IntakeState,
) -> impl IntoView {
    let lang = use_lang();
    let field = format!("intake-words-{id}");
    let verify = (state == IntakeState::Waiting).then(|| {
        view! {
            <button class="button button--main" type="submit" name="decision" value="verify">
                {m::verify(lang)}
            </button>
        }
    });
    view! {
        <details class="desk-step">
            <summary>{m::decide(lang)}</summary>
            <form class="form" method="post" action=DecideIntake::url() novalidate>
                <input type="hidden" name="back" value=back />
                <input type="hidden" name="id" value=id.to_string() />
                <TextField id=field name="words" label=m::decision(lang)
                    hint=Some(m::decision_hint(lang).to_owned()) autocomplete="off" />
                <p class="actions">
                    {verify}
                    <button class="button" type="submit" name="decision" value="return">
                        {m::send_back(lang)}
                    </button>
                </p>
            </form>
        </details>
    }
}

/// The form for one more record.
#[component]
fn RecordForm(session: SessionId, lots: Vec<LotChoice>, today: Date) -> impl IntoView {
    let lang = use_lang();
    let refusal = refused();
    let typed = IntakeForm::of(refusal.as_ref());
    let error = move |id: &str| {
        let error = refusal.as_ref().filter(|error| meant(error) == id)?;
        Some(error.sentence(lang))
    };
    let below = |id: &str| error(id).map(|words| view! { <p class="field-error">{words}</p> });
    let kinds = IntakeKind::ALL
        .iter()
        .map(|kind| (kind.code().to_owned(), kind.label(lang).to_owned()))
        .collect();
    let lots = lots
        .into_iter()
        .map(|lot| (lot.code.to_string(), format!("{} {}", lot.code, lot.title)))
        .collect();
    let back = href(lang, &format!("/host/sessions/{session}/offline"));
    let day = match typed.agreed_on.is_empty() {
        true => today.to_string(),
        false => typed.agreed_on.clone(),
    };
    view! {
        <form
            class="form"
            method="post"
            enctype="multipart/form-data"
            action=RecordIntake::url()
            novalidate
        >
            <input type="hidden" name="back" value=back />
            <input type="hidden" name="session" value=session.to_string() />
            <SelectField id="intake-kind" name="kind" label=m::kind(lang) options=kinds
                value=typed.kind />
            {below("intake-kind")}
            <SelectField id="intake-lot" name="lot" label=m::lot(lang) options=lots value=typed.lot />
            {below("intake-lot")}
            <TextField id="intake-buyer" name="buyer" label=m::buyer(lang)
                hint=Some(m::buyer_hint(lang).to_owned()) error=error("intake-buyer")
                value=typed.buyer autocomplete="off" />
            <TextField id="intake-buyer-code" name="buyer_code" label=m::buyer_code(lang)
                error=error("intake-buyer-code") value=typed.buyer_code autocomplete="off" />
            <TextField id="intake-amount" name="amount" label=m::amount(lang) inputmode="numeric"
                hint=Some(m::amount_hint(lang).to_owned()) error=error("intake-amount")
                value=typed.amount />
            <TextField id="intake-day" name="agreed_on" label=m::agreed_on(lang) kind="date"
                error=error("intake-day") value=day />
            <TextField id="intake-approval" name="approval_number" label=m::approval_number(lang)
                hint=Some(m::approval_hint(lang).to_owned()) error=error("intake-approval")
                value=typed.approval_number autocomplete="off" />
            <TextField id="intake-approved" name="approved_on" label=m::approved_on(lang)
                kind="date" error=error("intake-approved") value=typed.approved_on />
            <Field id="intake-file" label=m::proof(lang) hint=Some(m::proof_hint(lang).to_owned())
                error=error("intake-file")>
                <input class="input" id="intake-file" name="file" type="file" accept=ACCEPT
                    aria-describedby="intake-file-hint" />
            </Field>
            <p>
                <button class="button button--main" type="submit">
                    {m::record(lang)}
                </button>
            </p>
        </form>
    }
}

//! The deposits of a kind with what the centre can record about each, and the bidders whose papers
//! wait to be looked at.

use super::office::{Commands, PATH};
use super::{PROOF_MAX_MB, RecordDeposit};
use crate::lang::{href, use_lang};
use crate::ui::{DOT, Field, Money, Submit, TextArea, TextField, When};
use domain::views::{DepositFilter, DepositLine, DepositProof, UnverifiedBidder};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use locales::{Lang, deposits as m, ui};

/// The deposits, one beside what can be done about it.
#[component]
pub fn Rows(
    /// The deposits.
    lines: Vec<DepositLine>,
    /// The proofs of their movements.
    proofs: Vec<DepositProof>,
    /// Where a plain form comes back to.
    back: String,
    /// The commands of the page.
    commands: Commands,
) -> impl IntoView {
    let row = |line: DepositLine| {
        let of_it = |proof: &&DepositProof| proof.deposit == line.id;
        let proofs: Vec<_> = proofs.iter().filter(of_it).cloned().collect();
        view! { <Row line proofs back=back.clone() commands /> }
    };
    view! {
        <ul class="deposit-rows" data-testid="deposit-rows">
            {lines.into_iter().map(row).collect_view()}
        </ul>
    }
}

#[component]
fn Row(
    line: DepositLine,
    proofs: Vec<DepositProof>,
    back: String,
    commands: Commands,
) -> impl IntoView {
    let lang = use_lang();
    let place = line.place();
    let id = line.id.get();
    let title_id = format!("deposit-{id}");
    let acts = match place {
        DepositFilter::Declared => view! {
            <ProofForm line=line.clone() back=back.clone() pay_out=false />
            <RefuseForm id back commands />
        }
        .into_any(),
        DepositFilter::ToPayOut => {
            view! { <ProofForm line=line.clone() back pay_out=true /> }.into_any()
        }
        _ => ().into_any(),
    };
    view! {
        <li class="deposit-row">
            <h3 id=title_id>
                <a href=href(lang, &format!("/lots/{}", line.code))>{line.code.to_string()}</a>
                " "
                <span lang="zh-CN">{line.name.clone()}</span>
            </h3>
            <Facts line proofs />
            {acts}
        </li>
    }
}

/// What is on file about a deposit.
#[component]
fn Facts(line: DepositLine, proofs: Vec<DepositProof>) -> impl IntoView {
    let lang = use_lang();
    let paddle = line
        .paddle
        .map_or_else(|| ui::none(lang).to_owned(), |paddle| paddle.to_string());
    let declared = line.payment.clone().map(|payment| {
        view! {
            <div>
                <dt>{m::declared(lang)}</dt>
                <dd>
                    <Money amount=payment.amount />
                    {DOT}
                    <When at=payment.at />
                </dd>
            </div>
            <div>
                <dt>{m::reference(lang)}</dt>
                <dd>
                    <code>{payment.reference}</code>
                </dd>
            </div>
            {payment
                .refused
                .map(|reason| {
                    view! {
                        <div>
                            <dt>{m::refused_why(lang)}</dt>
                            <dd lang="zh-CN">{reason}</dd>
                        </div>
                    }
                })}
        }
    });
    let due = line.release_at.map(|at| {
        let due = domain::deposits::release_due(at);
        view! {
            <div>
                <dt>{m::due_by(lang)}</dt>
                <dd>
                    <When at=due />
                </dd>
            </div>
        }
    });
    view! {
        <dl class="facts">
            <div>
                <dt>{m::paddle(lang)}</dt>
                <dd>{paddle}</dd>
            </div>
            <div>
                <dt>{m::asked(lang)}</dt>
                <dd>
                    <Money amount=line.asked />
                </dd>
            </div>
            {declared}
            {due}
            <div>
                <dt>{m::since(lang)}</dt>
                <dd>
                    <When at=line.since />
                </dd>
            </div>
            <Proofs proofs />
        </dl>
    }
}

/// The bank's word so far, each as a file to keep; nothing when there is none.
#[component]
fn Proofs(proofs: Vec<DepositProof>) -> impl IntoView {
    let lang = use_lang();
    let is_empty = proofs.is_empty();
    let file = |proof: DepositProof| {
        let to = format!("{PATH}/{}/proofs/{}", proof.deposit, proof.hash);
        view! {
            <dd>
                // A file of the server, not a page of the router.
                <a href=to rel="external" download="" lang="zh-CN">
                    {proof.file_name}
                </a>
                {DOT}
                <When at=proof.at />
            </dd>
        }
    };
    (!is_empty).then(|| {
        view! {
            <div data-testid="proofs">
                <dt>{m::proofs(lang)}</dt>
                {proofs.into_iter().map(file).collect_view()}
            </div>
        }
    })
}

/// The bank's word: a plain form with and without script, as it carries a file.
#[component]
fn ProofForm(line: DepositLine, back: String, pay_out: bool) -> impl IntoView {
    let lang = use_lang();
    let id = line.id.get();
    let (step, title) = match pay_out {
        true => ("pay_out", m::act_pay_out(lang)),
        false => ("confirm", m::act_confirm(lang)),
    };
    let declared = line.payment.map_or(line.asked, |payment| payment.amount);
    let amount = (!pay_out).then(|| {
        view! {
            <TextField id=format!("amount-{id}") name="amount" label=m::received(lang)
                hint=Some(m::received_hint(lang).to_owned()) inputmode="numeric"
                autocomplete="off" value=declared.digits() />
        }
    });
    let file = format!("file-{id}");
    let hint = format!("{file}-hint");
    view! {
        <details class="desk-step">
            <summary>{title}</summary>
            <form
                class="form"
                method="post"
                enctype="multipart/form-data"
                action=RecordDeposit::url()
                novalidate
            >
                <input type="hidden" name="back" value=back />
                <input type="hidden" name="step" value=step />
                <input type="hidden" name="id" value=id />
                {amount}
                <Field id=file.clone() label=m::proof(lang)
                    hint=Some(m::proof_hint(lang, PROOF_MAX_MB))>
                    <input class="input" id=file name="file" type="file" aria-describedby=hint
                        accept=".pdf,.png,.jpg,.jpeg,.docx" />
                </Field>
                <p>
                    <button class="button button--main" type="submit">
                        {title}
                    </button>
                </p>
            </form>
        </details>
    }
}

/// The money was not found.
#[component]
fn RefuseForm(id: i64, back: String, commands: Commands) -> impl IntoView {
    let lang = use_lang();
    view! {
        <details class="desk-step">
            <summary>{m::act_refuse(lang)}</summary>
            <ActionForm action=commands.refuse attr:class="form" attr:novalidate=true>
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="back" value=back />
                <TextArea id=format!("reason-{id}") name="reason" label=m::refuse_why(lang)
                    hint=Some(m::refuse_hint(lang).to_owned()) rows=2 />
                <p>
                    <Submit label=m::act_refuse(lang) pending=commands.refuse.pending() />
                </p>
            </ActionForm>
        </details>
    }
}

/// Bidders whose identity waits; nothing when there are none.
#[component]
pub fn Unverified(
    /// Who.
    bidders: Vec<UnverifiedBidder>,
    /// The commands of the page.
    commands: Commands,
) -> impl IntoView {
    let lang = use_lang();
    let count = bidders.len();
    let item = |bidder| view! { <Newcomer bidder commands /> };
    (count > 0).then(|| {
        view! {
            <section aria-labelledby="unverified-title">
                <h2 class="section-title" id="unverified-title">
                    {m::unverified_title(lang, count)}
                </h2>
                <ul class="deposit-rows">{bidders.into_iter().map(item).collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn Newcomer(bidder: UnverifiedBidder, commands: Commands) -> impl IntoView {
    let lang = use_lang();
    let id = bidder.account.get();
    view! {
        <li class="deposit-row">
            <h3>
                <span lang="zh-CN">{bidder.name.clone()}</span>
                " "
                <code>{bidder.login.clone()}</code>
            </h3>
            <p>{whose(lang, &bidder)}</p>
            <details class="desk-step">
                <summary>{m::act_verify(lang)}</summary>
                <ActionForm action=commands.verify attr:class="form" attr:novalidate=true>
                    <input type="hidden" name="bidder" value=id />
                    <input type="hidden" name="back" value=href(lang, PATH) />
                    <TextArea id=format!("papers-{id}") name="reason" label=m::verify_what(lang)
                        hint=Some(m::verify_hint(lang).to_owned()) rows=2 />
                    <p>
                        <Submit label=m::act_verify(lang) pending=commands.verify.pending() />
                    </p>
                </ActionForm>
            </details>
        </li>
    }
}

/// Whose papers they are, and since when they wait.
fn whose(lang: Lang, bidder: &UnverifiedBidder) -> String {
    let institution = bidder.institution.clone();
    let institution = institution.unwrap_or_else(|| ui::none(lang).to_owned());
    m::waits_since(lang, locales::date_time(lang, bidder.since), institution)
}

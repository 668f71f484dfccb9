//! What happens to a lot after its round (成交办理): the centre's section of the desk, and what the
//! page of the lot tells everybody.

mod choices;
mod desk;
mod form;
mod forms;
mod history;
mod public;

pub use desk::DealSection;
pub use form::{MoveForm, control};
pub use public::DealNotice;

use crate::error::AppError;
use domain::bidding::stage::StageEventKind;
use leptos::prelude::*;
use leptos::server::ServerActionError;
use leptos::server_fn::ServerFn;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};
use leptos::server_fn::error::ServerFnUrlError;
use locales::{Label, Lang, stages as m};

/// The largest paper that is taken, MB.
pub const PAPER_MAX_MB: usize = 5;

/// Moves a lot on after its round. For the centre.
///
/// The form posts `back`, `lot`, `event`, `words` and the fields of the event first, and `file`
/// after them.
#[server(endpoint = "stages/record", input = MultipartFormData, output = crate::wire::Answer)]
pub async fn record_move(
    /// The posted parts.
    data: MultipartData,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let (account, portal) = (ssr::account()?, ssr::portal());
    let upload = answer::read_form(data, PAPER_MAX_MB * 1_000_000).await?;
    let code = ssr::lot_code(upload.field("lot"))?;
    let form = MoveForm::posted(upload.fields());
    let wish = form.wish();
    let wish = wish.map_err(|code| form.keep_in(answer::refuse(code, Vec::new())))?;
    let grounds = service::stages::Grounds {
        reason: form.get("words").to_owned(),
        paper: (!upload.bytes.is_empty()).then(|| service::deposits::Proof {
            file_name: upload.file.clone(),
            file: upload.bytes.clone(),
        }),
    };
    let moved = portal.move_lot(&account, &code, wish, grounds).await;
    moved.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&upload.back, "moved", form.get("event")));
    Ok(())
}

/// Why the last form was refused, as the address of the page tells it.
pub fn refused_move() -> Option<AppError> {
    let error = use_context::<ServerActionError>()?;
    (error.path() == RecordMove::PATH)
        .then(|| ServerFnUrlError::<AppError>::decode_err(error.err()))
}

/// The line of the error summary for a refused form: its control and the sentence.
pub fn summary_line(lang: Lang, error: &AppError) -> (String, String) {
    let form = MoveForm::of(Some(error));
    let id = match error {
        AppError::Invalid { code, .. } => control(form.get("event"), code),
        _ => String::new(),
    };
    (id, sentence(lang, error))
}

/// What was wrong, where the paper is meant in the words of this page.
fn sentence(lang: Lang, error: &AppError) -> String {
    match error {
        AppError::Invalid { code, .. } if code == "FILE_MISSING" => m::paper_missing(lang).into(),
        AppError::Invalid { code, .. } if code == "FILE_TOO_LARGE" => {
            m::paper_too_large(lang, PAPER_MAX_MB)
        }
        other => other.sentence(lang),
    }
}

/// What has just been done, as the address of the page says it.
pub fn done_words(lang: Lang, moved: &str) -> Option<String> {
    let event = StageEventKind::from_code(moved)?;
    Some(m::done(lang, event.label(lang)))
}

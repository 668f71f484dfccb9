//! An agenda that comes as a workbook: it is read and checked, and its rows stand in the editor until the
//! host has looked at them and saves.

use crate::error::AppError;
use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};

/// Largest workbook, bytes.
#[cfg_attr(
    target_arch = "wasm32",
    allow(dead_code, reason = "the server reads the file")
)]
const SHEET_MAX: usize = 2_000_000;

/// Reads a workbook into the form of the editor; nothing is saved. For the host and the centre.
///
/// The form posts `back` and `session` first and `file` after them.
#[server(endpoint = "sessions/agenda", input = MultipartFormData, output = crate::wire::Answer)]
pub async fn upload_agenda(
    /// The posted parts.
    data: MultipartData,
) -> Result<(), AppError> {
    use super::{AgendaRow, HostForm, Outcome, kept};
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use domain::ids::SessionId;
    let (account, portal) = (ssr::account()?, ssr::portal());
    let upload = answer::read_upload(data, SHEET_MAX).await?;
    let session = upload.field("session").parse::<SessionId>();
    let session = session.map_err(|_| AppError::NotFound)?;
    let file = (upload.file.as_str(), upload.bytes.as_slice());
    let read = portal.read_agenda(&account, session, file).await;
    let read = read.map_err(ssr::fail)?;
    let desk = portal.session_desk(&account, session).await;
    let mut form = HostForm::of(&desk.map_err(ssr::fail)?.draft);
    let outcome = match read {
        Ok(sheet) => {
            form.agenda = sheet.items.iter().map(AgendaRow::of).collect();
            let rows = form.agenda.len();
            Outcome::SheetRead { rows }
        }
        Err(service::SheetFault(faults)) => Outcome::SheetRefused { faults },
    };
    let key = ssr::asker().request;
    kept::keep(&key, (account.id, session), form, outcome);
    answer::lead_to(&with_query(&upload.back, "kept", &key));
    Ok(())
}

//! What a desk asks of its command: what was refused and why, and when to draw itself anew.

use crate::error::AppError;
use crate::lang::use_lang;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Grows with every call that was carried out. A refused form stays as it stands: only what was done
/// draws the page anew.
pub fn carried_out<C>(command: ServerAction<C>) -> Memo<usize>
where
    C: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    C::Output: Send + Sync + 'static,
{
    Memo::new(move |before: Option<&usize>| {
        let version = command.version().get();
        match command.value().with(|value| matches!(value, Some(Ok(_)))) {
            true => version,
            false => before.copied().unwrap_or_default(),
        }
    })
}

/// Why the last call was refused.
pub fn refused<C>(command: ServerAction<C>) -> Option<AppError>
where
    C: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    C::Output: Send + Sync + 'static,
{
    let error =
        |value: &Option<Result<C::Output, AppError>>| value.as_ref()?.as_ref().err().cloned();
    command.value().with(error)
}

/// The same for the summary at the head of a page: the control that `meant` says, and the sentence.
pub fn refusals<C, Id>(
    command: ServerAction<C>,
    meant: impl Fn(&AppError) -> Id + Send + Sync + 'static,
) -> Signal<Vec<(String, String)>>
where
    C: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    C::Output: Send + Sync + 'static,
    Id: Into<String>,
{
    let lang = use_lang();
    Signal::derive(move || {
        let line = |error: AppError| (meant(&error).into(), error.sentence(lang));
        refused(command).map(line).into_iter().collect()
    })
}

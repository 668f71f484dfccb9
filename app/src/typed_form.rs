//! Forms that come back with their refusal, filled in as they were sent.

use crate::error::AppError;
use domain::evidence::Reason;

/// A form whose fields are texts, as they were typed.
pub trait TypedForm: Clone + Default {
    /// Characters of a field that come back with a refusal: more than a reason may have.
    #[cfg_attr(
        target_arch = "wasm32",
        allow(dead_code, reason = "the server refuses")
    )]
    const KEPT_CHARS_MAX: usize = Reason::CHARS_MAX + 20;

    /// The fields by the names under which they travel.
    fn fields(&mut self) -> Vec<(&'static str, &mut String)>;

    /// The fields as values that travel with a refusal, cut to [`Self::KEPT_CHARS_MAX`].
    #[cfg_attr(
        target_arch = "wasm32",
        allow(dead_code, reason = "the server refuses")
    )]
    fn kept(&self) -> Vec<(String, String)> {
        let cut = |value: &String| value.chars().take(Self::KEPT_CHARS_MAX).collect();
        let mut form = self.clone();
        let fields = form.fields().into_iter();
        fields
            .map(|(name, value)| (name.into(), cut(value)))
            .collect()
    }

    /// `error` with what was typed.
    #[cfg_attr(
        target_arch = "wasm32",
        allow(dead_code, reason = "the server refuses")
    )]
    fn keep_in(&self, error: AppError) -> AppError {
        match error {
            AppError::Invalid { code, mut args } => {
                args.extend(self.kept());
                AppError::Invalid { code, args }
            }
            other => other,
        }
    }

    /// What was typed, from a refusal; the form as it stands at first otherwise.
    fn of(error: Option<&AppError>) -> Self {
        let mut form = Self::default();
        let Some(AppError::Invalid { args, .. }) = error else {
            return form;
        };
        let mut fields = form.fields();
        for (name, value) in args {
            if let Some((_, field)) = fields.iter_mut().find(|(known, _)| known == name) {
                field.clone_from(value);
            }
        }
        drop(fields);
        form
    }
}

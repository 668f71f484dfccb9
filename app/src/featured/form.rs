//! A step with a featured lot, as it is posted.

use crate::typed_form::TypedForm;
use domain::featured::Step;
use domain::ids::LotCode;
use domain::text::{clean, fold_width};
use serde::{Deserialize, Serialize};

/// A lot and what is to be done with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FeaturedForm {
    /// Code of the lot.
    pub lot: String,
    /// Code of the step.
    pub step: String,
}

impl TypedForm for FeaturedForm {
    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![("lot", &mut self.lot), ("step", &mut self.step)]
    }
}

impl FeaturedForm {
    /// Reads what is wanted.
    ///
    /// # Errors
    /// The code of what cannot be read.
    pub fn read(&self) -> Result<(LotCode, Step), &'static str> {
        let step = Step::from_code(&self.step).ok_or("REQUEST_MALFORMED")?;
        let typed = clean(&fold_width(&self.lot)).to_uppercase();
        let lot = LotCode::parse(&typed).ok_or("FEATURED_CODE")?;
        Ok((lot, step))
    }

    /// Whether it is the form that adds a lot.
    pub fn adds(&self) -> bool {
        self.step == Step::Add.code()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let form = |lot: &str, step: &str| FeaturedForm {
            lot: lot.into(),
            step: step.into(),
        };
        let read = form(" p2026-ener-0001 ", "add").read();
        let code = LotCode::parse("P2026-ENER-0001").expect("a code");
        assert_eq!(read, Ok((code, Step::Add)));
        assert_eq!(form("第一个", "add").read(), Err("FEATURED_CODE"));
        assert_eq!(form("P2026-ENER-0001", "").read(), Err("REQUEST_MALFORMED"));
    }
}

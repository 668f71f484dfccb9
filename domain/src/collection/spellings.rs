//! Words of the code tables (domain.md §3.3) that the templates spell otherwise (§4): both are
//! accepted in a form.

use super::need_codes::EnterpriseKind;
use crate::lots::Encumbrance;

/// 权利限制: the table says 已独占/排他许可 and 诉讼/无效程序.
pub fn encumbrance(word: &str) -> Option<Encumbrance> {
    match word {
        "已独占/排他许可" => Some(Encumbrance::ExclusivelyLicensed),
        "诉讼/无效程序" => Some(Encumbrance::Disputed),
        _ => Encumbrance::from_form(word),
    }
}

/// 企业类型: the table of enterprise tags says 规上 and 国有.
pub fn enterprise_kind(word: &str) -> Option<EnterpriseKind> {
    match word {
        "规上" => Some(EnterpriseKind::AboveScale),
        "国有" => Some(EnterpriseKind::StateOwned),
        _ => EnterpriseKind::from_form(word),
    }
}

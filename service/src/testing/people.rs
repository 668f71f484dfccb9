//! Organisations that sign up, and those who look after people and roles.

use super::{TestPortal, words_within};
use crate::SignUp;
use crate::accounts::token_hash;
use domain::accounts::{Account, Grant, Role, Scope};
use domain::ids::ApplicationId;
use domain::organisations::ApplicationDraft;

/// The credit code of the organisations that sign up in tests; nobody has it (domain.md §3.2).
pub const TEST_CREDIT_CODE: &str = "91329999MA9DEMQ15L";

/// An application of an enterprise that can be sent in.
pub fn sign_up_form(name: &str, login: &str) -> SignUp {
    SignUp {
        code: String::new(),
        draft: ApplicationDraft {
            name: words_within(name, 100),
            credit_code: TEST_CREDIT_CODE.into(),
            kind: "ENT".into(),
            seat: "3204".into(),
            contact: words_within("示例联系人", 40),
            phone: "19900001234".into(),
        },
        login: login.into(),
        password: "drei Worte am Hammer".into(),
        file_name: words_within("授权书", 60) + ".pdf",
        file: b"%PDF-1.4\n".to_vec(),
    }
}

impl TestPortal {
    /// An application that waits, and the code of its link.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn application(&self, name: &str, login: &str) -> (ApplicationId, String) {
        let code = self.portal.sign_up(sign_up_form(name, login)).await;
        let code = code.expect("an application");
        let mut tx = self.portal.store().read().await.expect("a transaction");
        let found = tx.application_of_link(token_hash(&code).as_bytes()).await;
        let found = found.expect("a query").expect("an application");
        (found.id, code)
    }

    /// Somebody who looks after the people of the institution that offers the lots.
    pub async fn manager(&self) -> Account {
        let grant = Grant {
            role: Role::Manager,
            scope: Scope::Institution(self.owner().id),
        };
        let of = Some(self.owner().id);
        self.account("manager", vec![grant], of).await
    }

    /// A security administrator.
    pub async fn security(&self, login: &str) -> Account {
        let grant = Grant {
            role: Role::SecurityAdmin,
            scope: Scope::Province,
        };
        self.account(login, vec![grant], None).await
    }
}

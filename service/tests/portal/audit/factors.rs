//! The rows of second factors, in which no code and no secret stands.

use super::Reader;
use crate::passkeys::addressed;
use crate::passkeys::authenticator::Authenticator;
use domain::audit::Act;
use domain::second_factor::{STEP_MS, Secret, step_at};
use domain::time::Timestamp;
use service::SetupDraft;
use service::testing::TestPortal;

/// From setting a factor up to the reset that takes it away.
pub async fn acts(site: &TestPortal, reader: &mut Reader<'_>) {
    let owner = site.account("owner", Vec::new(), None).await;
    let signed_in = site.portal.sign_in("owner", "test-password").await.unwrap();
    reader.wrote(&[Act::SignIn]).await;
    let portal = site.portal.clone().in_login(&signed_in.token);
    portal.begin_second_factor(&owner).await.unwrap();
    let mut tx = portal.store().read().await.unwrap();
    let secret = tx.factor_offer(owner.id, Timestamp(0)).await.unwrap();
    drop(tx);
    let secret = Secret::stored(&secret.unwrap()).unwrap();
    let code = || format!("{:06}", secret.code_of(step_at(portal.now())));
    portal.confirm_second_factor(&owner, &code()).await.unwrap();
    let codes = portal.renew_recovery_codes(&owner).await.unwrap();
    assert!(portal.prove(&owner, &code()).await.is_err(), "used");
    site.clock.advance_millis(STEP_MS);
    portal.prove(&owner, &code()).await.unwrap();
    let rows = reader
        .wrote(&[
            Act::FactorEnrol,
            Act::FactorCodes,
            Act::FactorWrong,
            Act::FactorProve,
        ])
        .await;
    assert!(rows.iter().all(|row| row.actor == Some(owner.id)));
    assert!(rows.iter().all(|row| row.after.is_none()));
    let half = portal.sign_in("owner", "test-password").await.unwrap();
    portal.finish_sign_in(&half.token, &codes[0]).await.unwrap();
    reader.wrote(&[Act::FactorRecover, Act::SignIn]).await;
    let operator = site.portal.clone().for_operator();
    let link = operator.reset_admin("owner").await.unwrap();
    let draft = SetupDraft {
        code: link.path.split_once("code=").unwrap().1.into(),
        login: String::new(),
        name: String::new(),
        password: "drei Worte am Hammer".into(),
    };
    site.portal.set_up(draft).await.unwrap();
    let acts = [Act::AdminLink, Act::AdminSetUp, Act::FactorRemove];
    reader.wrote(&acts).await;
}

/// From adding a passkey to removing it.
pub async fn passkeys(site: &TestPortal, reader: &mut Reader<'_>) {
    let owner = site.account("keyed", Vec::new(), None).await;
    let portal = addressed(site, false).await;
    let signed_in = portal.sign_in("keyed", "test-password").await.unwrap();
    reader.wrote(&[Act::SignIn]).await;
    let own = portal.clone().in_login(&signed_in.token);
    let mut device = Authenticator::new(1);
    let asked = own.begin_passkey(&owner).await.unwrap();
    let answer = device.create(&asked);
    own.add_passkey(&owner, "手机", &answer).await.unwrap();
    let page = own.second_factor_page(&owner).await.unwrap();
    let id = page.passkeys[0].id;
    own.rename_passkey(&owner, id, "旧手机").await.unwrap();
    let mut copy = device.clone();
    let asked = own.ask_proof(&owner).await.unwrap();
    let answer = device.get(&asked);
    own.answer_proof(&owner, &answer).await.unwrap();
    assert!(own.answer_proof(&owner, &answer).await.is_err(), "used");
    let asked = own.ask_proof(&owner).await.unwrap();
    let answer = copy.get(&asked);
    assert!(own.answer_proof(&owner, &answer).await.is_err(), "behind");
    own.remove_passkey(&owner, id).await.unwrap();
    let rows = reader
        .wrote(&[
            Act::PasskeyAdd,
            Act::PasskeyRename,
            Act::PasskeyProve,
            Act::PasskeyWrong,
            Act::PasskeyBehind,
            Act::PasskeyRemove,
        ])
        .await;
    assert!(rows.iter().all(|row| row.actor == Some(owner.id)));
    assert!(rows.iter().all(|row| row.after.is_none()));
}

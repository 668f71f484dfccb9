//! What the record says of passwords and of sign-ins that were ended.

use super::Reader;
use domain::audit::Act;
use service::testing::TestPortal;

/// A changed password and ended sign-ins; no row holds a password.
pub(super) async fn ended(site: &TestPortal, reader: &mut Reader<'_>, token: &str) {
    let (portal, centre) = (&site.portal, reader.who.clone());
    let this = portal.login_of(token).await.unwrap().unwrap().login;
    let new = "vier kleine Enten baden";
    let wrong = portal.change_password(&centre, Some(this), "wrong".into(), new.into());
    assert!(wrong.await.is_err());
    let changed = portal.change_password(&centre, Some(this), "test-password".into(), new.into());
    changed.await.unwrap();
    let rows = reader.wrote(&[Act::PasswordChange]).await;
    assert!(rows.iter().all(|row| !format!("{row:?}").contains("Enten")));
    portal.sign_in("centre", new).await.unwrap();
    reader.wrote(&[Act::SignIn]).await;
    assert_eq!(portal.end_other_logins(&centre, Some(this)).await, Ok(1));
    assert_eq!(portal.end_other_logins(&centre, Some(this)).await, Ok(0));
    reader.wrote(&[Act::LoginEnd]).await;
    portal.sign_in("centre", new).await.unwrap();
    reader.wrote(&[Act::SignIn]).await;
    let page = portal.security_page(&centre, Some(this)).await.unwrap();
    portal.end_login(&centre, page.logins[1].id).await.unwrap();
    assert!(portal.end_login(&centre, page.logins[1].id).await.is_err());
    reader.wrote(&[Act::LoginEnd]).await;
}

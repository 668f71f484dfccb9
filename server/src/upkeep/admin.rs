//! `luochui admin`: who administers the portal, by links that work once.

use crate::cli::Data;
use anyhow::Context;
use clap::{Args, Subcommand};
use service::{AdminLink, Clock, Portal, Random, Settings};
use std::net::SocketAddr;

/// Options of `admin`.
#[derive(Args)]
pub struct Admin {
    #[command(subcommand)]
    command: AdminCommand,
}

#[derive(Subcommand)]
enum AdminCommand {
    /// Make an administrator and print the link with which the password is chosen.
    Create(Create),
    /// Print a link with which an account gets another password; its sign-ins, tokens and
    /// second factor end then.
    Reset(Reset),
}

#[derive(Args)]
struct Create {
    #[command(flatten)]
    data: Data,
    /// Account name, 3 to 40 characters of a-z 0-9 . _ -
    #[arg(long)]
    login: String,
    /// The name shown to colleagues.
    #[arg(long)]
    name: String,
}

#[derive(Args)]
struct Reset {
    #[command(flatten)]
    data: Data,
    /// Account name.
    #[arg(long)]
    login: String,
}

impl Admin {
    /// Prints the link; it is never shown again.
    ///
    /// # Errors
    /// When the names are refused or the database cannot be written.
    pub async fn run(self) -> anyhow::Result<()> {
        let link = match self.command {
            AdminCommand::Create(options) => {
                let portal = open(&options.data).await?;
                let made = portal.create_admin(&options.login, &options.name).await;
                made.map_err(said)?
            }
            AdminCommand::Reset(options) => {
                let portal = open(&options.data).await?;
                let made = portal.reset_admin(&options.login.to_lowercase()).await;
                made.with_context(|| format!("there is no account {}", options.login))?
            }
        };
        println!("{}", link.path);
        eprintln!(
            "Open this path at the portal's own address, once, until {} {} (Beijing).",
            link.expires_at.date(),
            link.expires_at.clock().hm()
        );
        Ok(())
    }
}

async fn open(data: &Data) -> anyhow::Result<Portal> {
    let (clock, random) = (Clock::Real, Random::from_system());
    Ok(Portal::open(data.open().await?, clock, random, Settings::default()).for_operator())
}

/// A refusal in a sentence; the codes are those of the page.
fn said(error: service::Error) -> anyhow::Error {
    match error {
        service::Error::Invalid { code, args } => {
            let args: Vec<_> = args.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
            anyhow::anyhow!(locales::errors_text(locales::Lang::En, &code, &args))
        }
        other => other.into(),
    }
}

/// Prints the link to the first account where there is no administrator yet (reliability.md S-35):
/// once for this start, on the console or in the journal, and nowhere else.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn offer_first_account(portal: &Portal, address: SocketAddr) -> anyhow::Result<()> {
    if portal.settings().demo {
        return Ok(());
    }
    if let Some(AdminLink { path, expires_at }) = portal.first_admin_link().await? {
        eprintln!(
            "Nobody administers this portal yet. Make the first account with this link, which works \
             once and until {} (Beijing):\n  http://{address}{path}\nBehind a proxy, open the path at \
             the portal's own address. A restart prints another link.",
            expires_at.clock().hm()
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use http::{Request, StatusCode};
    use leptos::config::LeptosOptions;
    use locales::Lang;
    use service::testing::TestPortal;
    use tower::ServiceExt;

    #[tokio::test]
    async fn the_link_makes_the_first_account_without_scripts_and_then_nothing() {
        let site = TestPortal::new().await;
        let options = LeptosOptions::builder().output_name("luochui").build();
        let router = crate::router::router(site.portal.clone(), options);
        let ask = async |request: Request<Body>| {
            let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
            let body = to_bytes(body, 1 << 20).await.unwrap();
            (parts, String::from_utf8(body.to_vec()).unwrap())
        };
        let page = async |path: &str| {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let (parts, text) = ask(request).await;
            assert_eq!(parts.status, StatusCode::OK);
            text
        };
        let link = site.portal.first_admin_link().await.unwrap().unwrap();
        let (_, code) = link.path.split_once('=').unwrap();
        let text = page(&link.path).await;
        assert!(text.contains("name=\"login\"") && text.contains(code));
        let form = format!(
            "code={code}&login=desk&name=desk&password=drei+Worte+am+Hammer\
             &again=drei+Worte+am+Hammer&next=%2Flogin"
        );
        let request = Request::post("/fn/setup/finish")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "text/html")
            .body(Body::from(form))
            .unwrap();
        let (parts, _) = ask(request).await;
        assert!(parts.status.is_redirection(), "{}", parts.status);
        assert_eq!(parts.headers["location"], "/login");
        let made = site.portal.account_by_login("desk").await.unwrap();
        assert!(made.is_some());
        let text = page(&format!("/en{}", link.path)).await;
        assert!(text.contains(locales::setup::gone(Lang::En)) && !text.contains("name=\"login\""));
    }
}

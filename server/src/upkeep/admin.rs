//! `luochui admin`: who administers the portal, by links that work once.

use crate::cli::{Data, said};
use anyhow::Context;
use clap::{Args, Subcommand};
use domain::accounts::Role;
use domain::institutions::City;
use domain::permissions::RoleStep;
use service::{AdminLink, Clock, Portal, Random, RolePlace, RoleWish, Settings};
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
    /// Grant a role to an account, or take it away, for a portal that is run by one person; the audit
    /// record says that the operator did it.
    Grant(GrantRole),
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

#[derive(Args)]
struct GrantRole {
    #[command(flatten)]
    data: Data,
    /// Account name.
    #[arg(long)]
    login: String,
    /// Code of the role: BID, LIA, ORG, CTR, EXP, ENT, SVC, MGR, REG, SYS, SEC or AUD.
    #[arg(long, value_parser = parse_role)]
    role: Role,
    /// Where it holds: province, a city code such as 3204, session:ADDRESS, institution:NAME, or
    /// institution for the account's own.
    #[arg(long, default_value = "province", value_parser = parse_place)]
    scope: RolePlace,
    /// Why; it stands in the audit record.
    #[arg(long)]
    reason: String,
    /// Take the role away instead.
    #[arg(long)]
    withdraw: bool,
}

fn parse_role(text: &str) -> Result<Role, String> {
    let role = Role::from_code(&text.to_uppercase());
    let known = || Role::ALL.iter().map(|role| role.code()).collect::<Vec<_>>();
    role.ok_or_else(|| format!("a role is one of {}", known().join(", ")))
}

fn parse_place(text: &str) -> Result<RolePlace, String> {
    Ok(match text.split_once(':') {
        Some(("session", slug)) => RolePlace::Session(slug.to_owned()),
        Some(("institution", name)) => RolePlace::Institution(name.to_owned()),
        None if text == "province" => RolePlace::Province,
        None if text == "institution" => RolePlace::Institution(String::new()),
        _ => {
            let city = City::from_code(text).map(RolePlace::City);
            return city.ok_or_else(|| {
                "a scope is province, a city code, session:ADDRESS, institution or \
                 institution:NAME"
                    .to_owned()
            });
        }
    })
}

impl Admin {
    /// Prints the link, which is never shown again; or changes a role.
    ///
    /// # Errors
    /// When the names are refused or the database cannot be written.
    pub async fn run(self) -> anyhow::Result<()> {
        let link = match self.command {
            AdminCommand::Grant(options) => return change_role(options).await,
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

async fn change_role(options: GrantRole) -> anyhow::Result<()> {
    let portal = open(&options.data).await?;
    let step = match options.withdraw {
        true => RoleStep::Withdraw,
        false => RoleStep::Grant,
    };
    let wish = RoleWish {
        login: options.login.clone(),
        step,
        role: options.role,
        place: options.scope,
        reason: options.reason,
    };
    portal.change_role_by_operator(wish).await.map_err(said)?;
    let (role, login) = (options.role, options.login);
    match step {
        RoleStep::Grant => eprintln!("{login} holds {role} now."),
        RoleStep::Withdraw => eprintln!("{login} holds {role} no more."),
    }
    Ok(())
}

async fn open(data: &Data) -> anyhow::Result<Portal> {
    let (clock, random) = (Clock::Real, Random::from_system());
    Ok(Portal::open(data.open().await?, clock, random, Settings::default()).for_operator())
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
    use super::{RolePlace, parse_place, parse_role};
    use axum::body::{Body, to_bytes};
    use http::{Request, StatusCode};
    use leptos::config::LeptosOptions;
    use locales::Lang;
    use service::testing::TestPortal;
    use tower::ServiceExt;

    #[test]
    fn roles_and_places_are_read_as_they_are_named() {
        assert!(parse_role("sec").is_ok() && parse_role("boss").is_err());
        assert_eq!(parse_place("province"), Ok(RolePlace::Province));
        assert!(matches!(parse_place("3204"), Ok(RolePlace::City(_))));
        let named = |text| parse_place(text).unwrap();
        assert_eq!(named("institution"), RolePlace::Institution(String::new()));
        assert_eq!(named("institution:甲"), RolePlace::Institution("甲".into()));
        assert_eq!(named("session:s-1"), RolePlace::Session("s-1".into()));
        assert!(parse_place("9999").is_err() && parse_place("room:1").is_err());
    }

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

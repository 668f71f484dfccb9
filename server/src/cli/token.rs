//! `token`: tokens for programs.

use super::{Data, said};
use anyhow::{Context, anyhow};
use clap::{Args, Subcommand};
use domain::tokens::{TokenDraft, TokenScope};
use service::{Clock, Error, Portal, Random, Settings};

/// Options of `token`.
#[derive(Args)]
pub struct Token {
    #[command(subcommand)]
    command: TokenCommand,
}

#[derive(Subcommand)]
enum TokenCommand {
    /// Make a token and print it; it is never shown again.
    Create(TokenCreate),
}

/// Options of `token create`.
#[derive(Args)]
struct TokenCreate {
    #[command(flatten)]
    data: Data,
    /// Account name of the owner.
    #[arg(long)]
    login: String,
    /// What the owner calls the token, 1 to 40 characters.
    #[arg(long, default_value = "command line")]
    name: String,
    /// What it allows: `bid` or `read`.
    #[arg(long, default_value = "bid", value_parser = parse_scope)]
    scope: TokenScope,
    /// Days until it expires, 1 to 366.
    #[arg(long, default_value_t = 90)]
    days: u32,
}

fn parse_scope(text: &str) -> Result<TokenScope, String> {
    TokenScope::from_code(&text.to_ascii_uppercase())
        .ok_or_else(|| "a scope is bid or read".to_owned())
}

impl TokenCreate {
    /// Makes it; its text is in the answer and nowhere else.
    async fn make(self) -> anyhow::Result<String> {
        let store = self.data.open_existing().await?;
        let (clock, random) = (Clock::Real, Random::from_system());
        let portal = Portal::open(store, clock, random, Settings::default()).for_operator();
        let account = portal
            .account_by_login(&self.login)
            .await?
            .with_context(|| format!("there is no account {}", self.login))?;
        let draft = TokenDraft {
            name: self.name,
            scope: self.scope,
            days: self.days,
        };
        let made = portal.create_token(&account, draft).await;
        let made = made.map_err(|error| match error {
            Error::Forbidden => anyhow!("{} does not bid; --scope read is allowed", self.login),
            other => said(other),
        })?;
        Ok(made.secret)
    }
}

impl Token {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.command {
            TokenCommand::Create(options) => println!("{}", options.make().await?),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::Parser;
    use service::testing::TestPortal;
    use service::{Store, StoreOptions};

    /// `luochui token create` alone.
    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        options: TokenCreate,
    }

    /// Runs `luochui token create` over a database; what it would print.
    async fn create(url: &str, more: &[&str]) -> anyhow::Result<String> {
        let data = tempfile::tempdir()?;
        let folder = data.path().to_str().unwrap_or_default();
        let words = ["create", "--data", folder, "--database", url];
        let line = Line::try_parse_from(words.iter().chain(more))?;
        line.options.make().await
    }

    /// The portal as a program meets it now: tokens of the command line last by the real clock.
    async fn now(url: &str) -> Portal {
        let store = Store::open(url, StoreOptions::default()).await.unwrap();
        let (clock, random) = (Clock::Real, Random::from_system());
        Portal::open(store, clock, random, Settings::default())
    }

    #[tokio::test]
    async fn a_token_opens_what_it_was_made_for() {
        let site = TestPortal::new().await;
        let anna = site.bidder("anna").await.account;
        let more = ["--login", "anna", "--name", "robot", "--scope", "READ"];
        let secret = create(site.url(), &more).await.unwrap();
        let portal = now(site.url()).await;
        let (holder, scope) = portal.token_holder(&secret).await.unwrap().unwrap();
        assert_eq!((holder.id, scope), (anna.id, TokenScope::Read));
        let held = portal.tokens(&anna).await.unwrap();
        assert_eq!((held.len(), held[0].name.as_str()), (1, "robot"));
        let lasts = held[0].expires_at.millis_since(held[0].created_at);
        assert_eq!(lasts, 90 * 86_400_000, "unless --days says otherwise");
        let usual = create(site.url(), &["--login", "anna"]).await.unwrap();
        let (_, scope) = portal.token_holder(&usual).await.unwrap().unwrap();
        assert_eq!(scope, TokenScope::Bid);
    }

    #[tokio::test]
    async fn what_is_typed_wrong_is_said_and_makes_nothing() {
        let site = TestPortal::new().await;
        let anna = site.bidder("anna").await.account;
        site.centre().await;
        let long = "x".repeat(41);
        for (more, says) in [
            (&["--login", "nobody"][..], "there is no account nobody"),
            (&["--login", "centre"], "centre does not bid"),
            (&["--login", "anna", "--name", " "], "1 to 40 characters"),
            (
                &["--login", "anna", "--name", long.as_str()],
                "1 to 40 characters",
            ),
            (&["--login", "anna", "--days", "0"], "1 to 366 days"),
            (&["--login", "anna", "--days", "367"], "1 to 366 days"),
            (&["--login", "anna", "--days", "soon"], "invalid value"),
            (&["--login", "anna", "--scope", "all"], "bid or read"),
            (&[], "--login"),
        ] {
            let refused = create(site.url(), more).await.unwrap_err().to_string();
            assert!(refused.contains(says), "{more:?}: {refused}");
        }
        let portal = now(site.url()).await;
        assert_eq!(portal.tokens(&anna).await.unwrap(), []);
    }

    #[tokio::test]
    async fn a_folder_that_was_typed_wrong_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("typo");
        let words = ["luochui", "token", "create", "--login", "anna", "--data"];
        let line = Cli::parse_from(words.into_iter().chain(data.to_str()));
        let refused = line.run().await.unwrap_err().to_string();
        assert!(refused.contains("there is no database in"), "{refused}");
        assert!(!data.exists(), "nothing was made");
    }
}

//! `token`: tokens for programs.

use super::Data;
use anyhow::Context;
use clap::{Args, Subcommand};
use domain::tokens::{TokenDraft, TokenScope};
use service::{Clock, Portal, Random, Settings};

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
    async fn run(self) -> anyhow::Result<()> {
        let store = self.data.open().await?;
        let portal = Portal::open(
            store,
            Clock::Real,
            Random::from_system(),
            Settings::default(),
        )
        .for_operator();
        let account = portal
            .account_by_login(&self.login)
            .await?
            .with_context(|| format!("there is no account {}", self.login))?;
        let draft = TokenDraft {
            name: self.name,
            scope: self.scope,
            days: self.days,
        };
        let made = portal.create_token(&account, draft).await?;
        println!("{}", made.secret);
        Ok(())
    }
}

impl Token {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.command {
            TokenCommand::Create(options) => options.run().await,
        }
    }
}

//! `serve`: the options of the portal, and what they become.

use super::Data;
use super::keys::{open_vault, read_vault};
use super::policy::read_policy;
use super::scanning::Scanning;
use super::seed::seed_demo;
use super::storing::Storing;
use crate::client::Proxies;
use crate::serve::{End, Process};
use crate::traces::{self, Traces};
use anyhow::{Context, bail};
use clap::Args;
use domain::ledger::policy::Policy;
use domain::money::{AMOUNT_MAX, Fen};
use domain::passwords::PasswordProfile;
use domain::push::PushHosts;
use domain::time::Timestamp;
use domain::views::SiteNotice;
use domain::webhooks::Egress;
use service::bidding::FailPoint;
use service::files::Depot;
use service::mail::{MailOptions, SmtpOptions};
use service::{BidRate, Clock, Settings, demo};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// No lot starts higher, in yuan.
const FACTOR_FROM_MAX: i64 = AMOUNT_MAX.get() / 100;
/// Where the deposits of a demonstration would go.
const DEMO_DEPOSIT_ACCOUNT: &str =
    "户名：省技术产权交易市场（示例）；开户行：示例银行南京分行；账号：0000 0000 0000 0000";

/// Options of `serve`.
#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    data: Data,
    /// Address to listen on.
    #[arg(long, env = "LUOCHUI_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// Demonstration: seed an empty database, show the demo accounts, run the house bots.
    #[arg(long, env = "LUOCHUI_DEMO")]
    demo: bool,
    /// Password of the demo accounts.
    #[arg(
        long,
        env = "LUOCHUI_DEMO_PASSWORD",
        hide_env_values = true,
        default_value = "luochui-demo-2026"
    )]
    demo_password: String,
    /// Demonstration only: the time at which the portal's clock starts, such as 2026-12-02T09:58 in
    /// the hours of Beijing. It goes on from there.
    #[arg(long, env = "LUOCHUI_CLOCK", value_parser = crate::upkeep::parse_clock)]
    clock: Option<Timestamp>,
    /// Name of this process among those that share a PostgreSQL server; each needs its own.
    #[arg(long, env = "LUOCHUI_NODE", default_value = "single")]
    node: String,
    /// No house bots on the practice lots: with several processes one is enough to run them.
    #[arg(long, env = "LUOCHUI_NO_BOTS")]
    no_bots: bool,
    /// Which log the public ledger is: the portal's address without `https://`, and `/ledger`. It
    /// counts at the first start only; a log never changes its name.
    #[arg(
        long,
        env = "LUOCHUI_LEDGER_ORIGIN",
        default_value = "localhost/ledger"
    )]
    ledger_origin: String,
    /// The witnesses of the public ledger and how many are enough, a file of the form
    /// `c2sp.org/tlog-policy`. Without it receipts are never witnessed.
    #[arg(long, env = "LUOCHUI_WITNESS_POLICY")]
    witness_policy: Option<PathBuf>,
    /// The file that remembers how large the ledger was, so that an old copy of the database is
    /// never signed; `ledger.mark` in the data folder when absent. Keep it out of the backups.
    #[arg(long, env = "LUOCHUI_LEDGER_MARK")]
    ledger_mark: Option<PathBuf>,
    /// Where bidders pay their deposits to: name, bank and number of the account, as the page
    /// shows it.
    #[arg(long, env = "LUOCHUI_DEPOSIT_ACCOUNT")]
    deposit_account: Option<String>,
    /// What the foot of every page names: sponsors, operators, contact and the numbers of the
    /// site, one JSON object in a file (docs/OPERATIONS.md).
    #[arg(long, env = "LUOCHUI_SITE")]
    site: Option<PathBuf>,
    /// How far the machine's clock may be off, as its time service promises, in milliseconds.
    #[arg(long, env = "LUOCHUI_CLOCK_ERROR_MS", default_value_t = 50)]
    clock_error_ms: u32,
    /// The portal is reached through HTTPS: bind the sign-in cookie to it.
    #[arg(long, env = "LUOCHUI_SECURE_COOKIES")]
    secure_cookies: bool,
    /// Whether staff must have a second factor: without one they may set it up and nothing else. On
    /// unless this is a demonstration.
    #[arg(long, env = "LUOCHUI_REQUIRE_SECOND_FACTOR", value_name = "BOOL")]
    require_second_factor: Option<bool>,
    /// What is asked of passwords: `standard` (length, and nothing that is guessed soon), or `dengbao3`
    /// for 等级保护 of level 3: three kinds of characters of four, another one every 90 days, none of
    /// the last five, and sign-ins that end when they are idle for half an hour.
    #[arg(long, env = "LUOCHUI_PASSWORD_PROFILE", default_value = "standard")]
    password_profile: PasswordProfile,
    /// Lots that start at this price or above, in whole yuan, take bids only from accounts with a second
    /// factor, unless their season names another amount. Each lot says so from its publication on; none
    /// when left out.
    #[arg(
        long,
        env = "LUOCHUI_SECOND_FACTOR_FROM",
        value_name = "YUAN",
        value_parser = clap::value_parser!(i64).range(1..=FACTOR_FROM_MAX)
    )]
    second_factor_from: Option<i64>,
    /// Whether publishing, suspending, voiding, roles, paying out, the bank's files and contacts in the
    /// clear ask for a proof of identity that is not older than five minutes. On unless this is a
    /// demonstration.
    #[arg(long, env = "LUOCHUI_STEP_UP", value_name = "BOOL")]
    step_up: Option<bool>,
    /// Scheme and host under which browsers reach the portal, such as `https://auction.example`.
    /// Writes of browsers that name another origin are refused.
    #[arg(long, env = "LUOCHUI_PUBLIC_ORIGIN", value_parser = crate::security::parse_origin)]
    public_origin: Option<String>,
    /// The file of the keys that seal what authenticators and webhooks share with the portal; where
    /// absent, `secrets.key` in the data folder, which the first start makes. Several nodes need the
    /// same one. Keep a copy away from the backups.
    #[arg(long, env = "LUOCHUI_SECRETS_KEY_FILE")]
    secrets_key_file: Option<PathBuf>,
    /// Start although the key of some secrets is gone for good: those authenticators and webhooks
    /// work no more and have to be set up anew.
    #[arg(long, env = "LUOCHUI_SECRETS_KEY_LOST")]
    secrets_key_lost: bool,
    /// The server that takes mails: `smtps://smtp.example.com`, or
    /// `smtp://smtp.example.com?tls=required` with STARTTLS; unencrypted on this machine alone. Needs
    /// `--mail-from` and `--public-origin`. Without it mails become files in `outbox` of the data
    /// folder.
    #[arg(long, env = "LUOCHUI_SMTP_URL")]
    smtp_url: Option<String>,
    /// The name with which the portal signs in to the mail server; none when absent.
    #[arg(long, env = "LUOCHUI_SMTP_USER")]
    smtp_user: Option<String>,
    /// The password for the same.
    #[arg(long, env = "LUOCHUI_SMTP_PASSWORD", hide_env_values = true)]
    smtp_password: Option<String>,
    /// Who mails come from: an address, or `Name <address>`.
    #[arg(long, env = "LUOCHUI_MAIL_FROM")]
    mail_from: Option<String>,
    /// A proxy before the portal, as an address or a range such as 10.0.0.0/8; several with commas
    /// between. Only behind these is it believed what `X-Forwarded-For` or `Forwarded` says about
    /// where a request came from.
    #[arg(long, env = "LUOCHUI_TRUSTED_PROXY")]
    trusted_proxy: Option<Proxies>,
    /// The only hosts that webhooks may lead to, with commas between: names, `*.example.com` for those
    /// below one, addresses and ranges. Every host of the public internet when left out.
    #[arg(long, env = "LUOCHUI_WEBHOOK_HOSTS")]
    webhook_hosts: Option<Egress>,
    /// The only hosts of push services that browsers may be told of notices through, named as webhook
    /// hosts are; `off` tells none. Those of the browsers in use when left out.
    #[arg(long, env = "LUOCHUI_PUSH_HOSTS")]
    push_hosts: Option<PushHosts>,
    #[command(flatten)]
    scanning: Scanning,
    #[command(flatten)]
    storing: Storing,
    /// How often others may search, read by the interface and fetch files: so many times the usual
    /// rates, for each account or address; 0 for no limit.
    #[arg(long, env = "LUOCHUI_READ_ALLOWANCE", default_value_t = 1)]
    read_allowance: u32,
    /// Address that tells Prometheus the figures of this process, such as 127.0.0.1:9300; nobody
    /// else should reach it. Not told when absent.
    #[arg(long, env = "LUOCHUI_METRICS_LISTEN")]
    metrics_listen: Option<SocketAddr>,
    #[command(flatten)]
    traces: traces::Options,
    /// Free space of the data folder's disk below which the portal calls itself not ready, MiB; 0
    /// looks at none.
    #[arg(long, env = "LUOCHUI_DISK_FLOOR_MB", default_value_t = 10)]
    disk_floor_mb: u64,
    /// When asked to stop: how long the portal goes on serving while `/readyz` says no, so that a
    /// proxy before several nodes sends nobody here any more, seconds.
    #[arg(long, env = "LUOCHUI_DRAIN_SECONDS", default_value_t = 0)]
    drain_seconds: u64,
    /// How long open requests have after that, seconds; then the process ends.
    #[arg(long, env = "LUOCHUI_STOP_SECONDS", default_value_t = 25)]
    stop_seconds: u64,
    /// Folder of the built site; what is in the program or beside it when absent.
    #[arg(long, env = "LEPTOS_SITE_ROOT")]
    site_root: Option<PathBuf>,
    /// No limit on how often one bidder may bid, or anybody read; for measuring only.
    #[arg(long, hide = true)]
    unlimited_bids: bool,
    /// The writer ends the process at this step, such as before-commit:17; for the fault bench.
    #[arg(long, hide = true)]
    fail_point: Option<FailPoint>,
}

impl Serve {
    /// Serves until the process is asked to stop.
    pub async fn run(self) -> anyhow::Result<()> {
        if self.clock.is_some() && !self.demo {
            bail!("--clock is for demonstrations: real bids are judged by the machine's clock");
        }
        let store = self.data.open().await?;
        let _claim = store.claim()?;
        let clock = self.clock.map_or(Clock::Real, Clock::starting);
        let files = self.storing.depot(&self.data.data)?;
        if self.demo && store.read().await?.seasons().await?.is_empty() {
            seed_demo(&store, &files, (None, &clock), &self.demo_password).await?;
        }
        let settings = Settings {
            files,
            vault: Some(open_vault(
                &self.data.data,
                self.secrets_key_file.as_deref(),
            )?),
            ..self.settings()?
        };
        let process = Process {
            secrets_key_lost: self.secrets_key_lost,
            listen: self.listen,
            metrics: self.metrics_listen,
            site_root: self.site_root.clone(),
            end: End {
                drain: Duration::from_secs(self.drain_seconds),
                within: Duration::from_secs(self.stop_seconds),
            },
        };
        crate::serve::serve(store, clock, settings, process).await
    }

    /// The way to the collector of traces.
    ///
    /// # Errors
    /// When it cannot be begun.
    pub fn traces(&self) -> anyhow::Result<Option<Traces>> {
        Traces::begin(&self.traces, &self.node)
    }

    /// Reads every file that the options name.
    ///
    /// # Errors
    /// What cannot be read or understood.
    pub fn check(&self) -> anyhow::Result<()> {
        if let Some(file) = &self.secrets_key_file {
            read_vault(file)?;
        }
        self.storing.bucket()?;
        self.settings().map(drop)
    }

    fn settings(&self) -> anyhow::Result<Settings> {
        Ok(Settings {
            demo: self.demo,
            house_bots: self.demo && !self.no_bots,
            node: self.node.clone(),
            demo_password: self.demo_password.clone(),
            bid_rate: if self.unlimited_bids {
                BidRate::UNLIMITED
            } else {
                BidRate::DEFAULT
            },
            read_allowance: if self.unlimited_bids {
                0
            } else {
                self.read_allowance
            },
            deposit_account: self.deposit_account(),
            site: self.site()?,
            clock_error_ms: self.clock_error_ms,
            ledger_origin: self.ledger_origin.clone(),
            policy: self.policy()?,
            ledger_mark: Some(self.mark()),
            secure_cookies: self.secure_cookies,
            require_second_factor: self.require_second_factor.unwrap_or(!self.demo),
            password_profile: self.password_profile,
            second_factor_from: self.second_factor_from.map(Fen::yuan),
            step_up: self.step_up.unwrap_or(!self.demo),
            public_origin: self.public_origin.clone(),
            local_origin: self.local_origin(),
            mail: self.mail()?,
            trusted_proxies: self.trusted_proxy.clone().unwrap_or_default().0,
            webhook_hosts: self.webhook_hosts.clone().unwrap_or_default(),
            push_hosts: self.push_hosts.clone().unwrap_or_default(),
            data: Some(self.data.data.clone()),
            disk_floor: self.disk_floor_mb.saturating_mul(1 << 20),
            fail_point: self.fail_point,
            scanner: self.scanning.scanner()?,
            // Opened when the portal is served: the first time they are made.
            vault: None,
            files: Depot::default(),
        })
    }

    /// Browsers give passkeys to `localhost` and not to its number.
    fn local_origin(&self) -> Option<String> {
        let (address, port) = (self.listen.ip(), self.listen.port());
        address
            .is_loopback()
            .then(|| format!("http://localhost:{port}"))
    }

    /// How mails leave. Their links lead to the configured origin, never to what a request says.
    fn mail(&self) -> anyhow::Result<MailOptions> {
        let set = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
        let user = match (set(&self.smtp_user), set(&self.smtp_password)) {
            (Some(name), Some(password)) => Some((name, password)),
            (None, None) => None,
            _ => bail!("--smtp-user and --smtp-password are set both or neither"),
        };
        let smtp = set(&self.smtp_url).map(|url| SmtpOptions { url, user });
        if smtp.is_some() && self.public_origin.is_none() {
            bail!("--smtp-url needs --public-origin: the links in mails lead there");
        }
        let here = || format!("http://{}", self.listen);
        let origin = self.public_origin.clone().unwrap_or_else(here);
        let from = set(&self.mail_from);
        MailOptions::new(from.as_deref(), origin, smtp).map_err(anyhow::Error::msg)
    }

    fn policy(&self) -> anyhow::Result<Option<Policy>> {
        self.witness_policy.as_deref().map(read_policy).transpose()
    }

    fn mark(&self) -> PathBuf {
        let beside = || self.data.data.join("ledger.mark");
        self.ledger_mark.clone().unwrap_or_else(beside)
    }

    /// The account for deposits; an example in a demonstration.
    fn deposit_account(&self) -> String {
        let example = || self.demo.then(|| DEMO_DEPOSIT_ACCOUNT.to_owned());
        let set = self.deposit_account.clone().or_else(example);
        set.unwrap_or_default()
    }

    /// What the foot of every page names; invented names in a demonstration.
    fn site(&self) -> anyhow::Result<SiteNotice> {
        let Some(file) = &self.site else {
            return Ok(if self.demo {
                demo::site_notice()
            } else {
                SiteNotice::default()
            });
        };
        let text = std::fs::read_to_string(file);
        let text = text.with_context(|| format!("cannot read {}", file.display()))?;
        serde_json::from_str(&text).with_context(|| file.display().to_string())
    }
}

#[cfg(test)]
mod tests {
    use crate::cli::Cli;
    use clap::Parser;

    #[tokio::test]
    async fn real_bids_are_never_judged_by_a_moved_clock() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let data = data.to_str().unwrap();
        let words = ["luochui", "serve", "--data", data, "--clock", "2026-12-02"];
        let refused = Cli::parse_from(words).run().await.unwrap_err();
        assert!(refused.to_string().contains("demonstrations"), "{refused}");
        assert!(!folder.path().join("data").exists(), "nothing was begun");
    }

    #[test]
    fn a_mail_server_comes_with_a_sender_and_an_address_for_links() {
        let check = |more: &[&str]| {
            let words = ["luochui", "serve"].iter().chain(more).copied();
            Cli::parse_from(words).check()
        };
        let whole = [
            "--smtp-url=smtps://smtp.auction.example",
            "--mail-from=season@auction.example",
            "--public-origin=https://auction.example",
        ];
        check(&[]).unwrap();
        check(&whole).unwrap();
        for left_out in [1, 2] {
            let mut some = whole.to_vec();
            some.remove(left_out);
            assert!(check(&some).is_err(), "{some:?}");
        }
        for more in [
            "--smtp-user=portal",
            "--smtp-password=canary",
            "--mail-from=nobody",
        ] {
            let mut some = whole.to_vec();
            some.retain(|one| !one.starts_with("--mail-from") || !more.starts_with("--mail-from"));
            some.push(more);
            let refused = check(&some).unwrap_err().to_string();
            assert!(!refused.contains("canary"), "{refused}");
        }
    }
}

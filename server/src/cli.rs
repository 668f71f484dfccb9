//! The command line.

use crate::replay::Replay;
use anyhow::{Context, bail};
use clap::{Args, Parser, Subcommand};
use domain::ledger::policy::Policy;
use domain::seasons::catalogue;
use domain::time::Date;
use domain::tokens::{TokenDraft, TokenScope};
use domain::views::SiteNotice;
use service::bidding::FailPoint;
use service::{BidRate, Clock, Portal, Random, Settings, Store, demo, hash_password, imports};
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The portal of a patent (achievement) auction season.
#[derive(Parser)]
#[command(name = "luochui", version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the portal.
    Serve(Serve),
    /// Write a demo season, or the large set for measuring, into an empty database.
    Seed(Seed),
    /// Check a collection form and print one JSON object.
    Import(Import),
    /// Make a token for a program.
    Token(Token),
    /// Check a public ledger without trusting whoever runs it.
    Verify(crate::verify::Verify),
    /// Watch the ledgers of others: sign each new head once it is seen that the log only grew.
    Witness(crate::witness::Witness),
    /// Try the bidding rules: one JSON object a line in, one a line out.
    Simulate,
    /// Fold the events of every lot and compare the result with what is stored.
    Replay(Replay),
}

/// Where the data is.
#[derive(Args, Clone)]
pub struct Data {
    /// Folder of the database and the files.
    #[arg(long, env = "LUOCHUI_DATA", default_value = "data")]
    data: PathBuf,
    /// Database: `sqlite:…` or `postgres://…`; a file in the data folder when absent.
    #[arg(long, env = "LUOCHUI_DATABASE_URL")]
    database: Option<String>,
}

impl Data {
    fn url(&self) -> String {
        let file = || format!("sqlite:{}", self.data.join("luochui.sqlite").display());
        self.database.clone().unwrap_or_else(file)
    }

    /// Opens the database and brings its tables up to date.
    pub async fn open(&self) -> anyhow::Result<Store> {
        std::fs::create_dir_all(&self.data)
            .with_context(|| format!("cannot create the folder {}", self.data.display()))?;
        Store::open(&self.url(), service::StoreOptions::default())
            .await
            .context("cannot open the database")
    }
}

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
    #[arg(long)]
    demo: bool,
    /// Password of the demo accounts.
    #[arg(
        long,
        env = "LUOCHUI_DEMO_PASSWORD",
        default_value = "luochui-demo-2026"
    )]
    demo_password: String,
    /// Name of this process among those that share a PostgreSQL server; each needs its own.
    #[arg(long, env = "LUOCHUI_NODE", default_value = "single")]
    node: String,
    /// No house bots on the practice lots: with several processes one is enough to run them.
    #[arg(long, requires = "demo")]
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
    /// No limit on how often one bidder may bid; for measuring only.
    #[arg(long, hide = true)]
    unlimited_bids: bool,
    /// The writer ends the process at this step, such as before-commit:17; for the fault bench.
    #[arg(long, hide = true)]
    fail_point: Option<FailPoint>,
}

impl Serve {
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

/// Reads a policy of witnesses.
pub fn read_policy(file: &Path) -> anyhow::Result<Policy> {
    let text = std::fs::read_to_string(file);
    let text = text.with_context(|| format!("cannot read {}", file.display()))?;
    Policy::parse(&text).with_context(|| file.display().to_string())
}

/// Options of `seed`.
#[derive(Args)]
struct Seed {
    #[command(flatten)]
    data: Data,
    /// The demo season.
    #[arg(long, conflicts_with = "load")]
    demo: bool,
    /// The large synthetic set.
    #[arg(long, requires = "lots", requires = "bids")]
    load: bool,
    /// Lots of the large set.
    #[arg(long)]
    lots: Option<u64>,
    /// Bids of the large set.
    #[arg(long)]
    bids: Option<u64>,
    /// The bids of the large set get their leaves in the public ledger once the portal runs.
    #[arg(long, requires = "load")]
    ledger: bool,
    /// The day that the demo season is laid around; today when absent.
    #[arg(long, value_parser = parse_date)]
    today: Option<Date>,
    /// Password of the demo accounts.
    #[arg(
        long,
        env = "LUOCHUI_DEMO_PASSWORD",
        default_value = "luochui-demo-2026"
    )]
    demo_password: String,
}

/// Options of `import`.
#[derive(Args)]
struct Import {
    /// Check only: nothing is written.
    #[arg(long, required = true)]
    check: bool,
    /// The workbook.
    file: PathBuf,
    /// The season whose rules apply, such as 2023 or 2022-AUCTION; the current one when absent.
    #[arg(long)]
    season: Option<String>,
}

/// Options of `token`.
#[derive(Args)]
struct Token {
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
        );
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

fn parse_date(text: &str) -> Result<Date, String> {
    Date::parse_iso(text).ok_or_else(|| "a date looks like 2026-11-20".to_owned())
}

impl Cli {
    /// Runs the command.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.command {
            Command::Serve(options) => {
                let store = options.data.open().await?;
                let _claim = store.claim()?;
                if options.demo && store.read().await?.seasons().await?.is_empty() {
                    seed_demo(&store, None, &options.demo_password).await?;
                }
                let settings = Settings {
                    demo: options.demo,
                    house_bots: options.demo && !options.no_bots,
                    node: options.node.clone(),
                    demo_password: options.demo_password.clone(),
                    bid_rate: if options.unlimited_bids {
                        BidRate::UNLIMITED
                    } else {
                        BidRate::DEFAULT
                    },
                    deposit_account: options.deposit_account(),
                    site: options.site()?,
                    clock_error_ms: options.clock_error_ms,
                    ledger_origin: options.ledger_origin.clone(),
                    policy: options.policy()?,
                    ledger_mark: Some(options.mark()),
                    secure_cookies: options.secure_cookies,
                    fail_point: options.fail_point,
                };
                crate::serve::serve(store, settings, options.listen).await
            }
            Command::Seed(options) => options.run().await,
            Command::Import(options) => options.run(),
            Command::Token(Token {
                command: TokenCommand::Create(options),
            }) => options.run().await,
            Command::Verify(options) => options.run().await,
            Command::Witness(options) => options.run().await,
            Command::Replay(options) => options.run().await,
            Command::Simulate => Ok(crate::simulate::run(
                std::io::stdin().lock(),
                std::io::stdout().lock(),
            )?),
        }
    }
}

impl Seed {
    async fn run(self) -> anyhow::Result<()> {
        let store = self.data.open().await?;
        match (self.demo, self.load, self.lots, self.bids) {
            (true, ..) => seed_demo(&store, self.today, &self.demo_password).await,
            (_, true, Some(lots), Some(bids)) => {
                let now = Clock::Real.now();
                demo::load(&store, now, lots, bids, |line| eprintln!("{line}")).await?;
                if self.ledger {
                    demo::queue_for_ledger(&store).await?;
                }
                Ok(())
            }
            _ => bail!("name what to seed: --demo, or --load --lots N --bids M"),
        }
    }
}

async fn seed_demo(store: &Store, today: Option<Date>, password: &str) -> anyhow::Result<()> {
    let now = Clock::Real.now();
    let today = today.unwrap_or(now.date());
    eprintln!("Writing the demo season around {today} …");
    let hash = hash_password(password)?;
    demo::seed(store, today, now, &hash).await?;
    eprintln!("The demo season is ready.");
    Ok(())
}

impl Import {
    /// Prints the report; exit 0 when the file could be read, whatever its rows say.
    fn run(self) -> anyhow::Result<()> {
        let today = Clock::Real.now().date();
        let season = match &self.season {
            Some(code) => {
                catalogue::by_code(code).with_context(|| format!("there is no season {code}"))?
            }
            None => catalogue::current(today),
        };
        let bytes = imports::read_file(&self.file)
            .with_context(|| format!("cannot read {}", self.file.display()))?;
        let name = self.file.file_name().unwrap_or_default().to_string_lossy();
        let checked = imports::check(&bytes, &name, &season, today);
        let (report, readable) = match &checked {
            Ok(checked) => (checked.report(), true),
            Err(fault) => (fault.report(), false),
        };
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", serde_json::to_string_pretty(&report)?)?;
        out.flush()?;
        if !readable {
            std::process::exit(1);
        }
        Ok(())
    }
}

//! How a portal is run: what the command line says, and nothing that changes afterwards.

use crate::bidding::{BidRate, FailPoint};
use crate::files::{Depot, Scanner};
use crate::mail::MailOptions;
use crate::vault::Vault;
use domain::ledger::policy::Policy;
use domain::logins::Network;
use domain::money::Fen;
use domain::passwords::PasswordProfile;
use domain::push::PushHosts;
use domain::views::SiteNotice;
use domain::webhooks::Egress;
use std::path::PathBuf;

/// How this portal is run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Demo mode: badge on every page, demo accounts on the sign-in page.
    pub demo: bool,
    /// House bots bid on the practice lots; in one process of several.
    pub house_bots: bool,
    /// The name of this process among those that share the database.
    pub node: String,
    /// Password of the demo accounts; shown in demo mode only.
    pub demo_password: String,
    /// How often one bidder may bid on one lot.
    pub bid_rate: BidRate,
    /// How many times the usual rates others may read at; 0 for no limit
    /// ([`domain::allowances::Allowance`]).
    pub read_allowance: u32,
    /// Which log the public ledger is: its address without the scheme. Counts at the first start.
    pub ledger_origin: String,
    /// The witnesses of the ledger; nothing when there are none.
    pub policy: Option<Policy>,
    /// The file that remembers, outside of the database, how large the ledger was (I-25).
    pub ledger_mark: Option<PathBuf>,
    /// Where deposits are paid to, in words; empty while the centre has not set it.
    pub deposit_account: String,
    /// What the foot of every page names.
    pub site: SiteNotice,
    /// How far the machine's clock may be off, as its time service promises, ms.
    pub clock_error_ms: u32,
    /// Whether sign-ins last only for encrypted connections.
    pub secure_cookies: bool,
    /// Staff must have a second factor; without one they may set it up and nothing else.
    pub require_second_factor: bool,
    /// What is asked of passwords.
    pub password_profile: PasswordProfile,
    /// Lots that start here or above ask their bidders for a second factor from their publication on,
    /// unless their season names another amount; no lot does when absent.
    pub second_factor_from: Option<Fen>,
    /// What weighs most asks for a fresh proof of identity (reliability.md S-09).
    pub step_up: bool,
    /// Folder of the data, whose disk is looked at; none when nobody looks.
    pub data: Option<PathBuf>,
    /// Where the bytes of files lie.
    pub files: Depot,
    /// What looks at every file before it is kept; nothing when absent.
    pub scanner: Option<Scanner>,
    /// Free bytes of that disk below which the process is not ready.
    pub disk_floor: u64,
    /// Scheme and host under which browsers reach the portal, such as `https://auction.example`.
    /// Writes of browsers that name another origin are refused.
    pub public_origin: Option<String>,
    /// The keys that secrets are sealed with in the database; as they are without one.
    pub vault: Option<Vault>,
    /// Where browsers of the same machine reach a portal that was not told its address, such as
    /// `http://localhost:3000`: passkeys work there.
    pub local_origin: Option<String>,
    /// How mails leave the portal, and where their links lead.
    pub mail: MailOptions,
    /// The proxies whose word about the address of a client is believed; nobody's when empty.
    pub trusted_proxies: Vec<Network>,
    /// Where webhooks may lead.
    pub webhook_hosts: Egress,
    /// The push services that browsers may be told through.
    pub push_hosts: PushHosts,
    /// Where the fault bench ends this process; never otherwise.
    pub fail_point: Option<FailPoint>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            demo: false,
            house_bots: false,
            node: "single".into(),
            demo_password: String::new(),
            bid_rate: BidRate::DEFAULT,
            read_allowance: 1,
            ledger_origin: "localhost/ledger".into(),
            policy: None,
            ledger_mark: None,
            deposit_account: String::new(),
            site: SiteNotice::default(),
            clock_error_ms: 50,
            secure_cookies: false,
            require_second_factor: false,
            password_profile: PasswordProfile::default(),
            second_factor_from: None,
            step_up: false,
            data: None,
            files: Depot::default(),
            scanner: None,
            disk_floor: 0,
            public_origin: None,
            vault: None,
            local_origin: None,
            mail: MailOptions::default(),
            trusted_proxies: Vec::new(),
            webhook_hosts: Egress::default(),
            push_hosts: PushHosts::default(),
            fail_point: None,
        }
    }
}

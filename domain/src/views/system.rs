//! Read models of the system page: how the process and its database are. For operators.

use crate::mail::MailCounts;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

codes! {
    /// What has to hold before a process may be sent requests (`/readyz`; ux.md §7). The words are
    /// those of the system page.
    Check {
        /// The process has not been asked to stop.
        Running = "running" / "未收到停止请求",
        /// The database answers in time.
        Database = "database" / "数据库应答",
        /// Its tables are those that this program was written for.
        Migrations = "migrations" / "数据库结构版本",
        /// Nothing was found wrong with the stored data (F-27).
        Data = "data" / "数据完整性",
        /// The writer of bids takes them, and none has hung for long.
        Writer = "writer" / "出价写入",
        /// The disk of the data folder has the space that was asked for.
        Disk = "disk" / "磁盘空间",
        /// What keeps the bytes of files answers.
        Files = "files" / "附件存储",
    }
}

impl Check {
    /// Whether nobody may be sent here without it. Without its files a portal still takes bids and shows
    /// lots, and the other nodes have the same store: to stop all of them would make it worse.
    pub const fn is_needed(self) -> bool {
        !matches!(self, Self::Files)
    }
}

codes! {
    /// What runs by itself in a process. The words are those of the system page.
    Worker {
        /// Opens and closes lots.
        Sweep = "sweep" / "标的开闭",
        /// Writes that this process is alive.
        Heartbeat = "heartbeat" / "心跳",
        /// Gives events their leaves and signs the ledger.
        Ledger = "ledger" / "账本记录",
        /// Settles the deposits of lots that have ended.
        Deposits = "deposits" / "保证金结算",
        /// Ends publicities.
        Publicities = "publicities" / "公示期满",
        /// Archives what a season leaves unsold.
        Archive = "archive" / "未成交标的归档",
        /// Publishes batches whose time has come.
        Releases = "releases" / "批次发布",
        /// Tells people what has happened to their lots.
        Notices = "notices" / "通知",
        /// Posts notices to webhooks.
        Webhooks = "webhooks" / "网络回调",
        /// Posts notices to browsers.
        Push = "push" / "浏览器通知",
        /// Sends mails.
        Mail = "mail" / "邮件发送",
        /// Writes the daily digests of saved filters.
        Digests = "digests" / "每日摘要",
        /// Collects the bytes of files that nothing refers to.
        Files = "files" / "附件清理",
        /// Compares the clocks.
        Clock = "clock" / "时钟核对",
        /// Writes how long bids took.
        Figures = "figures" / "耗时统计",
        /// Tells streams that they are alive.
        Beat = "beat" / "直播心跳",
        /// Ends the streams of sign-ins that are over, and notes which were used.
        Logins = "logins" / "登录状态",
        /// Looks through the stored data, once a day.
        Scrub = "scrub" / "数据检查",
    }
}

/// The outcome of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// What was looked at.
    pub check: Check,
    /// Whether it holds.
    pub holds: bool,
}

/// How the rounds of a worker went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkerState {
    /// Which.
    pub worker: Worker,
    /// The end of its last good round.
    pub done_at: Option<Timestamp>,
    /// Rounds that failed since the process began.
    pub failed: u64,
}

/// The database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatabaseState {
    /// Its engine and version, such as `SQLite 3.51.3`.
    pub engine: String,
    /// Bytes of its tables.
    pub bytes: u64,
    /// The number of the last migration that was run.
    pub migrated: i64,
    /// That of the last one that this program knows.
    pub known: i64,
}

/// The disk of the data folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiskState {
    /// Bytes that are free for this process.
    pub free: u64,
    /// Bytes in all.
    pub size: u64,
    /// Free bytes below which the process is not ready.
    pub floor: u64,
}

/// The writer of bids of this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueState {
    /// Instructions that wait.
    pub waiting: u64,
    /// How many may; one more is answered `BUSY`.
    pub limit: u64,
}

/// The streams of this process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamState {
    /// Open streams.
    pub open: u64,
    /// Lots that they watch.
    pub lots: u64,
    /// Streams that were ended because their reader did not keep up, since the process began.
    pub cut_off: u64,
}

/// The clock of this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockState {
    /// Whether bids are taken by it.
    pub trusted: bool,
    /// What its time service promises, and what was seen on top, ms.
    pub error_ms: u32,
    /// How far it went from the monotonic clock within the last second, ms.
    pub drift_ms: u32,
}

/// The public ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerState {
    /// Leaves under the latest signed head.
    pub size: u64,
    /// When that was signed; nothing before the first.
    pub signed_at: Option<Timestamp>,
    /// Lots with events that have no leaf yet; counted to 10,000.
    pub waiting: u64,
    /// Whether this process signs; otherwise its log says why not.
    pub signing: bool,
    /// Its witnesses: the name of each and the leaves of the largest head it is known to have
    /// signed.
    pub witnesses: Vec<(String, u64)>,
}

/// What waits to be told to people and to their programs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxState {
    /// Entries of the ledger that nobody was told of yet; counted to 10,000.
    pub untold: u64,
    /// Messages to webhooks that wait for an attempt; counted to 10,000.
    pub deliveries: u64,
    /// When the oldest of these messages was written; nothing when none waits.
    pub oldest: Option<Timestamp>,
    /// Messages to browsers that wait for an attempt; counted to 10,000.
    pub pushes: u64,
    /// Browsers that are told of notices; counted to 10,000.
    pub browsers: u64,
}

/// The last backups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupState {
    /// When the last good one was begun.
    #[serde(default)]
    pub time: Option<Timestamp>,
    /// Its size in bytes.
    #[serde(default)]
    pub size: u64,
    /// When one failed after that.
    #[serde(default)]
    pub failed_at: Option<Timestamp>,
}

/// The system page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemPage {
    /// Version of the program.
    pub version: String,
    /// Name of the process among those that share the database.
    pub node: String,
    /// When the process began.
    pub started_at: Timestamp,
    /// What `/readyz` looks at.
    pub checks: Vec<Checked>,
    /// The database.
    pub database: DatabaseState,
    /// The disk of the data folder; nothing when it is not known.
    pub disk: Option<DiskState>,
    /// The writer of bids.
    pub queue: QueueState,
    /// The streams.
    pub streams: StreamState,
    /// The clock.
    pub clock: ClockState,
    /// The public ledger.
    pub ledger: LedgerState,
    /// What waits to be told.
    pub outbox: OutboxState,
    /// The last backups; nothing when none was ever noted.
    pub backup: Option<BackupState>,
    /// The mails of all processes.
    pub mails: MailCounts,
    /// What runs by itself here.
    pub workers: Vec<WorkerState>,
    /// Every process that wrote lately, with its last sign of life.
    pub nodes: Vec<(String, Timestamp)>,
    /// The server's clock.
    pub server_now: Timestamp,
}

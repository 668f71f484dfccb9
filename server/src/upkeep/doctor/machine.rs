//! The machine: its clock, its disk, what it lets a process open, the address.

use super::super::size;
use super::{Line, State};
use rustix::process::{Resource, getrlimit};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Less free space than this is a reason to look, and less than the second one to stop.
const DISK_LOW: u64 = 5 << 30;
const DISK_FULL: u64 = 500 << 20;
/// Every watcher of a lot holds one open file.
const FILES_FEW: u64 = 10_000;
const FILES_TOO_FEW: u64 = 1_024;
/// Memory below this is less than a busy day needs.
const MEMORY_LOW: u64 = 1 << 30;

/// Whether a time service keeps the clock.
pub(super) fn clock() -> Line {
    let state = |state, says: &str| Line::new("clock", state, says);
    // systemd's own service leaves this file; `timedatectl` knows of every service.
    if Path::new("/run/systemd/timesync/synchronized").exists() {
        return state(State::Ok, "kept by systemd-timesyncd");
    }
    match said(
        "timedatectl",
        &["show", "--property=NTPSynchronized", "--value"],
    )
    .as_deref()
    {
        Some("yes") => state(State::Ok, "kept by a time service"),
        Some("no") => state(
            State::Fail,
            "no time service keeps it: install chrony; bids are judged by this clock",
        ),
        _ => match said("chronyc", &["-n", "tracking"]) {
            Some(text) if text.contains("Leap status     : Normal") => {
                state(State::Ok, "kept by chrony")
            }
            _ => state(
                State::Warn,
                "not known: inside a container the host must run a time service",
            ),
        },
    }
}

/// What another program prints; nothing when it is not there or fails.
fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let done = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8(done.stdout).ok()?;
    done.status.success().then(|| text.trim().to_owned())
}

/// Space and rights of the data folder.
pub(super) fn disk(folder: &Path) -> Line {
    // A folder that is not there yet is made where its nearest parent is.
    let existing = folder.ancestors().find(|folder| folder.exists());
    let existing = existing.map_or(PathBuf::from("."), Path::to_owned);
    let of = |state, says: String| Line::new("disk", state, says);
    let space = match rustix::fs::statvfs(&existing) {
        Ok(space) => space,
        Err(error) => return of(State::Warn, format!("{}: {error}", existing.display())),
    };
    let free = space.f_bavail.saturating_mul(space.f_frsize);
    let says = format!("{} free for {}", size(free), folder.display());
    if rustix::fs::access(&existing, rustix::fs::Access::WRITE_OK).is_err() {
        return of(State::Fail, format!("{says}, and no right to write there"));
    }
    let state = match free {
        free if free < DISK_FULL => State::Fail,
        free if free < DISK_LOW => State::Warn,
        _ => State::Ok,
    };
    of(state, says)
}

/// How many files, and so connections, the process may hold.
pub(super) fn open_files() -> Line {
    let limit = getrlimit(Resource::Nofile);
    let Some(soft) = limit.current else {
        return Line::new("open files", State::Ok, "no limit");
    };
    let state = match soft {
        soft if soft < FILES_TOO_FEW => State::Fail,
        soft if soft < FILES_FEW => State::Warn,
        _ => State::Ok,
    };
    let more = match state {
        State::Ok => String::new(),
        _ => format!(
            "; every watcher takes one, raise it (LimitNOFILE, ulimit -n) above {FILES_FEW}"
        ),
    };
    Line::new("open files", state, format!("{soft}{more}"))
}

/// Memory that is left.
pub(super) fn memory() -> Line {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let available = text.lines().find_map(|line| {
        let kib = line.strip_prefix("MemAvailable:")?.trim();
        kib.strip_suffix("kB")?.trim().parse::<u64>().ok()
    });
    match available.map(|kib| kib * 1024) {
        Some(bytes) if bytes < MEMORY_LOW => Line::new(
            "memory",
            State::Warn,
            format!(
                "{} available; watchers take tens of kilobytes each",
                size(bytes)
            ),
        ),
        Some(bytes) => Line::new("memory", State::Ok, format!("{} available", size(bytes))),
        None => Line::new("memory", State::Warn, "not known"),
    }
}

/// Whether the address can be listened on, or is taken.
pub(super) fn listen(address: SocketAddr) -> Line {
    let of = |state, says: String| Line::new("listen", state, says);
    match TcpListener::bind(address) {
        Ok(_) => of(State::Ok, format!("{address} is free")),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => of(
            State::Warn,
            format!("{address} is taken: by the running portal, or by another program"),
        ),
        Err(error) => of(State::Fail, format!("{address}: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_use_is_seen() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap();
        assert_eq!(listen(address).state, State::Warn);
        drop(taken);
        assert_eq!(listen(address).state, State::Ok);
        // An address of documentation (RFC 5737), which no machine has.
        let foreign = "192.0.2.1:3000".parse().unwrap();
        assert_eq!(listen(foreign).state, State::Fail);
    }

    #[test]
    fn a_folder_that_is_not_there_yet_is_judged_by_its_parent() {
        let folder = tempfile::tempdir().unwrap();
        let line = disk(&folder.path().join("not/yet"));
        assert!(line.says.contains("free for"), "{}", line.says);
    }
}

//! What lies in the memory of the process goes into no file of its own (reliability.md S-32): keys and
//! what people type are wiped when they are done with, and what is in use just then would stand in a
//! core file (核心转储).

use anyhow::Context;
use rustix::process::{Resource, Rlimit, setrlimit};

/// This process and those that it starts leave no core file when they crash. Collectors of such files
/// that are programs, `systemd-coredump` among them, keep to the same limit.
///
/// # Errors
/// What the system answers.
pub fn forbid() -> anyhow::Result<()> {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none).context("core files cannot be switched off")
}

#[cfg(test)]
mod tests {
    use rustix::process::{Resource, getrlimit};

    #[test]
    fn a_crash_leaves_no_core_file() {
        super::forbid().unwrap();
        let limit = getrlimit(Resource::Core);
        assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
        let mut crash = std::process::Command::new("sh");
        let told = crash.args(["-c", "ulimit -c"]).output().unwrap();
        assert_eq!(told.stdout, b"0\n", "what is started keeps to it");
    }
}

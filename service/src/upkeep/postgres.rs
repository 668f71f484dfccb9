//! Copies of a PostgreSQL database through its own tools, which must be installed beside the portal.

use super::{Result, UpkeepError};
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

/// Writes the database at `url` into `file`. It is one snapshot; bids go on meanwhile.
pub(super) fn dump(url: &str, file: &Path) -> Result<()> {
    let flags = ["--format=custom", "--no-owner", "--no-privileges"];
    let target = [OsStr::new("--file"), file.as_os_str()];
    run("pg_dump", url, flags.iter().map(OsStr::new).chain(target))
}

/// Loads `file` into the empty database at `url`, all of it or nothing.
pub(super) fn load(url: &str, file: &Path) -> Result<()> {
    let flags = [
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
    ];
    let file = [file.as_os_str()];
    run("pg_restore", url, flags.iter().map(OsStr::new).chain(file))
}

/// Runs one of the tools. The password goes through the environment: the command line of a process
/// is seen by everybody on the machine.
fn run<'a>(program: &str, url: &str, arguments: impl Iterator<Item = &'a OsStr>) -> Result<()> {
    let (address, password) = split_password(url);
    let mut command = Command::new(program);
    command.arg("--dbname").arg(address).args(arguments);
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    let done = command.output().map_err(|error| match error.kind() {
        ErrorKind::NotFound => UpkeepError::refused(format!(
            "{program} is not installed here. Install PostgreSQL's client programs, as new as the \
             server or newer (Debian: postgresql-client), or let the database server's own backups \
             do it"
        )),
        _ => UpkeepError::refused(format!("{program} could not be started: {error}")),
    })?;
    if done.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&done.stderr);
    Err(UpkeepError::refused(format!(
        "{program} failed: {}",
        said.trim()
    )))
}

/// The address without its password, and the password.
pub(super) fn split_password(url: &str) -> (String, Option<String>) {
    let Some((scheme, rest)) = url.split_once("://") else {
        return (url.to_owned(), None);
    };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let Some((user, host)) = authority.rsplit_once('@') else {
        return (url.to_owned(), None);
    };
    match user.split_once(':') {
        Some((name, password)) => (
            format!("{scheme}://{name}@{host}{path}"),
            Some(decoded(password)),
        ),
        None => (url.to_owned(), None),
    }
}

/// Percent-encoded text as it is meant; what is no such code stands for itself.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut plain, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let code = bytes
            .get(at + 1..at + 3)
            .filter(|_| bytes[at] == b'%')
            .and_then(|code| std::str::from_utf8(code).ok())
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        match code {
            Some(byte) => {
                plain.push(byte);
                at += 3;
            }
            None => {
                plain.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use super::split_password;

    #[test]
    fn the_password_never_stands_in_the_address() {
        let cases = [
            (
                "postgres://u:p%40%2F@h:5432/db?sslmode=require",
                "postgres://u@h:5432/db?sslmode=require",
                Some("p@/"),
            ),
            ("postgres://u@h/db", "postgres://u@h/db", None),
            (
                "postgres:///db?host=/run/postgresql",
                "postgres:///db?host=/run/postgresql",
                None,
            ),
            ("postgres://u:100%@h/db", "postgres://u@h/db", Some("100%")),
            (
                "sqlite:data/luochui.sqlite",
                "sqlite:data/luochui.sqlite",
                None,
            ),
        ];
        for (url, address, password) in cases {
            let split = split_password(url);
            assert_eq!((split.0.as_str(), split.1.as_deref()), (address, password));
        }
    }
}

//! The configuration as text: an example with every option, and what holds now.

use super::file::Settings;
use super::options::{is_boolean, is_flag, is_secret, name, reason, settable, variable};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};
use std::fmt::Write;

/// What stands in the place of a secret.
pub const REDACTED: &str = "\"***\"";

/// A file with every option, each explained and left at its default.
pub fn init(command: &Command) -> String {
    let mut text = String::from(
        "# Settings of `luochui serve`. The environment counts more than this file, the command\n\
         # line more than both. A line that is left out, or begins with #, leaves the default.\n",
    );
    for arg in settable(command) {
        let help = arg.get_long_help().or(arg.get_help());
        let help = help.map(ToString::to_string).unwrap_or_default();
        text.push('\n');
        for line in wrapped(&help) {
            let _ = writeln!(text, "# {line}");
        }
        let (option, default) = (name(arg), example(arg));
        let _ = writeln!(text, "# Environment: {}", variable(arg));
        if is_secret(arg) {
            let _ = writeln!(
                text,
                "# A secret: rather `{option}-file = \"…\"`, the name of a file that holds it."
            );
        }
        let _ = writeln!(text, "#{option} = {default}");
    }
    text
}

/// What would hold for `serve`, a line for each option, and where it comes from.
///
/// # Errors
/// When the environment sets something that cannot be.
pub fn show(command: &Command, settings: &Settings) -> anyhow::Result<String> {
    let matches = command.clone().try_get_matches_from(["luochui", "serve"]);
    let matches = matches.map_err(|error| anyhow::anyhow!(reason(&error)))?;
    let Some((_, matches)) = matches.subcommand() else {
        return Ok(String::new());
    };
    let mut text = String::new();
    for arg in settable(command) {
        let (value, source) = held(arg, matches, settings);
        let line = match value {
            Some(value) => format!("{} = {value}", name(arg)),
            None => format!("#{} =", name(arg)),
        };
        let _ = writeln!(text, "{line}  # {source}");
    }
    Ok(text)
}

/// The value of an option as the file would say it, and where it comes from.
fn held(arg: &Arg, matches: &ArgMatches, settings: &Settings) -> (Option<String>, String) {
    let id = arg.get_id().as_str();
    let source = match matches.value_source(id) {
        Some(ValueSource::CommandLine) => "command line".to_owned(),
        Some(ValueSource::EnvVariable) => format!("environment, {}", variable(arg)),
        Some(_) => settings.source(arg).unwrap_or("default").to_owned(),
        None => "not set".to_owned(),
    };
    let raw = matches.get_raw(id).and_then(|mut values| values.next());
    let value = raw.map(|raw| match is_secret(arg) {
        true => REDACTED.to_owned(),
        false => quoted(arg, &raw.to_string_lossy()),
    });
    (value, source)
}

/// The default of an option, or what kind of value it takes.
fn example(arg: &Arg) -> String {
    if is_flag(arg) {
        return "false".to_owned();
    }
    if is_boolean(arg) {
        return "true".to_owned();
    }
    match arg.get_default_values().first() {
        Some(value) => quoted(arg, &value.to_string_lossy()),
        None => "\"\"".to_owned(),
    }
}

/// A value as TOML writes it.
fn quoted(arg: &Arg, text: &str) -> String {
    if is_boolean(arg) || (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())) {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            char if char.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(char));
            }
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

/// Lines of at most 90 characters.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < 90 => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

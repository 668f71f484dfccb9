//! Configuration: what a file may say, what counts more, and that no secret is shown.

use super::file::{Settings, path_of};
use super::{options, text};
use crate::cli::Cli;
use clap::{Arg, ArgMatches, Command, CommandFactory};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

/// A password that must stand in no output.
const CANARY: &str = "canary-5fd1";

/// The whole command line.
fn command() -> Command {
    Cli::command()
}

/// The settings of a file with this text, in an environment with these variables.
fn read(text: &str, environment: &[(&str, &str)]) -> anyhow::Result<(tempfile::TempDir, Settings)> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("luochui.toml");
    std::fs::write(&path, text)?;
    let find = |name: &str| {
        let found = environment.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    let settings = Settings::read(Some(path), &find)?;
    Ok((folder, settings))
}

fn refused(text: &str) -> String {
    let error = read(text, &[]).map(drop).unwrap_err();
    format!("{error:#}")
}

/// The options of `serve` as they hold with this file and this command line.
fn serve(text: &str, arguments: &[&str]) -> ArgMatches {
    let (_folder, settings) = read(text, &[]).unwrap();
    let line = ["luochui", "serve"].iter().chain(arguments);
    let matches = settings
        .apply(command())
        .try_get_matches_from(line)
        .unwrap();
    matches.subcommand_matches("serve").unwrap().clone()
}

fn raw<'a>(matches: &'a ArgMatches, id: &str) -> Option<&'a str> {
    matches.get_raw(id)?.next()?.to_str()
}

#[test]
fn every_option_of_serve_has_its_line_and_the_example_is_valid() {
    let command = command();
    let example = text::init(&command);
    let serve = command.find_subcommand("serve").unwrap();
    let shown = |arg: &&Arg| !arg.is_hide_set() && arg.get_id() != "config";
    for arg in serve
        .get_arguments()
        .chain(command.get_arguments())
        .filter(shown)
    {
        let line = format!("\n#{} = ", arg.get_long().unwrap());
        assert!(example.contains(&line), "{line} in {example}");
    }
    // As it is it sets nothing; with the defaults uncommented it still says what holds anyway.
    assert_eq!(read(&example, &[]).unwrap().1.count_of_file(), 0);
    let live: Vec<String> = example
        .lines()
        .filter_map(|line| line.strip_prefix('#'))
        .filter(|line| !line.starts_with(' ') && !line.ends_with("\"\""))
        .map(str::to_owned)
        .collect();
    let (_folder, settings) = read(&live.join("\n"), &[]).unwrap();
    assert_eq!(settings.count_of_file(), live.len());
    assert!(live.len() >= 8, "{live:?}");
}

#[test]
fn the_command_line_counts_more_than_the_file_and_the_file_more_than_the_default() {
    let file = "listen = \"127.0.0.1:4001\"\nclock-error-ms = 7\nsecure-cookies = true\n";
    let matches = serve(file, &["--listen", "127.0.0.1:4002"]);
    assert_eq!(raw(&matches, "listen"), Some("127.0.0.1:4002"));
    assert_eq!(raw(&matches, "clock_error_ms"), Some("7"));
    assert!(matches.get_flag("secure_cookies"));
    assert_eq!(raw(&matches, "ledger_origin"), Some("localhost/ledger"));
    // The same option of another command.
    let (_folder, settings) = read("data = \"/srv/luochui\"", &[]).unwrap();
    let line = ["luochui", "seed", "--demo"];
    let seed = settings
        .apply(command())
        .try_get_matches_from(line)
        .unwrap();
    let seed = seed.subcommand_matches("seed").unwrap();
    assert_eq!(raw(seed, "data"), Some("/srv/luochui"));
}

#[test]
fn what_is_not_known_is_refused_with_the_nearest_name() {
    for (line, words) in [
        (
            "lisen = \"127.0.0.1:1\"",
            "line 2: there is no setting `lisen`; did you mean `listen`?",
        ),
        ("secure_cookies = true", "did you mean `secure-cookies`?"),
        ("databasefile = \"x\"", "did you mean `database-file`?"),
        ("colour = 3", "`luochui config init` shows all of them"),
        (
            "listen = \"here\"",
            "line 2: `listen`: invalid value 'here'",
        ),
        (
            "clock-error-ms = -5",
            "line 2: `clock-error-ms`: invalid value '-5'",
        ),
        ("demo = \"perhaps\"", "`demo`: true or false is wanted"),
        (
            "listen = 1.5",
            "`listen`: a text in quotation marks or a whole number is wanted",
        ),
        (
            "[serve]\nlisten = \"127.0.0.1:1\"",
            "`serve`: sections are not used",
        ),
        ("listen = ", "line 2: "),
        (
            "fail-point = \"before-commit:1\"",
            "there is no setting `fail-point`",
        ),
    ] {
        let said = refused(&format!("# first line\n{line}\n"));
        assert!(said.contains(words), "{words} in {said}");
        assert!(said.contains("luochui.toml"), "{said}");
    }
}

#[test]
fn a_secret_comes_from_its_own_file_and_is_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("database-url");
    let url = format!("postgres://luochui:{CANARY}@db/luochui");
    std::fs::write(&path, format!("{url}\n")).unwrap();
    let path = path.to_str().unwrap();
    let of_environment = [("LUOCHUI_DATABASE_URL_FILE", path)];
    let of_file = format!("database-file = \"{path}\"\n");
    let plain = format!("database = \"{url}\"\n");
    for (file, environment) in [("", &of_environment[..]), (&of_file, &[]), (&plain, &[])] {
        let (_folder, settings) = read(file, environment).unwrap();
        let command = settings.apply(command());
        let matches = command
            .clone()
            .try_get_matches_from(["luochui", "serve"])
            .unwrap();
        let matches = matches.subcommand_matches("serve").unwrap();
        assert_eq!(
            raw(matches, "database"),
            Some(url.as_str()),
            "without its line end"
        );
        let shown = text::show(&command, &settings).unwrap();
        assert!(
            shown.contains(&format!("database = {}", text::REDACTED)),
            "{shown}"
        );
        let help = command
            .clone()
            .try_get_matches_from(["luochui", "serve", "--help"]);
        let help = help.unwrap_err().to_string();
        assert!(help.contains("--database"), "{help}");
        for text in [shown, help] {
            assert!(!text.contains(CANARY), "{text}");
        }
    }
    let both = [of_environment[0], ("LUOCHUI_DATABASE_URL", url.as_str())];
    let error = read("", &both).map(drop).unwrap_err();
    assert!(error.to_string().contains("not both"), "{error}");
    let twice = format!("{of_file}{plain}");
    assert!(refused(&twice).contains("set twice"));
    assert!(refused("database-file = \"/nowhere/at/all\"").contains("cannot read"));
    // What is hidden from help is the mark of a secret.
    let command = command();
    let secrets: Vec<_> = options::settable(&command)
        .filter(|arg| options::is_secret(arg))
        .collect();
    let names: Vec<_> = secrets.into_iter().map(options::name).collect();
    assert_eq!(
        names,
        ["database", "demo-password", "smtp-password", "files-secret"]
    );
}

#[test]
fn the_file_is_named_by_the_command_line_or_else_by_the_environment() {
    let arguments = |line: &str| {
        line.split(' ')
            .map(OsString::from)
            .collect::<Vec<_>>()
            .into_iter()
    };
    let none = |_: &str| None;
    let some = |name: &str| (name == "LUOCHUI_CONFIG").then(|| "/etc/a.toml".to_owned());
    let path = |text: &str| Some(PathBuf::from(text));
    assert_eq!(path_of(arguments("luochui serve"), &none), None);
    assert_eq!(
        path_of(arguments("luochui serve"), &some),
        path("/etc/a.toml")
    );
    for line in [
        "luochui --config b.toml serve",
        "luochui serve --config=b.toml",
    ] {
        assert_eq!(path_of(arguments(line), &some), path("b.toml"), "{line}");
    }
}

/// What is given away sets options by their variables and starts commands: all of them have to be there.
#[test]
fn the_files_of_the_packages_name_what_there_is() {
    // Filled in by Caddy and by the compose file itself.
    const OF_THE_PROXY: [&str; 2] = ["LUOCHUI_HOST", "LUOCHUI_NODES"];
    let command = command();
    let all = std::iter::once(&command).chain(command.get_subcommands());
    let known: BTreeSet<&str> = all
        .flat_map(Command::get_arguments)
        .filter_map(|arg| arg.get_env()?.to_str())
        .collect();
    let (mut variables, mut commands) = (0, 0);
    for (file, text) in [
        (
            "Dockerfile",
            include_str!("../../../../packaging/Dockerfile"),
        ),
        (
            "compose",
            include_str!("../../../../packaging/compose.yaml"),
        ),
        ("env", include_str!("../../../../packaging/luochui.env")),
        (
            "unit",
            include_str!("../../../../packaging/luochui.service"),
        ),
        (
            "backup",
            include_str!("../../../../packaging/luochui-backup.service"),
        ),
    ] {
        let words = text.split(|c: char| !c.is_ascii_uppercase() && c != '_');
        for word in words.filter(|word| word.starts_with("LUOCHUI_")) {
            let plain = word.strip_suffix("_FILE").unwrap_or(word);
            let is_there = [word, plain].iter().any(|name| known.contains(name));
            assert!(is_there || OF_THE_PROXY.contains(&word), "{word} in {file}");
            variables += 1;
        }
        for line in text.lines().filter(|line| line.starts_with("ExecStart")) {
            let (_, line) = line.split_once("/usr/bin/").unwrap();
            let parsed = command.clone().try_get_matches_from(line.split(' '));
            assert!(parsed.is_ok(), "{line} in {file}");
            commands += 1;
        }
    }
    assert!(
        variables > 20 && commands == 3,
        "{variables} and {commands}"
    );
    let of_compose = ["luochui", "backup", "--keep", "72"];
    assert!(command.try_get_matches_from(of_compose).is_ok());
}

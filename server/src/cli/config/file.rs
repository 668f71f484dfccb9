//! What file and environment say: read, refused where it cannot be understood, and handed to clap
//! as the defaults of the options.

use super::options::{is_boolean, is_secret, name, refusal, settable, variable};
use crate::cli::Cli;
use anyhow::{Context, bail};
use clap::{Arg, Command, CommandFactory};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// How like a known name an unknown one must be to be taken for it, of one.
const ALIKE: f64 = 0.75;
/// The largest file that is read for a secret, bytes.
const SECRET_MAX: usize = 4_096;
/// What follows the name of an option that holds the name of a file with its value.
const IN_FILE: &str = "-file";

/// Values for options, by the name of their environment variable.
#[derive(Debug, Default)]
pub struct Settings {
    /// The file they were read from.
    pub file: Option<PathBuf>,
    values: BTreeMap<String, Value>,
}

/// One value.
#[derive(Debug)]
struct Value {
    text: String,
    /// Where it comes from, for `config show`.
    source: String,
}

impl Settings {
    /// What file and environment of this process say.
    ///
    /// # Errors
    /// One sentence that names the place and what is wrong there.
    pub fn of_process() -> anyhow::Result<Self> {
        let variable = |name: &str| std::env::var(name).ok();
        let file = path_of(std::env::args_os(), &variable);
        Self::read(file, &variable)
    }

    /// The same of this file and these environment variables.
    ///
    /// # Errors
    /// As [`Settings::of_process`].
    pub fn read(
        file: Option<PathBuf>,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> anyhow::Result<Self> {
        let command = Cli::command();
        let mut settings = Self::default();
        if let Some(path) = &file {
            let text = std::fs::read_to_string(path);
            let text = text.with_context(|| format!("cannot read {}", path.display()))?;
            let place = path.display().to_string();
            settings.values = values_of(&text, &place, &command)?;
        }
        settings.file = file;
        for arg in settable(&command).filter(|arg| is_secret(arg)) {
            let plain = variable(arg);
            let named = format!("{plain}_FILE");
            let Some(path) = environment(&named) else {
                continue;
            };
            if environment(&plain).is_some() {
                bail!("set {plain} or {named}, not both");
            }
            let text = secret(Path::new(&path), &named)?;
            let source = format!("environment, {named}");
            settings.values.insert(plain, Value { text, source });
        }
        Ok(settings)
    }

    /// The command with these values in the place of its defaults, in every command that has the
    /// same option. So the command line and the environment count more.
    pub fn apply(&self, command: Command) -> Command {
        command
            .mut_args(|arg| self.apply_to(arg))
            .mut_subcommands(|command| self.apply(command))
    }

    fn apply_to(&self, arg: Arg) -> Arg {
        match self.values.get(&variable(&arg)) {
            Some(value) => {
                let secret = is_secret(&arg);
                arg.default_value(value.text.clone())
                    .hide_default_value(secret)
            }
            None => arg,
        }
    }

    /// Where the value of an option comes from, when it is not its own default.
    pub fn source(&self, arg: &Arg) -> Option<&str> {
        let value = self.values.get(&variable(arg))?;
        Some(&value.source)
    }

    /// How many values the file sets.
    pub fn count_of_file(&self) -> usize {
        let of_environment = |value: &&Value| value.source.starts_with("environment");
        self.values.len() - self.values.values().filter(of_environment).count()
    }
}

/// The file that the command line names, or else the environment.
pub(super) fn path_of(
    arguments: impl Iterator<Item = OsString>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Option<PathBuf> {
    let mut arguments = arguments.skip(1);
    while let Some(argument) = arguments.next() {
        let text = argument.to_string_lossy();
        if text == "--" {
            break;
        }
        if text == "--config" {
            return arguments.next().map(PathBuf::from);
        }
        if let Some(path) = text.strip_prefix("--config=") {
            return Some(path.into());
        }
    }
    let named = environment("LUOCHUI_CONFIG").filter(|path| !path.is_empty());
    named.map(PathBuf::from)
}

/// The values that a file sets; every one is a known option with a value it can take.
fn values_of(
    text: &str,
    place: &str,
    command: &Command,
) -> anyhow::Result<BTreeMap<String, Value>> {
    let line_of = |at: usize| 1 + text[..at.min(text.len())].matches('\n').count();
    let table = DeTable::parse(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(span.start));
        anyhow::anyhow!("{place}, line {line}: {}", error.message())
    })?;
    let mut values = BTreeMap::new();
    for (key, value) in table.get_ref() {
        let line = line_of(key.span().start);
        let key: &str = key.get_ref();
        let of = one(key, value.get_ref(), command);
        let (variable, text) = of.with_context(|| format!("{place}, line {line}"))?;
        let source = format!("{place}, line {line}");
        if values.insert(variable, Value { text, source }).is_some() {
            bail!(
                "{place}, line {line}: `{key}` is set twice, here and by the other of the two forms"
            );
        }
    }
    Ok(values)
}

/// The environment variable and the text of one line of the file.
fn one(key: &str, value: &DeValue, command: &Command) -> anyhow::Result<(String, String)> {
    if matches!(value, DeValue::Table(_)) {
        bail!("`{key}`: sections are not used, every setting stands on a line of its own");
    }
    let find = |wanted: &str| settable(command).find(|arg| name(arg) == wanted);
    if let Some(arg) = find(key) {
        let text = text_of(key, value, arg)?;
        return match refusal(command, arg, &text) {
            Some(reason) => Err(anyhow::anyhow!("`{key}`: {reason}")),
            None => Ok((variable(arg), text)),
        };
    }
    let in_file = key.strip_suffix(IN_FILE).and_then(find);
    if let (Some(arg), DeValue::String(path)) = (in_file.filter(|arg| is_secret(arg)), value) {
        return Ok((variable(arg), secret(Path::new(path.as_ref()), key)?));
    }
    match nearest(key, command) {
        Some(known) => bail!("there is no setting `{key}`; did you mean `{known}`?"),
        None => bail!("there is no setting `{key}`; `luochui config init` shows all of them"),
    }
}

fn text_of(key: &str, value: &DeValue, arg: &Arg) -> anyhow::Result<String> {
    Ok(match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Boolean(on) if is_boolean(arg) => on.to_string(),
        _ if is_boolean(arg) => bail!("`{key}`: true or false is wanted"),
        _ => bail!("`{key}`: a text in quotation marks or a whole number is wanted"),
    })
}

/// The known name that is most like `key`, when one is like it at all.
fn nearest(key: &str, command: &Command) -> Option<String> {
    let key = key.replace('_', "-").to_lowercase();
    let known = settable(command).flat_map(|arg| {
        let plain = name(arg).to_owned();
        let in_file = is_secret(arg).then(|| format!("{plain}{IN_FILE}"));
        std::iter::once(plain).chain(in_file)
    });
    let judged = known.map(|name| (strsim::jaro_winkler(&name, &key), name));
    let best = judged.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= ALIKE).then_some(best.1)
}

/// The secret in a file, without the line end that editors leave.
fn secret(path: &Path, named_by: &str) -> anyhow::Result<String> {
    let bytes = std::fs::read(path);
    let bytes = bytes.with_context(|| format!("{named_by}: cannot read {}", path.display()))?;
    let text = String::from_utf8(bytes).ok();
    let text = text.filter(|text| text.len() <= SECRET_MAX);
    let text = text.with_context(|| format!("{named_by}: {} holds no secret", path.display()))?;
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        bail!("{named_by}: {} is empty", path.display());
    }
    Ok(text.to_owned())
}

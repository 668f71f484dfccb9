//! Which options a file may set, and what one value of an option has to be.

use clap::{Arg, ArgAction, Command};

/// The command whose options make up the configuration.
const SERVE: &str = "serve";
/// The option that names the file itself.
const FILE: &str = "config";

/// The options that a file may set: those of `serve`, and those of every command, that have an
/// environment variable. What only the fault bench uses is hidden and stays on the command line.
pub fn settable(command: &Command) -> impl Iterator<Item = &Arg> {
    let of_serve = command.find_subcommand(SERVE).into_iter();
    let all = of_serve.flat_map(Command::get_arguments);
    all.chain(command.get_arguments())
        .filter(|arg| arg.get_env().is_some() && !arg.is_hide_set() && arg.get_id() != FILE)
}

/// The name of an option in the file: that of the command line.
pub fn name(arg: &Arg) -> &str {
    arg.get_long().unwrap_or_else(|| arg.get_id().as_str())
}

/// The environment variable of an option.
pub fn variable(arg: &Arg) -> String {
    let variable = arg
        .get_env()
        .map(|name| name.to_string_lossy().into_owned());
    variable.unwrap_or_default()
}

/// Whether nobody may read the value of an option: then help does not show it either.
pub fn is_secret(arg: &Arg) -> bool {
    arg.is_hide_env_values_set()
}

/// Whether an option is on or off.
pub fn is_flag(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::SetTrue)
}

/// Whether an option takes `true` or `false`, as a flag or as a value that may be left to its default.
pub fn is_boolean(arg: &Arg) -> bool {
    let values = arg.get_possible_values();
    let names: Vec<&str> = values.iter().map(|value| value.get_name()).collect();
    is_flag(arg) || names == ["true", "false"]
}

/// Why `text` cannot be the value of this option; nothing when it can.
pub fn refusal(command: &Command, arg: &Arg, text: &str) -> Option<String> {
    if is_flag(arg) {
        return (text != "true" && text != "false").then(|| "true or false is wanted".to_owned());
    }
    let option = format!("--{}={text}", name(arg));
    let silent = |arg: Arg| arg.env(None::<&str>);
    let tried = command
        .clone()
        .mut_args(silent)
        .mut_subcommand(SERVE, |serve| serve.mut_args(silent))
        .try_get_matches_from(["luochui", SERVE, &option]);
    match tried {
        Err(error) if is_secret(arg) => Some(format!("{} (the value is not shown)", error.kind())),
        Err(error) => Some(reason(&error)),
        Ok(_) => None,
    }
}

/// The first paragraph of what clap says, without its label: the rest explains the command line.
pub fn reason(error: &clap::Error) -> String {
    let text = error.to_string();
    let first = text.split("\n\n").next().unwrap_or_default();
    first
        .trim_start_matches("error: ")
        .trim()
        .replace('\n', " ")
}

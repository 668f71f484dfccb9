//! Both engines carry the same migrations by name, and each begins by saying why it is there.

use super::{Offence, tree::Tree};

const ENGINES: [&str; 2] = ["store/migrations/sqlite/", "store/migrations/postgres/"];

pub fn check(tree: &Tree) -> Vec<Offence> {
    let mut offences = Vec::new();
    for [one, other] in [ENGINES, [ENGINES[1], ENGINES[0]]] {
        for file in tree.under(one) {
            let name = &file.path[one.len()..];
            if tree.get(&format!("{other}{name}")).is_none() {
                offences.push(Offence::new(
                    &file.path,
                    1,
                    format!("there is no {other}{name}"),
                ));
            }
            if !file.text.starts_with("--") {
                let reason =
                    "the first line must be a comment that says why the migration is there";
                offences.push(Offence::new(&file.path, 1, reason));
            }
        }
    }
    offences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_migration_of_one_engine_only() {
        let twins = [
            ("store/migrations/sqlite/0001_lots.sql", "-- Lots.\n"),
            ("store/migrations/postgres/0001_lots.sql", "-- Lots.\n"),
        ];
        assert_eq!(check(&Tree::of(&twins)), []);
        assert_eq!(check(&Tree::of(&twins[..1])).len(), 1);
    }

    #[test]
    fn finds_a_migration_without_its_reason() {
        let twins = [
            (
                "store/migrations/sqlite/0001_lots.sql",
                "CREATE TABLE lots (id);",
            ),
            ("store/migrations/postgres/0001_lots.sql", "-- Lots.\n"),
        ];
        let offences = check(&Tree::of(&twins));
        assert_eq!(offences.len(), 1);
        assert!(offences[0].path.contains("sqlite"));
    }
}

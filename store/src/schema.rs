//! Which migrations a database has seen, and which of them this program knows.

use crate::error::Result;
use crate::open::Engine;
use sqlx::migrate::Migrator;
use std::collections::BTreeSet;

static SQLITE: Migrator = sqlx_macros::migrate!("./migrations/sqlite");
static POSTGRES: Migrator = sqlx_macros::migrate!("./migrations/postgres");

/// The migrations of an engine.
pub(crate) const fn migrations(engine: Engine) -> &'static Migrator {
    match engine {
        Engine::Sqlite => &SQLITE,
        Engine::Postgres => &POSTGRES,
    }
}

/// A change of the tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its number.
    pub version: i64,
    /// Its name: what the change is about.
    pub name: String,
}

/// How far the tables of a database have come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// The number of the last migration that was run; nothing in an empty database.
    pub version: Option<i64>,
    /// What this program would still run, in order.
    pub pending: Vec<Step>,
    /// Migrations that were run and that this program does not know: it is too old.
    pub unknown: Vec<i64>,
}

impl Schema {
    /// The number of the last migration that this program knows.
    pub fn known(engine: Engine) -> i64 {
        let versions = migrations(engine).iter().map(|step| step.version);
        versions.max().unwrap_or(0)
    }

    /// How far a SQLite file has come that is not there yet.
    pub fn of_nothing() -> Self {
        Self::of(Engine::Sqlite, &[])
    }

    /// What the migrations that a database has seen leave to be done.
    pub(crate) fn of(engine: Engine, applied: &[i64]) -> Self {
        let applied: BTreeSet<i64> = applied.iter().copied().collect();
        let known = migrations(engine);
        let pending = known.iter().filter(|step| !applied.contains(&step.version));
        Self {
            version: applied.last().copied(),
            pending: pending
                .map(|step| Step {
                    version: step.version,
                    name: step.description.replace('_', " "),
                })
                .collect(),
            unknown: applied
                .iter()
                .copied()
                .filter(|version| !known.version_exists(*version))
                .collect(),
        }
    }

    /// Refuses a database that a newer program has been at.
    ///
    /// # Errors
    /// [`StoreError::Newer`](crate::StoreError::Newer).
    pub fn admit(&self, engine: Engine) -> Result<()> {
        match self.unknown.last() {
            Some(found) => Err(crate::StoreError::Newer {
                found: *found,
                known: Self::known(engine),
            }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_know_the_same_migrations() {
        let names = |engine| -> Vec<(i64, String)> {
            let known = migrations(engine).iter();
            known
                .map(|step| (step.version, step.description.to_string()))
                .collect()
        };
        assert_eq!(names(Engine::Sqlite), names(Engine::Postgres));
    }

    #[test]
    fn what_was_run_is_not_pending_and_what_is_unknown_is_refused() {
        let all = Schema::of(Engine::Sqlite, &[]);
        assert_eq!(all.version, None);
        assert_eq!(all.pending[0].version, 1);
        assert_eq!(all.pending[0].name, "seasons and people");
        let later = Schema::of(Engine::Sqlite, &[1, 2]);
        assert_eq!(later.version, Some(2));
        assert_eq!(later.pending[0].version, 3);
        assert!(later.admit(Engine::Sqlite).is_ok());
        let newer = Schema::of(Engine::Sqlite, &[1, 2, 9_001]);
        assert_eq!(newer.unknown, [9_001]);
        let refused = newer.admit(Engine::Sqlite).unwrap_err().to_string();
        assert!(
            refused.contains("migration 9001") && refused.contains("newer"),
            "{refused}"
        );
    }
}

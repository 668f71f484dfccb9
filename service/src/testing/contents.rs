//! Everything that is stored, for tests in which nothing may change.

use super::TestPortal;
use std::collections::BTreeMap;

impl TestPortal {
    /// What is stored, on SQLite: the rows of each table.
    ///
    /// # Panics
    /// When the database cannot be read.
    pub async fn contents(&self) -> BTreeMap<String, Vec<String>> {
        let contents = store::testing::contents(self.url()).await;
        contents.expect("a database that can be read")
    }
}

//! The files that the bank's word is kept in, as the centre reads them again.

use crate::Tx;
use crate::error::Result;
use crate::sql::Sql;
use domain::evidence::FileHash;
use domain::ids::DepositId;
use domain::time::Timestamp;
use domain::views::DepositProof;

/// Proofs that are read at once: each deposit of a page has two at most, unless it comes again with
/// another round.
const PROOFS_MAX: u32 = 1_000;

impl Tx {
    /// The proofs of these deposits, in the order of their movements.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn deposit_proofs(&mut self, of: &[DepositId]) -> Result<Vec<DepositProof>> {
        if of.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new(
            "SELECT d.id, p.hash, p.file_name, o.at FROM deposits d JOIN deposit_postings o \
             ON o.lot_id = d.lot_id AND o.account_id = d.account_id \
             JOIN deposit_proofs p ON p.hash = o.proof WHERE d.id IN ",
        );
        sql.push_row(of.iter().map(|id| (*id).into()));
        sql.push(" ORDER BY d.id, o.seq LIMIT ")
            .push_arg(PROOFS_MAX);
        let rows: Vec<(i64, String, String, i64)> = self.all(sql).await?;
        let read = |(id, hash, file_name, at)| DepositProof {
            deposit: DepositId(id),
            hash,
            file_name,
            at: Timestamp(at),
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// The file with this fingerprint, with its name, when it proves a movement of this deposit.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn deposit_proof(
        &mut self,
        of: DepositId,
        hash: FileHash,
    ) -> Result<Option<(String, Vec<u8>)>> {
        let sql = Sql::new(
            "SELECT p.file_name, p.file FROM deposits d JOIN deposit_postings o \
             ON o.lot_id = d.lot_id AND o.account_id = d.account_id \
             JOIN deposit_proofs p ON p.hash = o.proof WHERE d.id = $1 AND p.hash = $2 LIMIT 1",
        );
        self.optional(sql.bind(of).bind(hash.to_string())).await
    }
}

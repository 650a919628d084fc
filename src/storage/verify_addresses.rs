//! Addresses stand under the digest of their content, and the rows that name them
//! are in the chain: an address that is what its id says is the one that was written.

use entity::address;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::sql::Keys;
use super::verify::Break;
use super::{Reads, StorageError, rows};

/// How many rows are read at a time.
const ROWS: i64 = 5_000;
/// Where units name addresses.
const NAMED: [&str; 3] = ["postal_address", "visiting_address", "activity_address"];

impl Reads {
    /// The first commit that named an address which is not what its id says.
    pub(super) async fn changed_address(
        &self,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Option<Break>, StorageError> {
        let (mut changed, mut count) = (Vec::new(), 0);
        let mut last: Option<Uuid> = None;
        loop {
            let mut sql = self.sql();
            sql.push("SELECT a.* FROM address a");
            if let Some(last) = last {
                sql.push(" WHERE a.id > ").bind(last);
            }
            sql.push(" ORDER BY a.id LIMIT ").bind(ROWS);
            let found = self.rows(sql).await?;
            for row in &found {
                let id: Uuid = row.try_get("", "id")?;
                let as_named = address::Model::from_query_result(row, "").ok();
                if as_named.is_none_or(|row| rows::address(row).id() != id) {
                    changed.push(id);
                }
                last = Some(id);
            }
            count += found.len() as u64;
            progress(count);
            if found.len() < usize::try_from(ROWS).unwrap_or(usize::MAX) {
                break;
            }
        }
        if changed.is_empty() { Ok(None) } else { self.first_to_name(&changed).await.map(Some) }
    }

    async fn first_to_name(&self, changed: &[Uuid]) -> Result<Break, StorageError> {
        let mut sql = self.sql();
        for (position, column) in NAMED.iter().enumerate() {
            sql.push(if position == 0 { "" } else { " UNION ALL " });
            sql.push("SELECT u.rev_from AS revision, u.").push(column).push(" AS id FROM unit u WHERE ");
            sql.is_one_of(&format!("u.{column}"), Keys::Digests(changed));
        }
        sql.push(" ORDER BY revision LIMIT 1");
        match self.rows(sql).await?.first() {
            Some(row) => {
                let id: Uuid = row.try_get("", "id")?;
                Ok(Break::new(row.try_get("", "revision")?, format!("the address {id} was changed")))
            }
            // No commit can be blamed for an address that nothing names.
            None => Ok(Break::new(
                self.head_revision().await?.0,
                format!("the address {}, which no unit names, was changed", changed[0]),
            )),
        }
    }

    /// The first commit that named an address which is not there.
    pub(super) async fn missing_address(&self) -> Result<Option<Break>, StorageError> {
        let mut sql = self.sql();
        for (position, column) in NAMED.iter().enumerate() {
            sql.push(if position == 0 { "" } else { " UNION ALL " });
            sql.push(&format!(
                "SELECT u.rev_from AS revision, u.{column} AS id FROM unit u WHERE u.{column} IS NOT NULL \
                 AND NOT EXISTS (SELECT 1 FROM address a WHERE a.id = u.{column})"
            ));
        }
        sql.push(" ORDER BY revision LIMIT 1");
        let found = self.rows(sql).await?;
        let Some(row) = found.first() else { return Ok(None) };
        let id: Uuid = row.try_get("", "id")?;
        Ok(Some(Break::new(row.try_get("", "revision")?, format!("the address {id} was taken away"))))
    }
}

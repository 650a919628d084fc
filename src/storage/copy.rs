//! A copy of another register, in a SQLite file of its own: whoever follows a register keeps one.

use std::borrow::Cow;
use std::path::Path;

use futures_util::TryStreamExt;
use sea_orm::sqlx::sqlite::SqliteSynchronous;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database as SeaOrm, DatabaseConnection, DatabaseTransaction, DbBackend,
    QueryResult, Statement, StreamTrait, TransactionTrait, Value,
};

use super::StorageError;
use super::rows::unreadable;
use crate::model::{ManyDigests, Record, RecordType, RecordVersion, Revision, SorCode, Values};

/// Tables and views of a copy.
const TABLES: &str = include_str!("copy.sql");
/// What tells a copy from other databases: "SORG".
const APPLICATION: i64 = 0x534F_5247;
/// Raised when the tables change: a copy of another format is made anew.
const FORMAT: i64 = 1;

/// How far a copy is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyState {
    /// Address of the register.
    pub source: String,
    /// What is being done.
    pub stage: CopyStage,
    /// While it is loaded the revision of the load; afterwards the last one that it was equal to.
    pub revision: Revision,
    /// When that revision was committed, as the register tells it: by this the same commit is known again.
    pub committed_at: String,
    /// Where to go on: in the load, or in the feed of changes. Empty before the first page of the load.
    pub position: String,
}

/// What is being done with a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyStage {
    /// It is being loaded.
    Loading,
    /// It holds some of the changes behind its revision, and not others yet.
    Following,
    /// It is what the register was at its revision.
    Complete,
}

impl CopyStage {
    const ALL: [Self; 3] = [Self::Loading, Self::Following, Self::Complete];

    fn name(self) -> &'static str {
        match self {
            Self::Loading => "LOADING",
            Self::Following => "FOLLOWING",
            Self::Complete => "COMPLETE",
        }
    }
}

/// What becomes of a record in a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyStep {
    /// It is what the register says.
    Put(Record),
    /// It is not there any more; by the name of its type, and its key.
    Drop(String, String),
    /// All that there is is dropped.
    Clear,
}

/// Why a copy could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The file is no copy of a register, or one that another version of the program made.
    #[error("it is a database, but no copy that this version of sorgraph keeps: name another file")]
    NoCopy,
    /// Another process has written to the copy meanwhile.
    #[error("another process follows into the same file")]
    Taken,
    /// The file could not be read or written.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<sea_orm::DbErr> for CopyError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Storage(error.into())
    }
}

/// A copy in a file.
#[derive(Debug, Clone)]
pub struct CopyFile(DatabaseConnection);

fn sql(text: impl Into<String>, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Sqlite, text, values)
}

fn stored(revision: Revision) -> Value {
    revision.0.into()
}

impl CopyFile {
    /// Opens the copy in a file, which is made where there is none.
    pub async fn open(path: &Path) -> Result<Self, CopyError> {
        let mut options = ConnectOptions::new("sqlite::memory:");
        let path = path.to_owned();
        options.max_connections(1).sqlx_logging(false).map_sqlx_sqlite_opts(move |sqlite| {
            // FULL: what was copied once is not asked for again, whatever happens to the machine.
            let sqlite = sqlite.filename(&path).in_memory(false).shared_cache(false);
            sqlite.create_if_missing(true).synchronous(SqliteSynchronous::Full)
        });
        let copy = Self(SeaOrm::connect(options).await?);
        if copy.number("SELECT COUNT(*) FROM sqlite_master").await? == 0 {
            let marks = format!("PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {FORMAT}");
            let transaction = copy.begin().await?;
            transaction.execute_unprepared(TABLES).await?;
            transaction.execute_unprepared(&marks).await?;
            transaction.commit().await?;
        }
        let marks = [copy.number("PRAGMA application_id").await?, copy.number("PRAGMA user_version").await?];
        if marks != [APPLICATION, FORMAT] {
            return Err(CopyError::NoCopy);
        }
        // Only now: somebody else's database stays as it is.
        copy.0.execute_unprepared("PRAGMA journal_mode = WAL").await?;
        Ok(copy)
    }

    /// How many records it holds.
    pub async fn count(&self) -> Result<u64, StorageError> {
        Ok(self.number("SELECT COUNT(*) FROM record").await?.try_into().unwrap_or_default())
    }

    /// How far the copy is; `None` for an empty file.
    pub async fn state(&self) -> Result<Option<CopyState>, StorageError> {
        let text = "SELECT source, state, revision, position, committed_at FROM copy_state";
        let Some(row) = self.0.query_one_raw(sql(text, [])).await? else { return Ok(None) };
        let stage: String = row.try_get_by_index(1)?;
        let known = CopyStage::ALL.into_iter().find(|known| known.name() == stage);
        Ok(Some(CopyState {
            source: row.try_get_by_index(0)?,
            stage: known.ok_or_else(|| unreadable("copy_state", &1, &format!("the state {stage}")))?,
            revision: Revision(row.try_get_by_index(2)?),
            position: row.try_get_by_index(3)?,
            committed_at: row.try_get_by_index(4)?,
        }))
    }

    /// Begins the load of a register, in a file that has none.
    pub async fn begin_load(
        &self,
        source: &str,
        revision: Revision,
        committed_at: &str,
    ) -> Result<CopyState, CopyError> {
        let text = "INSERT INTO copy_state (one, source, state, revision, position, committed_at) \
                    VALUES (1, $1, $2, $3, '', $4) ON CONFLICT DO NOTHING";
        let loading = CopyStage::Loading.name();
        let values = [source.into(), loading.into(), stored(revision), committed_at.into()];
        self.0.execute_raw(sql(text, values)).await?;
        self.state().await?.ok_or(CopyError::Taken)
    }

    /// Carries out steps, and notes with them how far the copy is now: all of it or nothing.
    pub async fn advance(
        &self,
        from: &CopyState,
        steps: Vec<CopyStep>,
        to: CopyState,
    ) -> Result<CopyState, CopyError> {
        let transaction = self.begin().await?;
        let text = "UPDATE copy_state SET state = $1, revision = $2, position = $3, committed_at = $4 \
                    WHERE position = $5 AND state = $6";
        let values = [
            to.stage.name().into(),
            stored(to.revision),
            to.position.clone().into(),
            to.committed_at.clone().into(),
            from.position.clone().into(),
            from.stage.name().into(),
        ];
        if transaction.execute_raw(sql(text, values)).await?.rows_affected() != 1 {
            return Err(CopyError::Taken);
        }
        for step in steps {
            carry_out(&transaction, step).await?;
        }
        transaction.commit().await?;
        Ok(to)
    }

    /// The digests of all that the copy holds, computed from its own contents; of what stands below a
    /// record on any day when `within` names one.
    pub async fn digests(&self, within: Option<SorCode>) -> Result<ManyDigests, StorageError> {
        let columns = "v.record_type, v.key, v.valid_from, v.valid_to, v.said";
        let order = "ORDER BY v.record_type, v.key, v.number";
        let statement = match within {
            None => sql(format!("SELECT {columns} FROM record_version v {order}"), []),
            Some(root) => {
                // UNION: units that stand below each other on different days make a circle, which must end.
                let text = format!(
                    "WITH RECURSIVE tree(code) AS (SELECT $1 UNION SELECT v.key FROM tree \
                     JOIN record_version v ON json_extract(v.said, '$.parent') = tree.code), \
                     held(gln) AS (SELECT v.key FROM tree JOIN record_version v \
                     ON json_extract(v.said, '$.holder') = tree.code) \
                     SELECT {columns} FROM record_version v WHERE v.record_type IN \
                     ('INSTITUTION_OWNER', 'HEALTH_INSTITUTION', 'ORGANISATIONAL_UNIT') \
                     AND v.key IN (SELECT code FROM tree) \
                     OR v.record_type IN ('LOCATION_NUMBER', 'LOCATION_NUMBER_MESSAGE_TYPES') \
                     AND v.key IN (SELECT gln FROM held) {order}"
                );
                sql(text, [root.to_string().into()])
            }
        };
        let mut many = ManyDigests::default();
        let mut gathered: Option<Record> = None;
        let mut rows = self.0.stream_raw(statement).await?;
        while let Some(row) = rows.try_next().await? {
            let (record_type, key, version) = version(&row)?;
            match &mut gathered {
                Some(record) if record.record_type == record_type && record.key == key => {
                    record.versions.push(version);
                }
                _ => {
                    gathered.iter().for_each(|record| many.add(record));
                    gathered = Some(Record { record_type, key, versions: vec![version] });
                }
            }
        }
        gathered.iter().for_each(|record| many.add(record));
        Ok(many)
    }

    /// Closes the file.
    pub async fn close(self) -> Result<(), StorageError> {
        Ok(self.0.close().await?)
    }

    #[expect(clippy::disallowed_methods, reason = "a copy is not the register: it is written as it was told")]
    async fn begin(&self) -> Result<DatabaseTransaction, StorageError> {
        Ok(self.0.begin().await?)
    }

    async fn number(&self, text: &str) -> Result<i64, StorageError> {
        let row = self.0.query_one_raw(sql(text, [])).await?;
        Ok(row.map_or(Ok(0), |row| row.try_get_by_index(0))?)
    }
}

async fn carry_out(transaction: &DatabaseTransaction, step: CopyStep) -> Result<(), StorageError> {
    let (record_type, key) = match &step {
        CopyStep::Put(record) => (record.record_type.to_string(), record.key.clone()),
        CopyStep::Drop(record_type, key) => (record_type.clone(), key.clone()),
        CopyStep::Clear => {
            transaction.execute_unprepared("DELETE FROM record; DELETE FROM record_version").await?;
            return Ok(());
        }
    };
    // A unit may have been one of another type.
    let units = RecordType::UNITS.map(RecordType::name);
    let types =
        if units.contains(&record_type.as_str()) { units.to_vec() } else { vec![record_type.as_str()] };
    for table in ["record", "record_version"] {
        for former in &types {
            let text = format!("DELETE FROM {table} WHERE record_type = $1 AND key = $2");
            transaction.execute_raw(sql(text, [(*former).into(), key.clone().into()])).await?;
        }
    }
    let CopyStep::Put(record) = step else { return Ok(()) };
    let named = || [Value::from(record_type.clone()), Value::from(key.clone())];
    let digest = record.digest().to_string();
    let text = "INSERT INTO record (record_type, key, digest) VALUES ($1, $2, $3)";
    transaction.execute_raw(sql(text, named().into_iter().chain([digest.into()]))).await?;
    let text = "INSERT INTO record_version (record_type, key, number, valid_from, valid_to, said) \
                VALUES ($1, $2, $3, $4, $5, $6)";
    for (number, version) in (1_i64..).zip(record.versions) {
        let day = |day: Option<chrono::NaiveDate>| Value::from(day.map(|day| day.to_string()));
        let values = [
            number.into(),
            day(version.valid_from),
            day(version.valid_to),
            serde_json::json!(version.values).to_string().into(),
        ];
        transaction.execute_raw(sql(text, named().into_iter().chain(values))).await?;
    }
    Ok(())
}

fn version(row: &QueryResult) -> Result<(Cow<'static, str>, String, RecordVersion), StorageError> {
    let name: String = row.try_get_by_index(0)?;
    let key: String = row.try_get_by_index(1)?;
    let bad = |what: &str| unreadable("record_version", &format!("{name} {key}"), &what);
    let day = |index| -> Result<Option<chrono::NaiveDate>, StorageError> {
        let text: Option<String> = row.try_get_by_index(index)?;
        text.map(|text| text.parse().map_err(|_| bad("a day that is none"))).transpose()
    };
    let said: String = row.try_get_by_index(4)?;
    let values: Values =
        serde_json::from_str(&said).map_err(|_| bad("values that are no object of texts"))?;
    let version = RecordVersion { valid_from: day(2)?, valid_to: day(3)?, values };
    Ok((name.into(), key, version))
}

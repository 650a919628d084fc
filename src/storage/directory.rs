//! Where users find help: desks and guides.

use entity::{guide, support_desk};
use sea_orm::ActiveValue::Set;

use super::rows::STANDS;
use super::sql::{Column, known};
use super::writer::{ROWS, Writer};
use super::{Reads, StorageError};
use crate::model::{Guide, Revision, SupportDesk};

impl Reads {
    /// Every desk, in the order of the keys.
    pub async fn support_desks(&self, revision: Revision) -> Result<Vec<SupportDesk>, StorageError> {
        let mut sql = self.sql().at_revision(revision);
        sql.push("SELECT d.* FROM support_desk d WHERE ").push(&known("d")).push(" ORDER BY d.entry");
        let read = |row: support_desk::Model| SupportDesk {
            key: row.entry,
            name_da: row.name_da,
            name_en: row.name_en,
            email: row.email,
            telephone: row.telephone,
            opening_hours: row.opening_hours,
        };
        Ok(self.all(sql).await?.into_iter().map(read).collect())
    }

    /// Every guide, in the order of the list.
    pub async fn guides(&self, revision: Revision) -> Result<Vec<Guide>, StorageError> {
        let mut sql = self.sql().at_revision(revision);
        sql.push("SELECT g.* FROM guide g WHERE ").push(&known("g")).push(" ORDER BY g.position, g.entry");
        let read = |row: guide::Model| Guide {
            key: row.entry,
            position: row.position,
            title_da: row.title_da,
            title_en: row.title_en,
            url: row.url,
        };
        Ok(self.all(sql).await?.into_iter().map(read).collect())
    }
}

impl Writer {
    /// Adds desks.
    pub async fn insert_support_desks(&mut self, desks: Vec<SupportDesk>) -> Result<(), StorageError> {
        let row = |desk: SupportDesk, revision: Revision| support_desk::ActiveModel {
            entry: Set(desk.key),
            name_da: Set(desk.name_da),
            name_en: Set(desk.name_en),
            email: Set(desk.email),
            telephone: Set(desk.telephone),
            opening_hours: Set(desk.opening_hours),
            rev_from: Set(revision.0),
            rev_to: Set(STANDS),
        };
        self.insert(desks, row, ROWS).await
    }

    /// Ends the desks of these keys with this revision.
    pub async fn close_support_desks(&mut self, keys: Vec<String>) -> Result<(), StorageError> {
        self.close::<support_desk::Entity>("entry", &[Column::Texts(keys)]).await
    }

    /// Adds guides.
    pub async fn insert_guides(&mut self, guides: Vec<Guide>) -> Result<(), StorageError> {
        let row = |guide: Guide, revision: Revision| guide::ActiveModel {
            entry: Set(guide.key),
            position: Set(guide.position),
            title_da: Set(guide.title_da),
            title_en: Set(guide.title_en),
            url: Set(guide.url),
            rev_from: Set(revision.0),
            rev_to: Set(STANDS),
        };
        self.insert(guides, row, ROWS).await
    }

    /// Ends the guides of these keys with this revision.
    pub async fn close_guides(&mut self, keys: Vec<String>) -> Result<(), StorageError> {
        self.close::<guide::Entity>("entry", &[Column::Texts(keys)]).await
    }
}

//! Message types and code lists.

use async_graphql::{Context, Object, Result};

use crate::model::Revision;
use crate::register::SortKey;
use crate::schema::connection::{Connection, Reading};
use crate::schema::context::request;
use crate::schema::cursor::ListMark;
use crate::schema::input::MessageTypeBy;
use crate::schema::paging::PageArgs;
use crate::schema::scalars::Date;
use crate::schema::types::{CodeList, CodedValue, MessageType};

#[derive(Default)]
pub struct MessageQuery;

#[expect(clippy::similar_names, reason = "list and last are what the caller writes")]
#[Object]
impl MessageQuery {
    /// One message type (meddelelsestype) of MedCom's list. Null where the list has none of that name.
    async fn message_type(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What names it.")] by: MessageTypeBy,
        #[graphql(desc = "Does not matter here: message types are listed by revision alone.")] at: Option<
            Date,
        >,
        #[graphql(desc = "The revision at which to read; the newest when left out.")] revision: Option<
            Revision,
        >,
    ) -> Result<Option<MessageType>> {
        let point = request(ctx)?.point(at, revision)?;
        match by.key() {
            Some(key) => Ok(MessageType::load(ctx, point.revision, &key).await?),
            None => Ok(None),
        }
    }

    /// Message types (meddelelsestyper) of MedCom's list.
    ///
    /// A connection; by format, type and version. Null only when the register cannot be read now.
    async fn message_types(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Does not matter here: message types are listed by revision alone.")] at: Option<
            Date,
        >,
        #[graphql(desc = "The revision at which to read; the newest, or that of the cursor, when left out.")]
        revision: Option<Revision>,
        #[graphql(desc = "Records on a page read forwards: 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts. Not together with last or before.")]
        after: Option<String>,
        #[graphql(desc = "Records on a page read backwards: 1 to 100; 20 when left out.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends. Not together with first or after.")]
        before: Option<String>,
    ) -> Result<Option<Connection<MessageType>>> {
        let mark = ListMark::new(&"messageTypes", |_| true);
        let page = PageArgs { first, after, last, before };
        let (point, page) = page.at_root(&mark, request(ctx)?, at, revision)?;
        let reading = Reading { mark: &mark, point, request: &page };
        let all = MessageType::all(ctx, point.revision).await?;
        let key = |id: String| SortKey { id, ..SortKey::default() };
        let items = all.iter().enumerate().map(|(place, listed)| (key(listed.key.to_string()), place));
        let show = |place| MessageType::listed(&all, place);
        Ok(Some(Connection::of_whole(items.collect(), &reading, show)))
    }

    /// The entries of an outside code list (klassifikation).
    ///
    /// A connection; by code, or by name where the list has no codes. Null only when the register cannot be read now.
    async fn codes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code list.")] list: CodeList,
        #[graphql(desc = "Does not matter here: code lists change by revision alone.")] at: Option<Date>,
        #[graphql(desc = "The revision at which to read; the newest, or that of the cursor, when left out.")]
        revision: Option<Revision>,
        #[graphql(desc = "Records on a page read forwards: 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts. Not together with last or before.")]
        after: Option<String>,
        #[graphql(desc = "Records on a page read backwards: 1 to 100; 20 when left out.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends. Not together with first or after.")]
        before: Option<String>,
    ) -> Result<Option<Connection<CodedValue>>> {
        let mark = ListMark::new(&("codes", list), |_| true);
        let page = PageArgs { first, after, last, before };
        let (point, page) = page.at_root(&mark, request(ctx)?, at, revision)?;
        let reading = Reading { mark: &mark, point, request: &page };
        let lists = CodedValue::lists(ctx, point.revision).await?;
        let key = |id: &str| SortKey { id: id.to_owned(), ..SortKey::default() };
        let items = lists.list(list.into()).map(|value| (key(&value.key), value.clone()));
        Ok(Some(Connection::of_whole(items.collect(), &reading, CodedValue)))
    }
}

//! Search by name.

use async_graphql::{Context, Object, Result};

use crate::model::{Revision, search_key};
use crate::schema::connection::{Reading, Total};
use crate::schema::context::{loaders, request};
use crate::schema::error::{Answer, Problem};
use crate::schema::input::SearchFilter;
use crate::schema::lists::{search_list, unit_mark};
use crate::schema::paging::{MOST, PageArgs};
use crate::schema::scalars::Date;
use crate::schema::types::SearchResultConnection;

#[derive(Default)]
pub struct SearchQuery;

#[Object]
impl SearchQuery {
    /// Records whose name has every word of a text, each as the beginning of a word. Case and
    /// accents do not matter, nor whether æ, ø, å are written ae, oe, aa. Where no record fits, those whose name has
    /// every word but for one letter of one of them (changed, missing, too many, or two in the wrong order; words of
    /// four letters and more): at the newest revision, where the service holds the register in memory.
    ///
    /// A connection, read forwards only; the best fit first, then by name. Null only when the register cannot be read now.
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The text, 1 to 100 characters, a letter or a digit among them.")] text: String,
        #[graphql(
            desc = "The day for which to read; today in Denmark, or that of the cursor, when left out."
        )]
        at: Option<Date>,
        #[graphql(desc = "The revision at which to read; the newest, or that of the cursor, when left out.")]
        revision: Option<Revision>,
        #[graphql(desc = "Which records. Without a state: those in force on the day of the query.")]
        filter: Option<SearchFilter>,
        #[graphql(desc = "Records on a page: 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
    ) -> Result<Option<SearchResultConnection>> {
        let list = search_list(filter.unwrap_or_default().read(words(&text)?)?);
        let mark = unit_mark(&list);
        let page = PageArgs { first, after, ..PageArgs::default() };
        let (point, page) = page.at_root(&mark, request(ctx)?, at, revision)?;
        let group = (point, list.clone(), page.clone());
        let found = loaders(ctx)?.unit_pages.load(group, String::new()).await?.unwrap_or_default();
        let reading = Reading { mark: &mark, point, request: &page };
        let total = Total::Units(Box::new((point, list, String::new())));
        Ok(Some(SearchResultConnection::new(&found, &reading, total)))
    }
}

/// The words of a text, in search form.
pub fn words(text: &str) -> Answer<String> {
    let words = search_key(text);
    if text.chars().count() > MOST as usize || words.is_empty() {
        return Err(Problem::argument(format!(
            "text has 1 to {MOST} characters, a letter or a digit among them."
        )));
    }
    Ok(words)
}

//! Support desks and guides.

use async_graphql::{Context, Object, Result};

use crate::model::{self, OpeningHours};
use crate::schema::context::request;

/// A support desk.
#[derive(Debug, Clone)]
pub struct SupportDesk(pub model::SupportDesk);

#[expect(clippy::unused_async, reason = "what the object macro takes")]
/// A desk that helps users of the register.
#[Object]
impl SupportDesk {
    /// What identifies it, for example "technical" or "professional".
    async fn key(&self) -> &str {
        &self.0.key
    }

    /// Danish name.
    async fn name_da(&self) -> &str {
        &self.0.name_da
    }

    /// English name. Null where there is none.
    async fn name_en(&self) -> Option<&str> {
        self.0.name_en.as_deref()
    }

    /// E-mail address. Null where there is none.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// Telephone number. Null where there is none.
    async fn telephone(&self) -> Option<&str> {
        self.0.telephone.as_deref()
    }

    /// When it is open, in Danish time, for example "Mon-Thu 09:00-15:00; Fri 09:00-14:00". Closed on Danish public
    /// holidays. Null where it is not told.
    async fn opening_hours(&self) -> Option<&str> {
        self.0.opening_hours.as_deref()
    }

    /// Whether it is open now. Null where its hours are not told.
    async fn is_open_now(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        let now = request(ctx)?.register().now();
        let hours = self.0.opening_hours.as_deref().and_then(|hours| OpeningHours::parse(hours).ok());
        Ok(hours.map(|hours| hours.is_open(now)))
    }
}

/// A guide.
#[derive(Debug, Clone)]
pub struct Guide(pub model::Guide);

/// A guide or page about the register.
#[Object]
impl Guide {
    /// What identifies it.
    async fn key(&self) -> &str {
        &self.0.key
    }

    /// Danish title.
    async fn title_da(&self) -> &str {
        &self.0.title_da
    }

    /// English title. Null where there is none.
    async fn title_en(&self) -> Option<&str> {
        self.0.title_en.as_deref()
    }

    /// Address of the page.
    async fn url(&self) -> &str {
        &self.0.url
    }
}

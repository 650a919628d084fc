//! Support desks and guides, which the authority keeps as data.

use serde::{Deserialize, Serialize};

use super::{Done, RecordKey, Verb};
use crate::identity::Caller;
use crate::model::{Guide, OpeningHours, SupportDesk};
use crate::ownership::{Action, Asked, Matter, Part};
use crate::register::text::{check, check_email, check_some};
use crate::register::{Change, Draft, FaultCode, Faults, Rules, Stop};

/// What is done to support and guides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Guidance {
    /// Puts up a support desk, in place of the one with the same key.
    PutDesk(Desk),
    /// Takes a support desk away.
    RemoveDesk(String),
    /// Puts up a guide, in place of the one with the same key.
    PutGuide(Page),
    /// Takes a guide away.
    RemoveGuide(String),
}

/// A support desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    /// What identifies it, e.g. `technical`.
    pub key: String,
    /// Danish name.
    pub name_da: String,
    /// English name.
    pub name_en: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub telephone: Option<String>,
    /// When it is open.
    pub opening_hours: Option<String>,
}

/// A guide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// What identifies it.
    pub key: String,
    /// Place in the list.
    pub position: i32,
    /// Danish title.
    pub title_da: String,
    /// English title.
    pub title_en: Option<String>,
    /// Address of the page.
    pub url: String,
}

const TITLE_MAX: usize = 100;

fn check_key(key: &str, faults: &mut Faults) {
    let fits = (1..=40).contains(&key.len())
        && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    faults.when(!fits, FaultCode::BadValue, "key", "A key has 1 to 40 of a-z, 0-9 and -.");
}

impl Verb for Guidance {
    fn name(&self) -> &'static str {
        match self {
            Self::PutDesk(_) => "PUT_SUPPORT_DESK",
            Self::RemoveDesk(_) => "REMOVE_SUPPORT_DESK",
            Self::PutGuide(_) => "PUT_GUIDE",
            Self::RemoveGuide(_) => "REMOVE_GUIDE",
        }
    }

    fn check(&self, _: &Rules, faults: &mut Faults) {
        match self {
            Self::PutDesk(desk) => {
                check_key(&desk.key, faults);
                check(&desk.name_da, TITLE_MAX, "nameDa", faults);
                check_some(desk.name_en.as_ref(), TITLE_MAX, "nameEn", faults);
                check_some(desk.telephone.as_ref(), 20, "telephone", faults);
                if let Some(email) = &desk.email {
                    check_email(email, "email", faults);
                }
                if let Some(Err(fault)) = desk.opening_hours.as_deref().map(OpeningHours::parse) {
                    faults.add(FaultCode::BadValue, "openingHours", fault.to_string());
                }
            }
            Self::PutGuide(page) => {
                check_key(&page.key, faults);
                check(&page.title_da, TITLE_MAX, "titleDa", faults);
                check_some(page.title_en.as_ref(), TITLE_MAX, "titleEn", faults);
                check(&page.url, 300, "url", faults);
                let web = page.url.starts_with("https://") && !page.url.contains(char::is_whitespace);
                faults.when(!web, FaultCode::BadValue, "url", "It is no address that starts with https://.");
            }
            Self::RemoveDesk(key) | Self::RemoveGuide(key) => check_key(key, faults),
        }
    }

    fn watched(&self) -> Option<RecordKey> {
        None
    }

    async fn asked(&self, _: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        Ok(vec![Asked::new(Action::Update, Matter::new(Part::Guidance, self.key()))])
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let key = self.key().to_owned();
        let reader = change.reader();
        let revision = change.before();
        let found = match self {
            Self::PutDesk(_) | Self::RemoveDesk(_) => {
                let desks = reader.support_desks(revision).await?;
                desks.into_iter().find(|desk| desk.key == key).map(Found::Desk)
            }
            Self::PutGuide(_) | Self::RemoveGuide(_) => {
                let guides = reader.guides(revision).await?;
                guides.into_iter().find(|guide| guide.key == key).map(Found::Guide)
            }
        };
        drop(reader);
        let closed: Vec<_> = found.iter().map(|_| key.clone()).collect();
        match (self, found) {
            // So already: nothing to commit.
            (Self::PutDesk(desk), Some(Found::Desk(there))) if there == desk.clone().into() => {}
            (Self::PutGuide(page), Some(Found::Guide(there))) if there == page.clone().into() => {}
            (Self::PutDesk(desk), _) => change.put_support_desks(closed, vec![desk.clone().into()]).await?,
            (Self::PutGuide(page), _) => change.put_guides(closed, vec![page.clone().into()]).await?,
            (Self::RemoveDesk(_), Some(_)) => change.put_support_desks(closed, Vec::new()).await?,
            (Self::RemoveGuide(_), Some(_)) => change.put_guides(closed, Vec::new()).await?,
            (Self::RemoveDesk(_) | Self::RemoveGuide(_), None) => {
                let message = format!("There is none with the key {key}.");
                return Err(Stop::at(FaultCode::NotFound, "key", message));
            }
        }
        let summary = format!("{}: {key}", self.name());
        Ok(Done::with(RecordKey::Entry(key), change.today(), summary))
    }
}

/// What stands under the key now.
enum Found {
    Desk(SupportDesk),
    Guide(Guide),
}

impl Guidance {
    fn key(&self) -> &str {
        match self {
            Self::PutDesk(desk) => &desk.key,
            Self::PutGuide(page) => &page.key,
            Self::RemoveDesk(key) | Self::RemoveGuide(key) => key,
        }
    }
}

impl From<Desk> for SupportDesk {
    fn from(desk: Desk) -> Self {
        let Desk { key, name_da, name_en, email, telephone, opening_hours } = desk;
        Self { key, name_da, name_en, email, telephone, opening_hours }
    }
}

impl From<Page> for Guide {
    fn from(page: Page) -> Self {
        let Page { key, position, title_da, title_en, url } = page;
        Self { key, position, title_da, title_en, url }
    }
}

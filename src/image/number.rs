//! A version of a location number, and the message types on one, in few bytes.

use std::num::NonZeroI64;
use std::sync::Arc;

use chrono::NaiveDate;

use super::{Slot, Texts};
use crate::model::{Direction, Gln, LocationNumber, SorCode, State, Version};

/// A version of a location number.
#[derive(Debug)]
pub struct ImageNumber {
    /// The number.
    pub gln: Gln,
    /// The slot of the number.
    pub slot: Slot,
    /// For use inside the organisation only.
    pub only_internal: bool,
    /// Not active, whatever the dates say.
    pub not_active: bool,
    /// The date from which this applies.
    pub from_date: NaiveDate,
    /// The date of the latest edit, where known.
    pub updated_at: Option<NaiveDate>,
    /// The slot of the record that holds it, and its code.
    pub(super) holder: Option<Slot>,
    holder_code: Option<NonZeroI64>,
    /// Its days and its commit.
    pub dates: Version<()>,
    texts: Texts,
}

/// The places of the texts.
const SYSTEM_SUPPLIER: usize = 0;
const SYSTEM_TYPE: usize = 1;
const NETWORK_OPERATOR: usize = 2;
const REGION: usize = 3;
const EDI_ADMINISTRATOR: usize = 4;
const NOTE: usize = 5;

impl ImageNumber {
    pub(super) fn new(version: Version<LocationNumber>, slot: Slot, holder_slot: Option<Slot>) -> Self {
        let Version { content, life, stands_from, stands_to, written } = version;
        let LocationNumber {
            gln,
            holder,
            only_internal,
            not_active,
            system_supplier,
            system_type,
            network_operator,
            region,
            edi_administrator,
            note,
            from_date,
            updated_at,
        } = content;
        let texts = [system_supplier, system_type, network_operator, region, edi_administrator, note];
        Self {
            gln,
            slot,
            only_internal,
            not_active,
            from_date,
            updated_at,
            holder: holder_slot,
            holder_code: holder.and_then(|code| NonZeroI64::new(code.number())),
            dates: Version { content: (), life, stands_from, stands_to, written },
            texts: Texts::new(&texts.each_ref().map(Option::as_deref)),
        }
    }

    /// The version written out.
    #[must_use]
    pub fn version(&self) -> Version<LocationNumber> {
        let own = |text: Option<&str>| text.map(ToOwned::to_owned);
        let Version { content: (), life, stands_from, stands_to, written } = self.dates;
        let content = LocationNumber {
            gln: self.gln,
            holder: self.holder_code.map(|code| SorCode::from_stored(code.get())),
            only_internal: self.only_internal,
            not_active: self.not_active,
            system_supplier: own(self.system_supplier()),
            system_type: own(self.system_type()),
            network_operator: own(self.network_operator()),
            region: own(self.region()),
            edi_administrator: own(self.edi_administrator()),
            note: own(self.note()),
            from_date: self.from_date,
            updated_at: self.updated_at,
        };
        Version { content, life, stands_from, stands_to, written }
    }

    pub(super) fn stands(&self, day: NaiveDate) -> bool {
        self.dates.stands_from <= day && day <= self.dates.stands_to
    }

    /// The state on a day.
    #[must_use]
    pub fn state(&self, day: NaiveDate) -> State {
        self.dates.state(day)
    }

    /// System supplier.
    #[must_use]
    pub fn system_supplier(&self) -> Option<&str> {
        self.texts.get(SYSTEM_SUPPLIER)
    }

    /// Record system.
    #[must_use]
    pub fn system_type(&self) -> Option<&str> {
        self.texts.get(SYSTEM_TYPE)
    }

    /// Network operator.
    #[must_use]
    pub fn network_operator(&self) -> Option<&str> {
        self.texts.get(NETWORK_OPERATOR)
    }

    /// Region in which the number lies.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.texts.get(REGION)
    }

    /// Administrator of the number.
    #[must_use]
    pub fn edi_administrator(&self) -> Option<&str> {
        self.texts.get(EDI_ADMINISTRATOR)
    }

    /// Note.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.texts.get(NOTE)
    }
}

/// A message type on a location number.
#[derive(Debug, Clone)]
pub struct ImageMessage {
    /// The message type, by the number that the image gave it.
    pub(super) kind: u16,
    /// Receives or sends.
    pub direction: Direction,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day, when it is to end.
    pub valid_to: Option<NaiveDate>,
    /// Who set it last, where the source tells.
    pub updated_by: Option<Arc<String>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Lifetime, Revision};

    #[test]
    fn a_version_is_given_back_as_it_was() {
        let day = |number| NaiveDate::from_num_days_from_ce_opt(735_000 + number).expect("a day");
        let text = |text: &str| Some(text.to_owned());
        let content = LocationNumber {
            gln: Gln::from_stored(5_790_000_000_005),
            holder: Some(SorCode::from_serial(7)),
            only_internal: true,
            not_active: false,
            system_supplier: text("a"),
            system_type: None,
            network_operator: text("c"),
            region: text("1081"),
            edi_administrator: text("e"),
            note: text("Two\nlines"),
            from_date: day(3),
            updated_at: Some(day(4)),
        };
        let life = Lifetime { first_from: day(0), to: Some(day(90)) };
        let version = Version { content, life, stands_from: day(3), stands_to: day(9), written: Revision(5) };
        let number = ImageNumber::new(version.clone(), Slot::behind(0), Some(Slot::behind(8)));
        assert_eq!(number.version(), version);
    }
}

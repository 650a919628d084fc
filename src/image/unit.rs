//! A version of a unit in few bytes.

use std::num::NonZeroI64;
use std::sync::Arc;

use chrono::NaiveDate;

use super::listed::{Facts, TypeNumber};
use super::paged::Slot;
use super::{ImageAddress, Texts};
use crate::model::inheritance::Inherits;
use crate::model::{
    Contact, Cvr, GeographicalParent, HospitalFlags, LAST_DAY, Level, NumberState, PNumber, ProviderNumber,
    Revision, ShakCode, SorCode, Speciality, State, Unit, UnitKind, Version, search_key, sort_key,
};
use crate::storage::UnitVersion;

/// A version of a unit.
#[derive(Debug)]
pub struct ImageUnit {
    /// Its SOR code.
    pub sor_code: SorCode,
    /// The slot of the record.
    pub slot: Slot,
    /// Where its location number comes from.
    pub number_state: NumberState,
    /// The date from which the latest change applies.
    pub from_date: NaiveDate,
    /// The date of the latest edit, where known.
    pub updated_at: Option<NaiveDate>,
    /// Hospital flags.
    pub flags: Option<HospitalFlags>,
    pub(super) facts: Facts,
    /// The slot of the record above, and its code.
    pub(super) parent: Option<Slot>,
    parent_code: Option<NonZeroI64>,
    written: Revision,
    texts: Texts,
    own: [Option<Arc<ImageAddress>>; 3],
    rare: Option<Box<Rare>>,
}

/// What few units have.
#[derive(Debug, Default, PartialEq)]
struct Rare {
    local_attributes: Vec<Option<String>>,
    level: Option<Level>,
    geographical_parent: Option<GeographicalParent>,
}

/// The places of the texts.
const NAME: usize = 0;
const SORT_KEY: usize = 1;
/// Missing where it is the same as that for ordering.
const SEARCH_KEY: usize = 2;
const TYPE: usize = 3;
const CVR: usize = 4;
const P_NUMBER: usize = 5;
const SHAK: usize = 6;
const PROVIDER_NUMBER: usize = 7;
const LOCAL_CODE: usize = 8;
const PHARMACY_NUMBER: usize = 9;
const EMAIL: usize = 10;
const WEBSITE: usize = 11;
const TELEPHONE: usize = 12;
const FAX: usize = 13;
/// Where the specialities begin, each with its code and its role, in the order in which the unit has them.
const SPECIALITIES: usize = 14;

/// What an image knows of a unit beside the version itself.
pub(super) struct Around {
    pub slot: Slot,
    pub parent: Option<Slot>,
    pub type_number: Option<TypeNumber>,
    /// Its own postal, visiting and activity address.
    pub own: [Option<Arc<ImageAddress>>; 3],
}

impl ImageUnit {
    pub(super) fn new(version: Version<Unit>, around: Around) -> Self {
        let Version { content, life, stands_from, stands_to, written } = version;
        let Unit {
            sor_code,
            kind,
            parent,
            name,
            type_code,
            cvr,
            p_number,
            pharmacy_number,
            shak,
            provider_number,
            local_code,
            local_attributes,
            level,
            geographical_parent,
            number_state,
            // They are kept with what they say.
            postal_address: _,
            visiting_address: _,
            activity_address: _,
            contact,
            specialities,
            flags,
            from_date,
            updated_at,
        } = content;
        let (sort_key, search_key) = (sort_key(&name), search_key(&name));
        let Contact { email, website, telephone, fax } = contact.unwrap_or_default();
        let rare = Rare { local_attributes, level, geographical_parent };
        let mut texts = vec![
            Some(name.as_str()),
            Some(&sort_key),
            Some(search_key.as_str()).filter(|key| *key != sort_key),
            type_code.as_deref(),
            cvr.as_ref().map(AsRef::as_ref),
            p_number.as_ref().map(AsRef::as_ref),
            shak.as_ref().map(AsRef::as_ref),
            provider_number.as_ref().map(AsRef::as_ref),
            local_code.as_deref(),
            pharmacy_number.as_deref(),
            email.as_deref(),
            website.as_deref(),
            telephone.as_deref(),
            fax.as_deref(),
        ];
        texts
            .extend(specialities.iter().flat_map(|found| [Some(found.code.as_str()), found.role.as_deref()]));
        Self {
            sor_code,
            slot: around.slot,
            number_state,
            from_date,
            updated_at,
            flags,
            facts: Facts {
                stands_from,
                stands_to,
                first_from: life.first_from,
                last: life.to.unwrap_or(LAST_DAY),
                kind,
                type_number: around.type_number,
            },
            parent: around.parent,
            parent_code: parent.and_then(|code| NonZeroI64::new(code.number())),
            written,
            texts: Texts::new(&texts),
            own: around.own,
            rare: Some(rare).filter(|rare| *rare != Rare::default()).map(Box::new),
        }
    }

    /// The version written out.
    #[must_use]
    pub fn version(&self) -> UnitVersion {
        let Version { content: (), life, stands_from, stands_to, written } = self.dates();
        let text = |place| self.texts.get(place).map(ToOwned::to_owned);
        let [postal_address, visiting_address, activity_address] =
            self.own.each_ref().map(|own| own.as_ref().map(|address| address.id));
        let content = Unit {
            sor_code: self.sor_code,
            kind: self.kind(),
            parent: self.parent_code.map(|code| SorCode::from_stored(code.get())),
            name: self.name().to_owned(),
            type_code: text(TYPE),
            cvr: code(self.cvr(), Cvr::parse),
            p_number: code(self.p_number(), PNumber::parse),
            pharmacy_number: text(PHARMACY_NUMBER),
            shak: code(self.shak(), ShakCode::parse),
            provider_number: code(self.provider_number(), ProviderNumber::parse),
            local_code: text(LOCAL_CODE),
            local_attributes: self.local_attributes().to_vec(),
            level: self.level().cloned(),
            geographical_parent: self.geographical_parent(),
            number_state: self.number_state,
            postal_address,
            visiting_address,
            activity_address,
            contact: self.contact().map(ImageContact::contact),
            specialities: self.specialities().map(ImageSpeciality::speciality).collect(),
            flags: self.flags,
            from_date: self.from_date,
            updated_at: self.updated_at,
        };
        Version { content, life, stands_from, stands_to, written }
    }

    /// Its days and its commit.
    #[must_use]
    pub fn dates(&self) -> Version<()> {
        let Facts { stands_from, stands_to, .. } = self.facts;
        Version { content: (), life: self.facts.life(), stands_from, stands_to, written: self.written }
    }

    /// Level of the tree.
    #[must_use]
    pub fn kind(&self) -> UnitKind {
        self.facts.kind
    }

    /// The state on a day.
    #[must_use]
    pub fn state(&self, day: NaiveDate) -> State {
        self.facts.state(day)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.texts.get(NAME).unwrap_or_default()
    }

    /// Its name for ordering.
    #[must_use]
    pub fn sort_key(&self) -> &str {
        self.texts.get(SORT_KEY).unwrap_or_default()
    }

    /// Its name for searching.
    #[must_use]
    pub fn search_key(&self) -> &str {
        self.texts.get(SEARCH_KEY).unwrap_or_else(|| self.sort_key())
    }

    /// Its type.
    #[must_use]
    pub fn type_code(&self) -> Option<&str> {
        self.texts.get(TYPE)
    }

    /// CVR number.
    #[must_use]
    pub fn cvr(&self) -> Option<&str> {
        self.texts.get(CVR)
    }

    /// Production unit number.
    #[must_use]
    pub fn p_number(&self) -> Option<&str> {
        self.texts.get(P_NUMBER)
    }

    /// SHAK code.
    #[must_use]
    pub fn shak(&self) -> Option<&str> {
        self.texts.get(SHAK)
    }

    /// Provider number.
    #[must_use]
    pub fn provider_number(&self) -> Option<&str> {
        self.texts.get(PROVIDER_NUMBER)
    }

    /// Local code.
    #[must_use]
    pub fn local_code(&self) -> Option<&str> {
        self.texts.get(LOCAL_CODE)
    }

    /// Pharmacy number.
    #[must_use]
    pub fn pharmacy_number(&self) -> Option<&str> {
        self.texts.get(PHARMACY_NUMBER)
    }

    /// Own contact data.
    #[must_use]
    pub fn contact(&self) -> Option<ImageContact<'_>> {
        let texts = &self.texts;
        (EMAIL..=FAX).any(|place| texts.get(place).is_some()).then_some(ImageContact(texts))
    }

    /// Own postal address.
    #[must_use]
    pub fn postal_address(&self) -> Option<&ImageAddress> {
        self.own[0].as_deref()
    }

    /// Own visiting address.
    #[must_use]
    pub fn visiting_address(&self) -> Option<&ImageAddress> {
        self.own[1].as_deref()
    }

    /// Own activity address.
    #[must_use]
    pub fn activity_address(&self) -> Option<&ImageAddress> {
        self.own[2].as_deref()
    }

    /// Local attributes 1 to 5 in order, gaps kept.
    #[must_use]
    pub fn local_attributes(&self) -> &[Option<String>] {
        self.rare.as_ref().map(|rare| rare.local_attributes.as_slice()).unwrap_or_default()
    }

    /// Clinical specialities.
    pub fn specialities(&self) -> impl Iterator<Item = ImageSpeciality<'_>> {
        let found =
            |place| Some(ImageSpeciality { code: self.texts.get(place)?, role: self.texts.get(place + 1) });
        (SPECIALITIES..).step_by(2).map_while(found)
    }

    /// Clinical-administrative level.
    #[must_use]
    pub fn level(&self) -> Option<&Level> {
        self.rare.as_ref()?.level.as_ref()
    }

    /// Geographical parent.
    #[must_use]
    pub fn geographical_parent(&self) -> Option<GeographicalParent> {
        self.rare.as_ref()?.geographical_parent
    }
}

/// A code of a version of the model, which has been read as one before.
fn code<T, E>(text: Option<&str>, parse: impl Fn(&str) -> Result<T, E>) -> Option<T> {
    text.and_then(|text| parse(text).ok())
}

impl Inherits for ImageUnit {
    type Address<'a> = &'a ImageAddress;
    type Contact<'a> = ImageContact<'a>;

    fn sor_code(&self) -> SorCode {
        self.sor_code
    }

    fn number_state(&self) -> NumberState {
        self.number_state
    }

    fn postal_address(&self) -> Option<&ImageAddress> {
        self.postal_address()
    }

    fn visiting_address(&self) -> Option<&ImageAddress> {
        self.visiting_address()
    }

    fn activity_address(&self) -> Option<&ImageAddress> {
        self.activity_address()
    }

    fn contact(&self) -> Option<ImageContact<'_>> {
        self.contact()
    }
}

/// A clinical speciality of a unit.
#[derive(Debug, Clone, Copy)]
pub struct ImageSpeciality<'a> {
    /// The speciality.
    pub code: &'a str,
    /// Main or further speciality.
    pub role: Option<&'a str>,
}

impl ImageSpeciality<'_> {
    fn speciality(self) -> Speciality {
        Speciality { code: self.code.to_owned(), role: self.role.map(ToOwned::to_owned) }
    }
}

/// Contact data of a unit.
#[derive(Debug, Clone, Copy)]
pub struct ImageContact<'a>(&'a Texts);

impl<'a> ImageContact<'a> {
    /// E-mail address.
    #[must_use]
    pub fn email(self) -> Option<&'a str> {
        self.0.get(EMAIL)
    }

    /// Web site.
    #[must_use]
    pub fn website(self) -> Option<&'a str> {
        self.0.get(WEBSITE)
    }

    /// Telephone number.
    #[must_use]
    pub fn telephone(self) -> Option<&'a str> {
        self.0.get(TELEPHONE)
    }

    /// Fax number.
    #[must_use]
    pub fn fax(self) -> Option<&'a str> {
        self.0.get(FAX)
    }

    fn contact(self) -> Contact {
        let own = |text: Option<&str>| text.map(ToOwned::to_owned);
        Contact {
            email: own(self.email()),
            website: own(self.website()),
            telephone: own(self.telephone()),
            fax: own(self.fax()),
        }
    }
}

#[cfg(test)]
#[path = "unit_tests.rs"]
mod tests;

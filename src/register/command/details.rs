//! What a unit says of itself, as commands give it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::Patch;
use crate::model::{
    Address, CodeList, CodedValue, Contact, Cvr, GeographicalParent, GeographicalRelation, HospitalFlags,
    Level, NAME_MAX, PNumber, ProviderNumber, ShakCode, Speciality, Unit, UnitKind,
};
use crate::register::text::{check, check_email};
use crate::register::{Change, FaultCode, Faults, Stop};

/// Details of a unit: what is left out of an update stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UnitDetails {
    /// Name, 1 to 60 characters.
    pub name: Option<String>,
    /// Owner, institution or unit type.
    pub type_code: Option<String>,
    /// CVR number.
    pub cvr: Patch<Cvr>,
    /// Production unit number.
    pub p_number: Patch<PNumber>,
    /// Pharmacy number.
    pub pharmacy_number: Patch<String>,
    /// SHAK code.
    pub shak: Patch<ShakCode>,
    /// Provider number.
    pub provider_number: Patch<ProviderNumber>,
    /// Local code.
    pub local_code: Patch<String>,
    /// Local attributes 1 to 5; gaps kept.
    pub local_attributes: Option<Vec<Option<String>>>,
    /// Danish name of the clinical-administrative level.
    pub level: Patch<String>,
    /// Geographical parent.
    pub geographical_parent: Patch<GeographicalParent>,
    /// Own postal address; inherited when emptied.
    pub postal_address: Patch<Address>,
    /// Own visiting address; derived when emptied.
    pub visiting_address: Patch<Address>,
    /// Own activity address; derived when emptied.
    pub activity_address: Patch<Address>,
    /// Own contact data; inherited when emptied.
    pub contact: Patch<Contact>,
    /// Clinical specialities, at most 8.
    pub specialities: Option<Vec<Speciality>>,
    /// Hospital flags.
    pub flags: Patch<HospitalFlags>,
}

/// Most clinical specialities of a unit (R15).
const SPECIALITIES_MAX: usize = 8;
/// Most local attributes, and most characters of one (R17).
const ATTRIBUTES_MAX: usize = 5;
const LOCAL_MAX: usize = 20;

impl UnitDetails {
    /// Notes everything that is wrong with the details by themselves.
    pub fn check(&self, kind: UnitKind, faults: &mut Faults) {
        if let Some(name) = &self.name {
            check(name, NAME_MAX, "name", faults);
        }
        if let Some(number) = self.pharmacy_number.value() {
            check(number, 10, "pharmacyNumber", faults);
        }
        if let Some(code) = self.local_code.value() {
            check(code, LOCAL_MAX, "localCode", faults);
        }
        self.check_attributes(faults);
        self.check_specialities(faults);
        if let Some(parent) = self.geographical_parent.value() {
            check_geography(parent, faults);
        }
        for (address, path) in [
            (&self.postal_address, "postalAddress"),
            (&self.visiting_address, "visitingAddress"),
            (&self.activity_address, "activityAddress"),
        ] {
            if let Some(address) = address.value() {
                check_address(address, path, faults);
            }
        }
        if let Some(contact) = self.contact.value() {
            check_contact(contact, faults);
        }
        if kind == UnitKind::InstitutionOwner {
            self.check_owner(faults);
        }
    }

    fn check_attributes(&self, faults: &mut Faults) {
        let Some(attributes) = &self.local_attributes else { return };
        let message = format!("There are at most {ATTRIBUTES_MAX} local attributes.");
        faults.when(attributes.len() > ATTRIBUTES_MAX, FaultCode::BadValue, "localAttributes", message);
        for (position, attribute) in attributes.iter().enumerate() {
            if let Some(attribute) = attribute {
                check(attribute, LOCAL_MAX, &format!("localAttributes.{position}"), faults);
            }
        }
    }

    fn check_specialities(&self, faults: &mut Faults) {
        let Some(specialities) = &self.specialities else { return };
        let message = format!("A unit has at most {SPECIALITIES_MAX} specialities.");
        faults.when(specialities.len() > SPECIALITIES_MAX, FaultCode::BadValue, "specialities", message);
        for (position, speciality) in specialities.iter().enumerate() {
            let again = specialities[..position].iter().any(|other| other.code == speciality.code);
            let path = format!("specialities.{position}");
            faults.when(again, FaultCode::Contradiction, &path, "This speciality is given twice.");
        }
    }

    /// R15: exactly one of the specialities is the main one, where it is known which code says so.
    fn one_main_speciality(&self, main: &str, faults: &mut Faults) {
        let Some(specialities) = self.specialities.as_ref().filter(|given| !given.is_empty()) else { return };
        let mains = specialities.iter().filter(|speciality| speciality.role.as_deref() == Some(main)).count();
        let message = format!("Exactly one speciality is the main one (type {main}), not {mains}.");
        faults.when(!main.is_empty() && mains != 1, FaultCode::Contradiction, "specialities", message);
    }

    /// An owner has no place in the tree below it, and no hospital business of its own.
    fn check_owner(&self, faults: &mut Faults) {
        let foreign = [
            (self.shak.value().is_some(), "shakCode"),
            (self.provider_number.value().is_some(), "providerNumber"),
            (self.specialities.as_ref().is_some_and(|given| !given.is_empty()), "specialities"),
            (self.flags.value().is_some(), "hospitalFlags"),
            (self.activity_address.value().is_some(), "activityAddress"),
            (self.visiting_address.value().is_some(), "visitingAddress"),
            (self.geographical_parent.value().is_some(), "geographicalParent"),
        ];
        for (given, path) in foreign {
            faults.when(given, FaultCode::BadValue, path, "An institution owner has none.");
        }
    }

    /// Notes codes that are in none of the register's lists (R5, R12), and adds the addresses.
    pub(super) async fn prepare(&self, kind: UnitKind, change: &mut Change) -> Result<(), Stop> {
        let mut faults = Faults::default();
        let coded = self.type_code.is_some() || self.specialities.is_some() || self.level.value().is_some();
        let values = if coded { change.reader().coded_values(change.revision()).await? } else { Vec::new() };
        let listed = |list: CodeList, key: &str| values.iter().any(|v| v.list == list && v.key == key);
        if let Some(code) = &self.type_code {
            let list =
                if kind == UnitKind::InstitutionOwner { CodeList::OwnerType } else { CodeList::UnitType };
            let message = format!("The register's list {} has no type {code}.", list.as_str());
            faults.when(!listed(list, code), FaultCode::UnknownCode, "type", message);
        }
        for (position, speciality) in self.specialities.iter().flatten().enumerate() {
            let unknown = !listed(CodeList::Speciality, &speciality.code);
            let message = format!("The register's list of specialities has no {}.", speciality.code);
            faults.when(unknown, FaultCode::UnknownCode, &format!("specialities.{position}.code"), message);
        }
        self.one_main_speciality(&change.rules().main_speciality, &mut faults);
        if let Some(level) = self.level.value() {
            let known = |v: &CodedValue| {
                v.list == CodeList::OrganisationalLevel && v.name_da.as_deref().unwrap_or(&v.key) == level
            };
            let message = format!("The register's list of levels has no \"{level}\".");
            faults.when(!values.iter().any(known), FaultCode::UnknownCode, "level", message);
        }
        self.check_target(change, &mut faults).await?;
        faults.none()?;
        let addresses = [&self.postal_address, &self.visiting_address, &self.activity_address];
        let given = addresses.into_iter().filter_map(Patch::value).cloned().collect();
        Ok(change.put_addresses(given).await?)
    }

    async fn check_target(&self, change: &Change, faults: &mut Faults) -> Result<(), Stop> {
        if let Some(target) = self.geographical_parent.value().and_then(|parent| parent.target) {
            let unknown = change.unit_rows(target).await?.is_empty();
            let message = format!("There is no record {target}.");
            faults.when(unknown, FaultCode::NotFound, "geographicalParent.target", message);
        }
        Ok(())
    }

    /// Lets `unit` say this. With `base`, only what `unit` says like `base`: where a
    /// later version says something else, it was planned so.
    pub fn apply(&self, unit: &mut Unit, base: Option<&Unit>) {
        macro_rules! set {
            ($($field:ident = $new:expr;)*) => {$(
                if let Some(new) = $new
                    && base.is_none_or(|base| base.$field == unit.$field)
                {
                    unit.$field = new;
                }
            )*};
        }
        let id = |address: &Patch<Address>| -> Option<Option<Uuid>> {
            address.change().map(|address| address.map(|address| address.id()))
        };
        set! {
            name = self.name.clone();
            type_code = self.type_code.clone().map(Some);
            cvr = self.cvr.change();
            p_number = self.p_number.change();
            pharmacy_number = self.pharmacy_number.change();
            shak = self.shak.change();
            provider_number = self.provider_number.change();
            local_code = self.local_code.change();
            local_attributes = self.local_attributes.clone();
            level = self.level.change().map(|name| name.map(|name| Level { code: None, name: Some(name) }));
            geographical_parent = self.geographical_parent.change();
            postal_address = id(&self.postal_address);
            visiting_address = id(&self.visiting_address);
            activity_address = id(&self.activity_address);
            contact = self.contact.change();
            specialities = self.specialities.clone();
            flags = self.flags.change();
        }
    }
}

impl UnitDetails {
    /// What `unit`, or a new one, says with these details laid over it, by the names that
    /// the graph has for it. An address that stays is shown by its id.
    #[must_use]
    pub fn shown_on(&self, unit: Option<&Unit>) -> Map<String, Value> {
        fn form<T: Serialize>(value: Option<T>) -> Value {
            value.and_then(|value| serde_json::to_value(value).ok()).unwrap_or_default()
        }
        fn laid<T: Serialize + Clone, U: Serialize>(patch: &Patch<T>, now: Option<U>) -> Value {
            patch.change().map_or_else(|| form(now), form)
        }
        let level = |unit: &Unit| unit.level.clone().and_then(|level| level.name);
        let shown = [
            ("name", self.name.clone().map_or_else(|| form(unit.map(|u| &u.name)), |name| form(Some(name)))),
            (
                "type",
                self.type_code
                    .clone()
                    .map_or_else(|| form(unit.and_then(|u| u.type_code.as_ref())), |code| form(Some(code))),
            ),
            ("cvrNumber", laid(&self.cvr, unit.and_then(|u| u.cvr.as_ref()))),
            ("pNumber", laid(&self.p_number, unit.and_then(|u| u.p_number.as_ref()))),
            ("pharmacyNumber", laid(&self.pharmacy_number, unit.and_then(|u| u.pharmacy_number.as_ref()))),
            ("shakCode", laid(&self.shak, unit.and_then(|u| u.shak.as_ref()))),
            ("providerNumber", laid(&self.provider_number, unit.and_then(|u| u.provider_number.as_ref()))),
            ("localCode", laid(&self.local_code, unit.and_then(|u| u.local_code.as_ref()))),
            ("localAttributes", form(self.local_attributes.as_ref().or(unit.map(|u| &u.local_attributes)))),
            ("level", laid(&self.level, unit.and_then(level))),
            ("geographicalParent", laid(&self.geographical_parent, unit.and_then(|u| u.geographical_parent))),
            ("postalAddress", laid(&self.postal_address, unit.and_then(|u| u.postal_address))),
            ("visitingAddress", laid(&self.visiting_address, unit.and_then(|u| u.visiting_address))),
            ("activityAddress", laid(&self.activity_address, unit.and_then(|u| u.activity_address))),
            ("virtualAddress", laid(&self.contact, unit.and_then(|u| u.contact.as_ref()))),
            ("specialities", form(self.specialities.as_ref().or(unit.map(|u| &u.specialities)))),
            ("hospitalFlags", laid(&self.flags, unit.and_then(|u| u.flags))),
        ];
        shown.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// R13: relation 3 names a unit, the others none.
fn check_geography(parent: &GeographicalParent, faults: &mut Faults) {
    let needs = parent.relation == GeographicalRelation::OtherUnit;
    let path = "geographicalParent.target";
    match (needs, parent.target) {
        (true, None) => faults.add(FaultCode::Required, path, "OTHER_UNIT needs the unit."),
        (false, Some(_)) => faults.add(FaultCode::Contradiction, path, "Only OTHER_UNIT names a unit."),
        _ => {}
    }
}

fn check_address(address: &Address, path: &str, faults: &mut Faults) {
    faults.when(*address == Address::default(), FaultCode::Required, path, "The address is empty.");
    let texts = [
        (&address.sublocation, 34, "sublocation"),
        (&address.street_name, 40, "streetName"),
        (&address.short_street_name, 20, "shortStreetName"),
        (&address.building, 10, "building"),
        (&address.stairway, 40, "stairway"),
        (&address.floor, 10, "floor"),
        (&address.suite, 4, "suite"),
        (&address.district_subdivision, 34, "districtSubdivision"),
        (&address.post_box, 4, "postBox"),
        (&address.post_code, 10, "postCode"),
        (&address.district_name, 40, "districtName"),
        (&address.country, 2, "country"),
        (&address.street_code, 4, "streetCode"),
    ];
    for (text, most, field) in texts {
        if let Some(text) = text {
            check(text, most, &format!("{path}.{field}"), faults);
        }
    }
}

fn check_contact(contact: &Contact, faults: &mut Faults) {
    let path = "virtualAddress";
    faults.when(contact.is_empty(), FaultCode::Required, path, "The contact data are empty.");
    if let Some(email) = &contact.email {
        check_email(email, &format!("{path}.email"), faults);
    }
    if let Some(website) = &contact.website {
        check(website, 254, &format!("{path}.website"), faults);
    }
    for (number, field) in [(&contact.telephone, "telephone"), (&contact.fax, "fax")] {
        if let Some(number) = number {
            let path = format!("{path}.{field}");
            check(number, 20, &path, faults);
            let short = number.chars().count() < 8;
            faults.when(short, FaultCode::BadText, &path, "It has less than 8 characters.");
        }
    }
}

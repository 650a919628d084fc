//! What a version of a record says, value by value, under the names of the GraphQL fields.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use crate::model::{
    Address, CodedValue, LocationNumber, MessageType, Municipality, NumberMessageType, RecordType, Region,
    SorCode, Unit, Values,
};

/// Names of fields.
pub type Fields = BTreeSet<&'static str>;

/// A record that says something.
pub trait Says {
    /// What it says.
    fn said(&self) -> Statements;

    /// The record that it hangs on.
    fn hangs_on(&self) -> Option<SorCode> {
        None
    }

    /// The fields in which it differs from another version.
    fn differing(&self, other: &Self) -> Fields {
        let (ours, theirs) = (self.said().0, other.said().0);
        let lacking = |one: &[Statement], other: &[Statement]| -> Fields {
            one.iter().filter(|value| !other.contains(value)).map(|value| value.field).collect()
        };
        let mut fields = lacking(&ours, &theirs);
        fields.extend(lacking(&theirs, &ours));
        fields.retain(|field| ![STATUS, KIND].contains(field));
        fields
    }
}

/// When the register was told: no difference of what it says.
const STATUS: &str = "status";
/// On which level of the tree a version stands: its GraphQL type, and no field of it.
const KIND: &str = "kind";

/// Values of one version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statements(Vec<Statement>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Statement {
    field: &'static str,
    /// Which part of the field's value; empty for the whole.
    part: String,
    value: Value,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Text(String),
    /// An address by its id, which is made from its content.
    Address(Uuid),
}

impl Statements {
    /// With the value of a field, if it has one.
    #[must_use]
    pub fn with(self, field: &'static str, value: Option<impl ToString>) -> Self {
        self.with_part(field, "", value)
    }

    fn with_part(mut self, field: &'static str, part: &str, value: Option<impl ToString>) -> Self {
        let statement = |value: String| Statement { field, part: part.to_owned(), value: Value::Text(value) };
        self.0.extend(value.map(|value| statement(value.to_string())));
        self
    }

    fn with_address(mut self, field: &'static str, id: Option<Uuid>) -> Self {
        let statement = |id| Statement { field, part: String::new(), value: Value::Address(id) };
        self.0.extend(id.map(statement));
        self
    }

    /// The addresses that it names.
    pub fn addresses(&self) -> impl Iterator<Item = Uuid> {
        self.0.iter().filter_map(|statement| match statement.value {
            Value::Address(id) => Some(id),
            Value::Text(_) => None,
        })
    }

    /// The values by name, `field` or `field.part`, with the addresses written out. One that is
    /// not among `addresses` is given back.
    pub fn values(&self, addresses: &HashMap<Uuid, Address>) -> Result<Values, Uuid> {
        let mut values = Values::new();
        for Statement { field, part, value } in &self.0 {
            match value {
                Value::Text(text) => {
                    let name = if part.is_empty() { (*field).to_owned() } else { format!("{field}.{part}") };
                    values.insert(name, text.clone());
                }
                Value::Address(id) => {
                    let address = addresses.get(id).ok_or(*id)?;
                    let parts = parts(address).into_iter();
                    values
                        .extend(parts.filter_map(|(part, value)| Some((format!("{field}.{part}"), value?))));
                }
            }
        }
        Ok(values)
    }
}

/// An address by the fields of its GraphQL type; the coordinates in metres with three decimals.
fn parts(address: &Address) -> [(&'static str, Option<String>); 17] {
    let metres = |mm: i64| {
        let sign = if mm < 0 { "-" } else { "" };
        format!("{sign}{}.{:03}", (mm / 1000).abs(), (mm % 1000).abs())
    };
    [
        ("sublocation", address.sublocation.clone()),
        ("streetName", address.street_name.clone()),
        ("shortStreetName", address.short_street_name.clone()),
        ("building", address.building.clone()),
        ("stairway", address.stairway.clone()),
        ("floor", address.floor.clone()),
        ("suite", address.suite.clone()),
        ("districtSubdivision", address.district_subdivision.clone()),
        ("postBox", address.post_box.clone()),
        ("postCode", address.post_code.clone()),
        ("districtName", address.district_name.clone()),
        ("country", address.country.clone()),
        ("municipalityCode", address.municipality.clone()),
        ("streetCode", address.street_code.clone()),
        ("regionCode", address.region.clone()),
        ("north", address.north_mm.map(metres)),
        ("east", address.east_mm.map(metres)),
    ]
}

impl Says for Unit {
    fn said(&self) -> Statements {
        let mut said = Statements::default()
            .with(KIND, Some(RecordType::from(self.kind).name()))
            .with("name", Some(&self.name))
            .with("parent", self.parent)
            .with("type", self.type_code.as_ref())
            .with("cvrNumber", self.cvr.as_ref())
            .with("pNumber", self.p_number.as_ref())
            .with("pharmacyNumber", self.pharmacy_number.as_ref())
            .with("shakCode", self.shak.as_ref())
            .with("providerNumber", self.provider_number.as_ref())
            .with("localCode", self.local_code.as_ref())
            .with("locationNumberState", Some(self.number_state.as_str()))
            .with_address("postalAddress", self.postal_address)
            .with_address("visitingAddress", self.visiting_address)
            .with_address("activityAddress", self.activity_address)
            .with_part(STATUS, "fromDate", Some(self.from_date))
            .with_part(STATUS, "updatedAt", self.updated_at);
        for (number, attribute) in (1..).zip(&self.local_attributes) {
            said = said.with_part("localAttributes", &format!("{number}"), attribute.as_ref());
        }
        if let Some(level) = &self.level {
            said = said.with_part("level", "code", level.code.as_ref());
            said = said.with_part("level", "nameDa", level.name.as_ref());
        }
        if let Some(geographical) = &self.geographical_parent {
            said = said.with_part("geographicalParent", "relation", Some(geographical.relation.as_str()));
            said = said.with_part("geographicalParent", "unit", geographical.target);
        }
        if let Some(contact) = &self.contact {
            said = said
                .with_part("virtualAddress", "email", contact.email.as_ref())
                .with_part("virtualAddress", "website", contact.website.as_ref())
                .with_part("virtualAddress", "telephone", contact.telephone.as_ref())
                .with_part("virtualAddress", "fax", contact.fax.as_ref());
        }
        for (number, speciality) in (1..).zip(&self.specialities) {
            said = said.with_part("specialities", &format!("{number}.code"), Some(&speciality.code));
            said = said.with_part("specialities", &format!("{number}.roleCode"), speciality.role.as_ref());
        }
        if let Some(flags) = &self.flags {
            said = said
                .with_part("hospitalFlags", "ambulantActivity", Some(flags.ambulant_activity))
                .with_part("hospitalFlags", "patientsAdmitted", Some(flags.patients_admitted))
                .with_part("hospitalFlags", "reportingLevel", Some(flags.reporting_level));
        }
        said
    }

    fn hangs_on(&self) -> Option<SorCode> {
        self.parent
    }
}

impl Says for LocationNumber {
    fn said(&self) -> Statements {
        Statements::default()
            .with("holder", self.holder)
            .with("onlyInternal", Some(self.only_internal))
            .with("notActive", Some(self.not_active))
            .with("systemSupplier", self.system_supplier.as_ref())
            .with("systemType", self.system_type.as_ref())
            .with("networkOperator", self.network_operator.as_ref())
            .with("region", self.region.as_ref())
            .with("ediAdministrator", self.edi_administrator.as_ref())
            .with("note", self.note.as_ref())
            .with_part(STATUS, "fromDate", Some(self.from_date))
            .with_part(STATUS, "updatedAt", self.updated_at)
    }

    fn hangs_on(&self) -> Option<SorCode> {
        self.holder
    }
}

impl Says for Region {
    fn said(&self) -> Statements {
        Statements::default()
            .with("isoCode", self.iso_code.as_ref())
            .with("nameDa", Some(&self.name_da))
            .with("nameEn", self.name_en.as_ref())
            .with("successorName", self.successor.as_ref())
    }
}

impl Says for Municipality {
    fn said(&self) -> Statements {
        Statements::default().with("name", Some(&self.name)).with("region", self.region.as_ref())
    }
}

impl Says for NumberMessageType {
    fn said(&self) -> Statements {
        Statements::default()
            .with_part("messageType", "format", Some(self.message_type.format.as_str()))
            .with_part("messageType", "type", Some(&self.message_type.kind))
            .with_part("messageType", "version", Some(&self.message_type.version))
            .with("direction", Some(self.direction.as_str()))
            .with("updatedBy", self.updated_by.as_ref())
    }
}

impl Says for MessageType {
    fn said(&self) -> Statements {
        Statements::default()
            .with("format", Some(self.key.format.as_str()))
            .with("type", Some(&self.key.kind))
            .with("version", Some(&self.key.version))
            .with("group", self.group.as_ref())
            .with("nameDa", self.name_da.as_ref())
            .with("nameEn", self.name_en.as_ref())
            .with("uri", self.uri.as_ref())
    }
}

impl Says for CodedValue {
    fn said(&self) -> Statements {
        Statements::default()
            .with("list", Some(self.list.as_str()))
            .with("code", self.code.as_ref())
            .with("nameDa", self.name_da.as_ref())
            .with("nameEn", self.name_en.as_ref())
    }
}

/// A replacement of one record by another: the old one and the new one.
impl Says for (SorCode, SorCode) {
    fn said(&self) -> Statements {
        Statements::default().with("replaced", Some(self.0)).with("replacedBy", Some(self.1))
    }
}

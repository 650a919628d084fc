//! Own scalars: strings on the wire, read strictly, with the exact fault in the message.

use std::fmt::Display;

use async_graphql::{InputType, InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{NaiveDate, SecondsFormat, Utc};

use super::error::Code;
use crate::model::{
    Cvr, Gln, LAST_DAY, MunicipalityCode, OPENING_DAY, PNumber, ProviderNumber, RegionCode, Revision,
    ShakCode, SorCode,
};

/// Reads a scalar that is a string on the wire.
fn read<T: InputType, E: Display>(value: Value, parse: impl Fn(&str) -> Result<T, E>) -> InputValueResult<T> {
    let Value::String(text) = &value else {
        return Err(InputValueError::expected_type(value).with_extension("code", Code::BadArgument.as_str()));
    };
    parse(text)
        .map_err(|fault| InputValueError::custom(fault).with_extension("code", Code::BadArgument.as_str()))
}

macro_rules! scalar {
    ($(#[$doc:meta])* $type:ident as $name:literal, $url:literal) => {
        $(#[$doc])*
        #[Scalar(name = $name, specified_by_url = $url)]
        impl ScalarType for $type {
            fn parse(value: Value) -> InputValueResult<Self> {
                read(value, str::parse)
            }
            fn to_value(&self) -> Value {
                Value::String(self.to_string())
            }
        }
    };
}

scalar! {
    /// SOR code (SOR-kode): the register's own identifier of an institution owner,
    /// a health institution or an organisational unit. 11 to 18 digits as a string:
    /// a serial without leading zero, `1000016`, `00` and a Verhoeff check digit,
    /// for example "311000016009". Made by the register, never changed and never
    /// used again.
    SorCode as "SorCode",
    "https://sor-filer.sundhedsdata.dk/sor_produktion/docs/sorxml/V_2_0_0/SorXmlDocumentationV2.html"
}
scalar! {
    /// Global location number (lokationsnummer, GLN, formerly EAN): 13 digits as a
    /// string, the last one a check digit modulo 10, for example "5790000173624".
    /// Names an electronic letter box, not a unit: units inherit and share them.
    Gln as "Gln", "https://www.gs1.org/standards/id-keys/gln"
}
scalar! {
    /// Municipality code (kommunekode): 4 digits with leading zero as a string, for
    /// example "0751". Which codes exist on a day is data of the register.
    MunicipalityCode as "MunicipalityCode", "https://sor-filer.sundhedsdata.dk/sor_produktion/docs/sorcsv/SorCsvDocumentation.html"
}
scalar! {
    /// Region code (regionskode): 4 digits as a string, for example "1082"; "1"
    /// stands for "other". Which codes exist on a day is data of the register.
    RegionCode as "RegionCode", "https://sor-filer.sundhedsdata.dk/sor_produktion/docs/sorcsv/SorCsvDocumentation.html"
}
scalar! {
    /// CVR number (CVR-nummer) of the central business register: 8 digits as a
    /// string with a check modulo 11, for example "55133018".
    Cvr as "CvrNumber", "https://erhvervsstyrelsen.dk/cvr-numre-p-numre-og-se-numre"
}
scalar! {
    /// SHAK code (SHAK-kode, SghAfd-kode) of the hospital department classification,
    /// the predecessor of SOR: 4 characters for a hospital, 6 for a department, 7
    /// for a ward, for example "130110". A code may stand on more than one unit.
    ShakCode as "ShakCode",
    "https://sundhedsdatastyrelsen.dk/da/rammer-og-retningslinjer/om-klassifikationer/afdelingsklassifikation"
}
scalar! {
    /// Provider number (ydernummer) of the national health insurance: 1 to 9 digits
    /// as a string, in practice 6; leading zeros count, for example "019062". Not
    /// unique: several units may bear one.
    ProviderNumber as "ProviderNumber", "https://sundhedsdatastyrelsen.dk/da/rammer-og-retningslinjer/organisationsregistrering"
}
scalar! {
    /// Production unit number (P-nummer) of the central business register: 10 digits
    /// as a string. Belongs to one CVR number.
    PNumber as "PNumber", "https://erhvervsstyrelsen.dk/cvr-numre-p-numre-og-se-numre"
}
scalar! {
    /// Calendar date as `YYYY-MM-DD` (ISO 8601), years 0001 to 9999, without a time
    /// zone: a date in Denmark.
    Date as "Date", "https://scalars.graphql.org/andimarek/local-date.html"
}
scalar! {
    /// Instant as RFC 3339 in UTC, for example "2026-11-22T10:30:00.000Z".
    DateTime as "DateTime", "https://scalars.graphql.org/andimarek/date-time.html"
}
scalar! {
    /// Number of a commit to the register as a string of digits: "1", "2", "3" and so
    /// on without gaps; "0" is the empty register.
    Revision as "Revision", "https://www.rfc-editor.org/rfc/rfc20"
}

/// A date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Date(pub NaiveDate);

impl std::str::FromStr for Date {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let written = text.bytes().enumerate().all(|(position, byte)| match position {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        let day = text.parse().ok().filter(|_| written && text.len() == 10);
        day.filter(|day| (OPENING_DAY..=LAST_DAY).contains(day))
            .map(Self)
            .ok_or("a date is written YYYY-MM-DD and is one of the calendar")
    }
}

impl Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// An instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateTime(pub chrono::DateTime<Utc>);

impl std::str::FromStr for DateTime {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let instant = chrono::DateTime::parse_from_rfc3339(text);
        instant.map(|instant| Self(instant.to_utc())).map_err(|_| "an instant is written as RFC 3339 has it")
    }
}

impl Display for DateTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

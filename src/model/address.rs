use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{MunicipalityCode, RegionCode, digest::digest};

/// A physical address (adresse): postal, visiting or activity, as the register
/// writes it. Two equal addresses are one row: the id is made from the content,
/// and an address is never changed, only replaced by another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Sub-location for mail delivery, e.g. a c/o line; up to 34 characters.
    pub sublocation: Option<String>,
    /// Street name; up to 40 characters.
    pub street_name: Option<String>,
    /// Street name in its short form for labels; up to 20 characters.
    pub short_street_name: Option<String>,
    /// House number with letter; up to 10 characters.
    pub building: Option<String>,
    /// Stairway (opgang); up to 40 characters.
    pub stairway: Option<String>,
    /// Floor; up to 10 characters.
    pub floor: Option<String>,
    /// Suite or door; up to 4 characters.
    pub suite: Option<String>,
    /// Name of the village or part of town; up to 34 characters.
    pub district_subdivision: Option<String>,
    /// Post office box; 4 digits.
    pub post_box: Option<String>,
    /// Post code; 4 digits in Denmark.
    pub post_code: Option<String>,
    /// Name of the postal district.
    pub district_name: Option<String>,
    /// ISO 3166-1 alpha-2 code of the country.
    pub country: Option<String>,
    /// Municipality in which the address lies; absent in XML 1.0.0.
    pub municipality: Option<String>,
    /// Street code within the municipality; 4 digits.
    pub street_code: Option<String>,
    /// Region in which the address lies; absent in XML 1.0.0.
    pub region: Option<String>,
    /// ETRS89 / UTM 32N northing in millimetres.
    pub north_mm: Option<i64>,
    /// ETRS89 / UTM 32N easting in millimetres.
    pub east_mm: Option<i64>,
}

impl Address {
    /// The address's own id: a digest of all its fields.
    #[must_use]
    pub fn id(&self) -> Uuid {
        digest(self)
    }

    /// The municipality, when the code was given and is well formed.
    #[must_use]
    pub fn municipality_code(&self) -> Option<MunicipalityCode> {
        MunicipalityCode::parse(self.municipality.as_deref()?).ok()
    }

    /// The region, when the code was given and is well formed.
    #[must_use]
    pub fn region_code(&self) -> Option<RegionCode> {
        RegionCode::parse(self.region.as_deref()?).ok()
    }
}

/// Contact data (virtuel adresse). Inherited as a whole, never field by field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// E-mail address.
    pub email: Option<String>,
    /// Web site as registered, with or without a scheme; up to 254 characters.
    pub website: Option<String>,
    /// Telephone number, 8 to 20 characters.
    pub telephone: Option<String>,
    /// Fax number, 8 to 20 characters.
    pub fax: Option<String>,
}

impl Contact {
    /// Whether nothing at all is given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

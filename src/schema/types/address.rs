//! Physical addresses and contact data.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};

use super::{Municipality, Region};
use crate::model::{self, Contact, MunicipalityCode, Point, RegionCode};
use crate::schema::context::loaders;
use crate::schema::error::Answer;

/// An address, seen from a point.
#[derive(Debug, Clone)]
pub struct Address {
    /// The point.
    pub point: Point,
    /// The address.
    pub address: Arc<model::Address>,
}

impl Address {
    /// The municipality in which it lies, where the register knows one of its code.
    pub async fn in_municipality(&self, ctx: &Context<'_>) -> Answer<Option<Municipality>> {
        match self.address.municipality_code() {
            Some(code) => Municipality::load(ctx, self.point, &code).await,
            None => Ok(None),
        }
    }

    /// The region in which it lies: its municipality's on the day; the address's own
    /// where it names no municipality.
    pub async fn in_region(&self, ctx: &Context<'_>) -> Answer<Option<Region>> {
        let code = match self.address.municipality_code() {
            None => self.address.region_code(),
            Some(code) => {
                let all = loaders(ctx)?.municipalities.load(self.point, ()).await?.unwrap_or_default();
                let found = all.iter().find(|municipality| municipality.content.code == code);
                found.and_then(|municipality| municipality.content.region.clone())
            }
        };
        match code {
            Some(code) => Region::load(ctx, self.point, &code).await,
            None => Ok(None),
        }
    }
}

/// A physical address (adresse): postal, visiting or activity address, as the
/// register writes it. Every part is null where the register does not give it.
#[Object(shareable)]
impl Address {
    /// Sub-location for mail delivery, for example a c/o line; up to 34 characters.
    async fn sublocation(&self) -> Option<&str> {
        self.address.sublocation.as_deref()
    }

    /// Street name (vejnavn); up to 40 characters.
    async fn street_name(&self) -> Option<&str> {
        self.address.street_name.as_deref()
    }

    /// Street name in its short form for labels (vejadresseringsnavn); up to 20 characters.
    async fn short_street_name(&self) -> Option<&str> {
        self.address.short_street_name.as_deref()
    }

    /// House number with letter (husnummer); up to 10 characters.
    async fn building(&self) -> Option<&str> {
        self.address.building.as_deref()
    }

    /// Stairway (opgang); up to 40 characters.
    async fn stairway(&self) -> Option<&str> {
        self.address.stairway.as_deref()
    }

    /// Floor (etage); up to 10 characters.
    async fn floor(&self) -> Option<&str> {
        self.address.floor.as_deref()
    }

    /// Suite or door (dør); up to 4 characters.
    async fn suite(&self) -> Option<&str> {
        self.address.suite.as_deref()
    }

    /// Village or part of town (bynavn); up to 34 characters.
    async fn district_subdivision(&self) -> Option<&str> {
        self.address.district_subdivision.as_deref()
    }

    /// Post office box (postboks); 4 digits.
    async fn post_box(&self) -> Option<&str> {
        self.address.post_box.as_deref()
    }

    /// Post code (postnummer); 4 digits in Denmark.
    async fn post_code(&self) -> Option<&str> {
        self.address.post_code.as_deref()
    }

    /// Name of the postal district (postdistrikt).
    async fn district_name(&self) -> Option<&str> {
        self.address.district_name.as_deref()
    }

    /// Country as ISO 3166-1 alpha-2 code, for example "DK".
    async fn country(&self) -> Option<&str> {
        self.address.country.as_deref()
    }

    /// Street code (vejkode) within the municipality; 4 digits.
    async fn street_code(&self) -> Option<&str> {
        self.address.street_code.as_deref()
    }

    /// Code of the municipality (kommunekode) as the address gives it. It may name
    /// what is no municipality, such as Christiansø (0411) or a Greenlandic one.
    async fn municipality_code(&self) -> Option<MunicipalityCode> {
        self.address.municipality_code()
    }

    /// The municipality (kommune) in which the address lies. Null where the code is absent or none of the register's municipalities.
    async fn municipality(&self, ctx: &Context<'_>) -> Result<Option<Municipality>> {
        Ok(self.in_municipality(ctx).await?)
    }

    /// Code of the region (regionskode) as the address gives it; it does not change with the day.
    async fn region_code(&self) -> Option<RegionCode> {
        self.address.region_code()
    }

    /// The region in which the address lies on the day of the query: that of its
    /// municipality, else the one that the address names. Null where neither is known.
    async fn region(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        Ok(self.in_region(ctx).await?)
    }

    /// Northing in metres, ETRS89 / UTM zone 32N.
    async fn north(&self) -> Option<f64> {
        metres(self.address.north_mm)
    }

    /// Easting in metres, ETRS89 / UTM zone 32N.
    async fn east(&self) -> Option<f64> {
        metres(self.address.east_mm)
    }
}

/// A coordinate in metres.
#[expect(clippy::cast_precision_loss, reason = "coordinates in millimetres have 10 digits; a float keeps 15")]
pub fn metres(millimetres: Option<i64>) -> Option<f64> {
    millimetres.map(|millimetres| millimetres as f64 / 1000.0)
}

/// Contact data.
#[derive(Debug, Clone)]
pub struct VirtualAddress(pub Contact);

/// Contact data (virtuel adresse). Inherited as a whole, never field by field.
#[Object(shareable)]
impl VirtualAddress {
    /// E-mail address. Null where none is registered.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// Web site as registered, with or without a scheme; up to 254 characters. Null where none is registered.
    async fn website(&self) -> Option<&str> {
        self.0.website.as_deref()
    }

    /// Telephone number, 8 to 20 characters. Null where none is registered.
    async fn telephone(&self) -> Option<&str> {
        self.0.telephone.as_deref()
    }

    /// Fax number, 8 to 20 characters. Null where none is registered.
    async fn fax(&self) -> Option<&str> {
        self.0.fax.as_deref()
    }
}

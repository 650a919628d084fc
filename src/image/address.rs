//! An address in few bytes.

use uuid::Uuid;

use super::Texts;
use crate::model::{Address, MunicipalityCode, RegionCode};

/// A physical address.
#[derive(Debug)]
pub struct ImageAddress {
    /// Its own id.
    pub id: Uuid,
    texts: Texts,
    /// ETRS89 / UTM 32N northing and easting in millimetres.
    place: Option<Box<(Option<i64>, Option<i64>)>>,
}

/// The texts, each under its name, in the order in which they are kept.
macro_rules! texts {
    ($($(#[$about:meta])* $name:ident = $place:literal,)*) => {
        impl ImageAddress {
            /// The address of that id.
            #[must_use]
            pub fn new(id: Uuid, address: &Address) -> Self {
                let Address { $($name,)* north_mm, east_mm } = address;
                let place = (north_mm.is_some() || east_mm.is_some()).then(|| Box::new((*north_mm, *east_mm)));
                let mut texts = [None; [$($place),*].len()];
                $(texts[$place] = $name.as_deref();)*
                Self { id, texts: Texts::new(&texts), place }
            }

            /// The address written out.
            #[must_use]
            pub fn address(&self) -> Address {
                Address {
                    $($name: self.$name().map(ToOwned::to_owned),)*
                    north_mm: self.north_mm(),
                    east_mm: self.east_mm(),
                }
            }

            $(
                $(#[$about])*
                #[must_use]
                pub fn $name(&self) -> Option<&str> {
                    self.texts.get($place)
                }
            )*
        }
    };
}

// What lists are cut by goes first, then what most addresses have.
texts! {
    /// Municipality in which the address lies.
    municipality = 0,
    /// Region in which the address lies.
    region = 1,
    /// Street name.
    street_name = 2,
    /// House number with letter.
    building = 3,
    /// Post code.
    post_code = 4,
    /// Name of the postal district.
    district_name = 5,
    /// Country.
    country = 6,
    /// Street code within the municipality.
    street_code = 7,
    /// Floor.
    floor = 8,
    /// Suite or door.
    suite = 9,
    /// Sub-location for mail delivery.
    sublocation = 10,
    /// Stairway.
    stairway = 11,
    /// Name of the village or part of town.
    district_subdivision = 12,
    /// Post office box.
    post_box = 13,
    /// Street name in its short form.
    short_street_name = 14,
}

impl ImageAddress {
    /// Northing in millimetres.
    #[must_use]
    pub fn north_mm(&self) -> Option<i64> {
        self.place.as_ref()?.0
    }

    /// Easting in millimetres.
    #[must_use]
    pub fn east_mm(&self) -> Option<i64> {
        self.place.as_ref()?.1
    }

    /// The municipality, when the code was given and is well formed.
    #[must_use]
    pub fn municipality_code(&self) -> Option<MunicipalityCode> {
        MunicipalityCode::parse(self.municipality()?).ok()
    }

    /// The region, when the code was given and is well formed.
    #[must_use]
    pub fn region_code(&self) -> Option<RegionCode> {
        RegionCode::parse(self.region()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_given_back_as_it_was() {
        let text = |text: &str| Some(text.to_owned());
        let full = Address {
            sublocation: text("c/o"),
            street_name: text("Østergade"),
            short_street_name: text("Østerg."),
            building: text("12B"),
            stairway: text("2"),
            floor: text("st"),
            suite: text("tv"),
            district_subdivision: text("Nørreby"),
            post_box: text("1234"),
            post_code: text("5000"),
            district_name: text("Odense C"),
            country: text("DK"),
            municipality: text("0461"),
            street_code: text("0017"),
            region: text("1083"),
            north_mm: Some(6_140_000_123),
            east_mm: Some(587_000_456),
        };
        let few = Address { post_box: text("77"), east_mm: Some(1), ..Address::default() };
        for address in [full, few, Address::default()] {
            let kept = ImageAddress::new(address.id(), &address);
            assert_eq!((kept.id, kept.address()), (address.id(), address.clone()));
            assert_eq!(kept.municipality_code(), address.municipality_code());
        }
    }
}

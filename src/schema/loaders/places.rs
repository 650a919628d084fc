//! Regions and municipalities: a handful of rows, read whole once for each point.

use std::collections::HashMap;
use std::sync::Arc;

use super::Relation;
use crate::model::{Municipality, Point, Region, Version};
use crate::register::{PlaceKind, Reader, RegisterError, UnitVersion};

/// Point → every region, in the order of the codes.
pub struct Regions;

impl Relation for Regions {
    type Group = Point;
    type Item = ();
    type Value = Arc<Vec<Arc<Version<Region>>>>;

    async fn load(
        reader: &Reader,
        point: &Point,
        _: &[()],
    ) -> Result<HashMap<(), Self::Value>, RegisterError> {
        let regions = reader.regions(*point).await?;
        Ok(HashMap::from([((), Arc::new(regions))]))
    }

    fn at_hand(reader: &Reader, point: &Point, (): &()) -> Option<Self::Value> {
        reader.regions_at_hand(*point)
    }
}

/// Point → every municipality, in name order.
pub struct Municipalities;

impl Relation for Municipalities {
    type Group = Point;
    type Item = ();
    type Value = Arc<Vec<Arc<Version<Municipality>>>>;

    async fn load(
        reader: &Reader,
        point: &Point,
        _: &[()],
    ) -> Result<HashMap<(), Self::Value>, RegisterError> {
        let municipalities = reader.municipalities(*point).await?;
        Ok(HashMap::from([((), Arc::new(municipalities))]))
    }

    fn at_hand(reader: &Reader, point: &Point, (): &()) -> Option<Self::Value> {
        reader.municipalities_at_hand(*point)
    }
}

/// Point, kind of place and code → the institution owner that stands for the place.
pub struct PlaceOwners;

impl Relation for PlaceOwners {
    type Group = (Point, PlaceKind);
    type Item = String;
    type Value = Arc<UnitVersion>;

    async fn load(
        reader: &Reader,
        (point, kind): &Self::Group,
        codes: &[String],
    ) -> Result<HashMap<String, Self::Value>, RegisterError> {
        Ok(reader.owners_of_places(*point, *kind, codes).await?)
    }

    fn at_hand(reader: &Reader, (point, kind): &Self::Group, code: &String) -> Option<Self::Value> {
        reader.place_owner_at_hand(*point, *kind, code)
    }
}

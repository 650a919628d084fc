//! Location numbers, one by one.

use std::collections::HashMap;
use std::sync::Arc;

use super::Relation;
use crate::model::{Gln, LocationNumber, Point, SorCode, Version};
use crate::register::{Reader, RegisterError};

/// A location number as it stands at a point.
pub type NumberView = Arc<Version<LocationNumber>>;

/// Point and GLN → the number.
pub struct Numbers;

impl Relation for Numbers {
    type Group = Point;
    type Item = Gln;
    type Value = NumberView;

    async fn load(
        reader: &Reader,
        point: &Point,
        glns: &[Gln],
    ) -> Result<HashMap<Gln, NumberView>, RegisterError> {
        Ok(reader.location_numbers(*point, glns).await?)
    }
}

/// Point and SOR code → the number that the record holds.
pub struct NumbersHeld;

impl Relation for NumbersHeld {
    type Group = Point;
    type Item = SorCode;
    type Value = NumberView;

    async fn load(
        reader: &Reader,
        point: &Point,
        holders: &[SorCode],
    ) -> Result<HashMap<SorCode, NumberView>, RegisterError> {
        Ok(reader.location_numbers_held_by(*point, holders).await?)
    }
}

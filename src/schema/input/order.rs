//! In what order a list runs.

use async_graphql::{Enum, InputObject};

use crate::register::UnitOrder;

/// Which way an order runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Enum)]
pub enum OrderDirection {
    /// Upwards: a before b, old before new.
    #[default]
    Asc,
    /// Downwards.
    Desc,
}

/// What a list of records is ordered by. The SOR code breaks ties.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Enum)]
pub enum SorEntityOrderField {
    /// Name, by the Danish alphabet: æ, ø, å after z; case and accents do not matter.
    #[default]
    Name,
    /// SOR code, by its number: roughly the order in which records were made.
    SorCode,
    /// First valid day.
    FirstFromDate,
}

/// Order of a list of records. The SOR code breaks ties.
#[derive(Debug, Clone, Default, InputObject)]
pub struct SorEntityOrder {
    /// What by.
    #[graphql(default)]
    pub by: SorEntityOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: OrderDirection,
}

impl SorEntityOrder {
    /// The order as the register takes it, and whether it runs upwards.
    pub fn read(&self) -> (UnitOrder, bool) {
        let order = match self.by {
            SorEntityOrderField::Name => UnitOrder::Name,
            SorEntityOrderField::SorCode => UnitOrder::SorCode,
            SorEntityOrderField::FirstFromDate => UnitOrder::FirstFromDate,
        };
        (order, self.direction == OrderDirection::Asc)
    }
}

/// What a list of location numbers is ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Enum)]
pub enum LocationNumberOrderField {
    /// The number.
    #[default]
    Gln,
}

/// Order of a list of location numbers.
#[derive(Debug, Clone, Default, InputObject)]
pub struct LocationNumberOrder {
    /// What by.
    #[graphql(default)]
    pub by: LocationNumberOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: OrderDirection,
}

impl LocationNumberOrder {
    /// Whether the order runs upwards.
    pub fn ascending(&self) -> bool {
        self.direction == OrderDirection::Asc
    }
}

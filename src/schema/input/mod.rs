//! Inputs of fields: what to find, which records of a list, in what order.

mod by;
mod change_filter;
mod entity_filter;
mod number_filter;
mod operators;
mod order;
mod party;
mod place_filter;

pub use by::{
    AnyCode, Identifier, LocationNumberBy, MessageTypeBy, MunicipalityBy, PointInput, RegionBy, SorEntityBy,
};
pub use change_filter::RegisterChangeFilter;
pub use entity_filter::{SearchFilter, SorEntityFilter};
pub use number_filter::LocationNumberFilter;
pub use order::{LocationNumberOrder, SorEntityOrder};
pub use party::PartyInput;
pub use place_filter::{MunicipalityFilter, RegionFilter};

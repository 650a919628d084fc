//! Loaders of one request, one for each relation. Whatever a level of a query
//! asks for goes into one statement for each relation, point and set of arguments:
//! the number of statements follows the depth of a query, not its rows.

mod history;
mod lists;
mod numbers;
mod places;
mod records;
mod relation;
mod rights;
mod shared;
mod units;

use crate::register::Reader;

pub use history::{Commits, History, MessageTypeHistories, NumberHistories, UnitHistories};
pub use lists::{MessageTypeCounts, MessageTypePages, NumberCounts, NumberPages, UnitCounts, UnitPages};
pub use numbers::{NumberView, Numbers, NumbersHeld};
pub use places::{Municipalities, PlaceOwners, Regions};
pub use records::Records;
pub use relation::{Many, Relation};
pub use rights::{Grants, Mandates, Threads};
pub use shared::{CodeLists, MessageTypes};
pub use units::{Addresses, Lineages, Replacements, ReplacementsOf, Units, UnitsByIdentifier};

macro_rules! loaders {
    ($($(#[$doc:meta])* $field:ident: $relation:ident,)*) => {
        /// The loaders of one request.
        pub struct Loaders {
            $($(#[$doc])* pub $field: Many<$relation>,)*
        }

        impl Loaders {
            /// Fresh loaders that read through `reader`.
            pub fn new(reader: &Reader) -> Self {
                Self { $($field: Many::new(reader),)* }
            }
        }
    };
}

loaders! {
    /// Records of the tree by SOR code.
    units: Units,
    /// Records with all that stand above them.
    lineages: Lineages,
    /// Records by an identifier that several may bear.
    units_by_identifier: UnitsByIdentifier,
    /// Pages of lists of records.
    unit_pages: UnitPages,
    /// Lengths of lists of records.
    unit_counts: UnitCounts,
    /// Addresses by id.
    addresses: Addresses,
    /// What replaced a record, and what it replaced.
    replacements: Replacements,
    /// Location numbers by GLN.
    numbers: Numbers,
    /// Location numbers by their holder.
    numbers_held: NumbersHeld,
    /// Pages of lists of location numbers.
    number_pages: NumberPages,
    /// Lengths of lists of location numbers.
    number_counts: NumberCounts,
    /// Pages of the message types of location numbers.
    message_type_pages: MessageTypePages,
    /// How many message types location numbers have.
    message_type_counts: MessageTypeCounts,
    /// All regions.
    regions: Regions,
    /// All municipalities.
    municipalities: Municipalities,
    /// The owners that stand for places.
    place_owners: PlaceOwners,
    /// All code lists.
    codes: CodeLists,
    /// All listed message types.
    message_types: MessageTypes,
    /// What is granted for parties.
    grants: Grants,
    /// The mandates of owners.
    mandates: Mandates,
    /// The threads of cases.
    threads: Threads,
    /// Every version of records of the tree.
    unit_histories: UnitHistories,
    /// Every version of location numbers.
    number_histories: NumberHistories,
    /// Every message type that was ever on location numbers.
    message_type_histories: MessageTypeHistories,
    /// Commits by number.
    commits: Commits,
    /// Records as copies keep them.
    records: Records,
}

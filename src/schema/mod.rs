//! The GraphQL face of the register: objects, arguments, loaders. No SQL, no decisions.
//!
//! An object is a newtype over what the register says and the point at which it was
//! read; whatever hangs on it is read at the same point, through the loaders of the
//! request.

#![expect(clippy::too_many_arguments, reason = "a field's arguments are its resolver's")]

mod answer;
mod connection;
mod context;
mod cursor;
mod error;
mod graph;
mod id;
mod input;
mod limits;
mod lists;
mod loaders;
mod mutation;
mod object;
mod paging;
mod query;
mod read_at;
mod scalars;
mod subscription;
mod types;

use async_graphql::{SDLExportOptions, Schema};

pub use context::{Reached, RequestContext, RequestId};
pub use error::Code;
pub use graph::Graph;
pub use limits::Limits;
pub use mutation::Mutation;
pub use query::Query;
pub use read_at::ReadAt;
pub use subscription::Subscription;

/// The schema. Its requests carry an `Arc<RequestContext>` and, for subscriptions, the
/// [`crate::register::Register`] among their data; [`Graph`] sees to that.
pub type SorgraphSchema = Schema<Query, Mutation, Subscription>;

/// The schema under `limits`.
#[must_use]
pub fn build(limits: Limits) -> SorgraphSchema {
    Schema::build(Query::default(), Mutation::default(), Subscription)
        .enable_federation()
        .enable_subscription_in_federation()
        .limit_depth(limits.depth)
        .limit_complexity(limits.complexity)
        .limit_recursive_depth(limits.recursive_depth)
        .limit_directives(limits.directives)
        .finish()
}

/// The published contract: the schema as federation SDL, in a stable order.
#[must_use]
pub fn sdl() -> String {
    let options = SDLExportOptions::new()
        .federation()
        .include_specified_by()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .use_space_ident();
    build(Limits::default()).sdl_with_options(options)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sdl_builds() {
        println!("{} characters", super::sdl().len());
    }
}

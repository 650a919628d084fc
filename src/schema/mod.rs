//! The GraphQL face of the register: objects, arguments, loaders. No SQL, no decisions.
//!
//! An object is a newtype over what the register says and the point at which it was
//! read; whatever hangs on it is read at the same point, through the loaders of the
//! request.

#![expect(clippy::too_many_arguments, reason = "a field's arguments are its resolver's")]

mod answer;
mod answer_cache;
mod aside;
mod canonical;
mod connection;
mod context;
mod contract;
mod cursor;
mod documents;
mod error;
mod graph;
mod id;
mod input;
mod known;
mod limits;
mod lists;
mod loaders;
mod measure;
mod moment;
mod mutation;
mod object;
mod paging;
mod plan;
mod prepare;
mod query;
mod rates;
mod read_at;
mod refused;
mod scalars;
mod subscription;
mod tokens;
mod trusted;
mod types;
mod written;

use async_graphql::{SDLExportOptions, Schema, SchemaBuilder};

pub use answer::{as_json, is_executed};
pub use aside::Pace;
pub use context::{Reached, RequestContext, RequestId};
pub use documents::{DocumentId, Documents};
pub use error::Code;
pub use graph::{Answered, Begun, Graph, Prepared};
pub use limits::Limits;
pub use mutation::Mutation;
pub use query::Query;
pub use rates::Rates;
pub use read_at::ReadAt;
pub use refused::{Limit, Refused};
pub use subscription::Subscription;
pub use trusted::{Bound, ManifestError, Trusted, Validator};
pub use written::{Body, BrokenOff, Streamed, Written};

/// The schema. Its requests carry an `Arc<RequestContext>` and, for subscriptions, the
/// [`crate::register::Register`] among their data; [`Graph`] sees to that.
pub type SorgraphSchema = Schema<Query, Mutation, Subscription>;

/// The schema. [`Graph`] holds requests to `limits` before it executes them; the library
/// only keeps its own walk over them from going deeper.
#[must_use]
pub fn build(limits: Limits) -> SorgraphSchema {
    builder(limits).finish()
}

fn builder(limits: Limits) -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription)
        .enable_federation()
        .enable_subscription_in_federation()
        .limit_recursive_depth(limits.nesting())
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

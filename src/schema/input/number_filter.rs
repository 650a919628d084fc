//! Which location numbers a list shows.

use async_graphql::InputObject;

use super::operators::{StateFilter, plain, states};
use crate::model::RegionCode;
use crate::register::{NumberList, NumberScope};
use crate::schema::error::Answer;

/// Which location numbers a list shows. All conditions given must hold.
#[derive(Debug, Clone, Default, InputObject)]
pub struct LocationNumberFilter {
    /// State on the day of the query. Without it: what is in force (ACTIVE and CLOSING).
    pub state: Option<StateFilter>,
    /// The number lies in this region.
    pub region: Option<RegionCode>,
    /// Code of the network operator (netoperatør, VANS) that carries its messages.
    pub network_operator: Option<String>,
    /// Code of the record system (EDB-system, journalsystem) behind it.
    pub system_type: Option<String>,
}

impl LocationNumberFilter {
    /// The list as the register takes it.
    pub fn read(self, scope: NumberScope, ascending: bool) -> Answer<NumberList> {
        Ok(NumberList {
            scope,
            states: Some(states(self.state)),
            region: self.region.map(|code| code.to_string()),
            network_operator: self.network_operator.map(plain).transpose()?,
            system_type: self.system_type.map(plain).transpose()?,
            ascending,
        })
    }
}

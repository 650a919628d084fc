//! Which regions and municipalities a list shows.

use async_graphql::InputObject;

use super::operators::{NameFilter, StateFilter, starts_with, states};
use crate::model::{self, Point, RegionCode, Version, search_key};
use crate::schema::error::Answer;

/// Which regions a list shows. All conditions given must hold.
#[derive(Debug, Clone, Default, InputObject)]
pub struct RegionFilter {
    /// State on the day of the query. Without it: what is in force (ACTIVE and CLOSING).
    pub state: Option<StateFilter>,
}

/// Which municipalities a list shows. All conditions given must hold.
#[derive(Debug, Clone, Default, InputObject)]
pub struct MunicipalityFilter {
    /// State on the day of the query. Without it: what is in force (ACTIVE and CLOSING).
    pub state: Option<StateFilter>,
    /// Name.
    pub name: Option<NameFilter>,
    /// In this region on the day of the query.
    pub region: Option<RegionCode>,
}

impl RegionFilter {
    /// The condition.
    pub fn read(self, point: Point) -> impl Fn(&Version<model::Region>) -> bool {
        let states = states(self.state);
        move |region| states.contains(&region.state(point.at))
    }
}

impl MunicipalityFilter {
    /// The condition.
    pub fn read(self, point: Point) -> Answer<impl Fn(&Version<model::Municipality>) -> bool> {
        let (states, start) = (states(self.state), starts_with(self.name)?);
        let region = self.region;
        Ok(move |municipality: &Version<model::Municipality>| {
            let content = &municipality.content;
            states.contains(&municipality.state(point.at))
                && start.as_ref().is_none_or(|start| search_key(&content.name).starts_with(start))
                && region.as_ref().is_none_or(|region| content.region.as_ref() == Some(region))
        })
    }
}

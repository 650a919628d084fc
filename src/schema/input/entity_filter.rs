//! Which records of the tree a list shows.

use async_graphql::InputObject;

use super::operators::{
    CodeFilter, NameFilter, OwnerTypeFilter, SorEntityKindFilter, StateFilter, codes, plain, starts_with,
    states,
};
use crate::model::{MunicipalityCode, RegionCode, SorCode, UnitKind};
use crate::register::{self, UnitFilter};
use crate::schema::error::Answer;
use crate::schema::types::{MessageDirection, MessageFormat, OwnerType};

/// Which records a list shows. All conditions given must hold.
#[derive(Debug, Clone, Default, InputObject)]
pub struct SorEntityFilter {
    /// State on the day of the query. Without it: what is in force (ACTIVE and CLOSING).
    pub state: Option<StateFilter>,
    /// Type of owner, institution or unit (SNOMED CT).
    pub r#type: Option<CodeFilter>,
    /// Name.
    pub name: Option<NameFilter>,
    /// In the tree of an owner of such a kind.
    pub owner_type: Option<OwnerTypeFilter>,
    /// The effective visiting address lies in this municipality (kommune).
    pub municipality: Option<MunicipalityCode>,
    /// The effective visiting address lies in this region.
    pub region: Option<RegionCode>,
    /// The record of this SOR code, or somewhere below it in the tree.
    pub within: Option<SorCode>,
    /// The effective location number has this message type in force.
    pub message_type: Option<MessageTypeFilter>,
}

/// Message types by their parts. All parts given must fit.
#[derive(Debug, Clone, InputObject)]
pub struct MessageTypeFilter {
    /// Format; any when left out.
    pub format: Option<MessageFormat>,
    /// Type, for example "DIS91".
    pub r#type: String,
    /// Version, for example "D9134L"; any when left out.
    pub version: Option<String>,
    /// Direction; either when left out.
    pub direction: Option<MessageDirection>,
}

/// Which records a search finds. All conditions given must hold.
#[derive(Debug, Clone, Default, InputObject)]
pub struct SearchFilter {
    /// Level of the tree.
    pub kind: Option<SorEntityKindFilter>,
    #[graphql(flatten)]
    pub entity: SorEntityFilter,
}

impl SorEntityFilter {
    /// The filter as the register takes it, for records of `kinds`.
    pub fn read(self, kinds: &[UnitKind]) -> Answer<UnitFilter> {
        let owner_types = self.owner_type.and_then(|filter| filter.r#in);
        let owner_codes =
            |types: Vec<OwnerType>| types.into_iter().map(|kind| kind.code().to_owned()).collect();
        Ok(UnitFilter {
            kinds: kinds.to_vec(),
            types: codes(self.r#type)?,
            states: Some(states(self.state)),
            name_prefix: starts_with(self.name)?,
            words: None,
            owner_types: owner_types.map(owner_codes),
            subtree: self.within,
            municipality: self.municipality.map(|code| code.to_string()),
            region: self.region.map(|code| code.to_string()),
            message_type: self.message_type.map(MessageTypeFilter::read).transpose()?,
        })
    }
}

impl MessageTypeFilter {
    /// The filter as the register takes it.
    pub fn read(self) -> Answer<register::MessageTypeFilter> {
        Ok(register::MessageTypeFilter {
            format: self.format.map(Into::into),
            kind: plain(self.r#type)?,
            version: self.version.map(plain).transpose()?,
            direction: self.direction.map(Into::into),
        })
    }
}

impl SearchFilter {
    /// The filter as the register takes it. An empty list of kinds finds nothing.
    pub fn read(self, words: String) -> Answer<UnitFilter> {
        let kinds = self.kind.and_then(|filter| filter.r#in);
        let none = kinds.as_ref().is_some_and(Vec::is_empty);
        let kinds: Vec<UnitKind> = kinds.unwrap_or_default().into_iter().map(Into::into).collect();
        let filter = UnitFilter { words: Some(words), ..self.entity.read(&kinds)? };
        Ok(if none { UnitFilter { states: Some(Vec::new()), ..filter } } else { filter })
    }
}

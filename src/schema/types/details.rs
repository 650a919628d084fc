//! Parts of a unit that are objects of their own.

use async_graphql::{Context, Object, Result, SimpleObject};

use super::{CodedValue, GeographicalRelation, SorEntity, UnitView};
use crate::model::{self, CodeList, Point, Revision};

/// A clinical speciality of a unit.
#[derive(Debug, Clone)]
pub struct Speciality {
    /// The revision at which code lists are read.
    pub revision: Revision,
    /// The speciality.
    pub speciality: model::Speciality,
}

/// A clinical speciality (klinisk speciale) of a unit; a unit has 8 at most.
#[Object(shareable)]
impl Speciality {
    /// The speciality itself (SNOMED CT). Null only when the code list cannot be read now.
    async fn speciality(&self, ctx: &Context<'_>) -> Result<Option<CodedValue>> {
        let code = Some(self.speciality.code.as_str());
        Ok(CodedValue::load(ctx, self.revision, CodeList::Speciality, code).await?)
    }

    /// Code that tells the main speciality (hovedspeciale) from further ones, as the
    /// register writes it; its list is not public. Null where it is not given.
    async fn role_code(&self) -> Option<&str> {
        self.speciality.role.as_deref()
    }
}

/// The three flags of a unit under a hospital.
#[derive(Debug, Clone, Copy, SimpleObject)]
#[graphql(shareable)]
pub struct HospitalFlags {
    /// Sees out-patients (ambulant aktivitet, AmbulantActivityIndicator).
    pub ambulant_activity: bool,
    /// Admits patients: a bed ward (sengeafsnit, PatientsAdmittedIndicator).
    pub patients_admitted: bool,
    /// Reports to the national patient register, LPR (ReportingLevelIndicator).
    pub reporting_level: bool,
}

impl From<model::HospitalFlags> for HospitalFlags {
    fn from(flags: model::HospitalFlags) -> Self {
        Self {
            ambulant_activity: flags.ambulant_activity,
            patients_admitted: flags.patients_admitted,
            reporting_level: flags.reporting_level,
        }
    }
}

/// A geographical parent, seen from a point.
#[derive(Debug, Clone, Copy)]
pub struct GeographicalParent {
    /// The point.
    pub point: Point,
    /// The reference.
    pub parent: model::GeographicalParent,
}

/// Where a unit lies (geografisk mor), beside its place in the tree. Nothing is inherited along it.
#[Object]
impl GeographicalParent {
    /// How the unit relates to it.
    async fn relation(&self) -> GeographicalRelation {
        self.parent.relation.into()
    }

    /// The unit at whose location this one lies. Null unless relation is OTHER_UNIT.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<SorEntity>> {
        let Some(code) = self.parent.target else {
            return Ok(None);
        };
        Ok(UnitView::load(ctx, self.point, code).await?.map(SorEntity::from))
    }
}

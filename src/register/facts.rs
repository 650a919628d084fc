//! The facts that rights are decided on, read in the transaction that would write.

use std::sync::Arc;

use crate::model::{Gln, HOSPITAL, LocationNumber, Party, Point, SorCode, Unit, Version};
use crate::ownership::{Matter, Owner, OwnerKind, Part};

use super::{FaultCode, Lineage, Reader, Rules, Stop};
use crate::model::UnitKind;

/// The part of the register that a record of this kind belongs to.
#[must_use]
pub fn part(kind: UnitKind) -> Part {
    match kind {
        UnitKind::InstitutionOwner => Part::InstitutionOwner,
        UnitKind::HealthInstitution => Part::HealthInstitution,
        UnitKind::OrganisationalUnit => Part::OrganisationalUnit,
    }
}

/// What the rules look at in a record, given it and those above it.
#[must_use]
pub fn unit_matter(part: Part, lineage: &[&Unit]) -> Matter {
    let name = lineage.first().map(|unit| format!("{} ({})", unit.name, unit.sor_code));
    let top = lineage.last().filter(|unit| unit.kind == UnitKind::InstitutionOwner);
    let in_hospital = lineage
        .iter()
        .any(|unit| unit.kind == UnitKind::HealthInstitution && unit.type_code.as_deref() == Some(HOSPITAL));
    let owner = top.map(|top| Owner {
        code: top.sor_code,
        name: top.name.clone(),
        kind: top.type_code.as_deref().and_then(OwnerKind::from_type).map(|kind| match kind {
            OwnerKind::Private if in_hospital => OwnerKind::PrivateHospital,
            other => other,
        }),
    });
    let parties = top.map(|top| vec![Party::Owner(top.sor_code)]).unwrap_or_default();
    Matter {
        owner,
        lineage: lineage.iter().map(|unit| unit.sor_code).collect(),
        parties,
        ..Matter::new(part, name.unwrap_or_default())
    }
}

/// What the rules look at in a location number, given its holder and those above.
#[must_use]
pub fn number_matter(
    part: Part,
    number: &LocationNumber,
    lineage: &[&Unit],
    mandated: bool,
    rules: &Rules,
) -> Matter {
    let holder_type = lineage.first().and_then(|unit| unit.type_code.as_ref());
    let special_unit = lineage
        .iter()
        .filter_map(|unit| unit.type_code.as_ref())
        .chain(holder_type)
        .any(|kind| rules.special_unit_types.contains(kind));
    let special_system = number.system_type.as_ref().is_some_and(|kind| rules.special_systems.contains(kind));
    Matter {
        name: number.gln.to_string(),
        special_system: special_unit || special_system,
        supplier: number.system_supplier.clone(),
        mandated,
        ..unit_matter(part, lineage)
    }
}

impl Reader {
    /// The record and those above it on the day of the point.
    pub async fn lineage_of(&self, point: Point, code: SorCode, path: &str) -> Result<Lineage, Stop> {
        let lineage = self.lineages(point, &[code]).await?.remove(&code).unwrap_or_default();
        if lineage.is_empty() {
            return Err(Stop::at(FaultCode::NotFound, path, format!("There is no record {code}.")));
        }
        Ok(lineage)
    }

    /// What the rules look at in a record, as it stands on the day of the point.
    pub async fn unit_matter(&self, point: Point, code: SorCode, path: &str) -> Result<Matter, Stop> {
        let lineage = self.lineage_of(point, code, path).await?;
        let units = super::contents(&lineage);
        Ok(unit_matter(part(units[0].kind), &units))
    }

    /// The same, as the holder of something of another part: a new unit or a number.
    pub async fn matter_below(
        &self,
        point: Point,
        part: Part,
        code: SorCode,
        path: &str,
    ) -> Result<Matter, Stop> {
        let lineage = self.lineage_of(point, code, path).await?;
        Ok(unit_matter(part, &super::contents(&lineage)))
    }

    /// The location number on the day of the point.
    pub async fn number_of(
        &self,
        point: Point,
        gln: Gln,
        path: &str,
    ) -> Result<Version<LocationNumber>, Stop> {
        let found = self.location_numbers(point, &[gln]).await?.remove(&gln);
        found
            .map(Arc::unwrap_or_clone)
            .ok_or_else(|| Stop::at(FaultCode::NotFound, path, format!("There is no location number {gln}.")))
    }

    /// What the rules look at in a location number or its message types.
    pub async fn number_matter(
        &self,
        point: Point,
        part: Part,
        gln: Gln,
        rules: &Rules,
        path: &str,
    ) -> Result<Matter, Stop> {
        let number = self.number_of(point, gln, path).await?.content;
        let lineage = match number.holder {
            Some(holder) => self.lineages(point, &[holder]).await?.remove(&holder).unwrap_or_default(),
            None => Lineage::new(),
        };
        let owner = lineage.last().map(|top| top.content.sor_code);
        let given = match owner {
            Some(owner) => self.mandates_for(point.revision, &[owner]).await?,
            None => Vec::new(),
        };
        let mandated = given
            .iter()
            .any(|leave| leave.holds(point.at) && leave.covers(gln, number.system_supplier.as_deref()));
        Ok(number_matter(part, &number, &super::contents(&lineage), mandated, rules))
    }
}

use async_graphql::{Context, Result};

use super::sub_unit::sub_unit;
use super::{Address, CodedValue, Effective, HealthInstitution, HospitalFlags, SorEntity, Speciality};
use crate::model::inheritance;
use crate::model::{self, CodeList, PNumber, ProviderNumber, UnitKind};

sub_unit! {
    /// Organisational unit (organisatorisk enhed, OE): a department, a ward, a centre, a
    /// team, a practitioner. The third level of the tree and every one below it.
    OrganisationalUnit {
        connections {
            lists {
                /// Organisational units directly below the unit (underenheder).
                children: OrganisationalUnit = directly_below;
            }
        }
        fields {
            /// The record directly above (organisatorisk mor): a health institution or another unit. What is
            /// inherited comes from there. Null where the register does not have it.
            async fn parent(&self, ctx: &Context<'_>) -> Result<Option<SorEntity>> {
                Ok(self.0.ancestors(ctx).await?.into_iter().next().map(SorEntity::from))
            }

            /// Every record above the unit, the nearest first, the institution owner last. Null only when
            /// the register cannot be read now.
            async fn ancestors(&self, ctx: &Context<'_>) -> Result<Option<Vec<SorEntity>>> {
                Ok(Some(self.0.ancestors(ctx).await?.into_iter().map(SorEntity::from).collect()))
            }

            /// The health institution (sundhedsinstitution) to which the unit belongs. Null where the tree
            /// does not reach one.
            async fn health_institution(&self, ctx: &Context<'_>) -> Result<Option<HealthInstitution>> {
                let found = self.0.nearest(ctx, |unit| unit.kind == UnitKind::HealthInstitution).await?;
                Ok(found.map(HealthInstitution))
            }

            /// Own activity address (aktivitetsadresse). Null where another one stands in.
            async fn activity_address(&self, ctx: &Context<'_>) -> Result<Option<Address>> {
                Ok(self.0.address(ctx, self.0.unit().activity_address).await?)
            }

            /// The activity address in effect: its own, else the visiting address in effect. Null where
            /// there is neither.
            async fn effective_activity_address(&self, ctx: &Context<'_>) -> Result<Option<Effective<Address>>> {
                Ok(self.0.effective_address(ctx, inheritance::activity_address::<model::Unit>).await?)
            }

            /// Local code (lokal kode), the owner's own; 1 to 20 characters. Null where none is registered.
            async fn local_code(&self) -> Option<&str> {
                self.0.unit().local_code.as_deref()
            }

            /// Local attributes 1 to 5 (lokale attributter) in order, 1 to 20 characters each; null in the
            /// gaps. Empty where none is registered.
            async fn local_attributes(&self) -> &[Option<String>] {
                &self.0.unit().local_attributes
            }

            /// Provider number (ydernummer). Not unique. Null where none is registered.
            async fn provider_number(&self) -> Option<ProviderNumber> {
                self.0.unit().provider_number.clone()
            }

            /// Production unit number (P-nummer). Null where none is registered.
            async fn p_number(&self) -> Option<PNumber> {
                self.0.unit().p_number.clone()
            }

            /// Clinical-administrative level (klinisk-administrativt niveau), for example Afdeling. Null
            /// where none is registered.
            async fn level(&self, ctx: &Context<'_>) -> Result<Option<CodedValue>> {
                let Some(level) = &self.0.unit().level else { return Ok(None) };
                let Some(key) = level.name.as_deref().or(level.code.as_deref()) else { return Ok(None) };
                let listed = CodedValue::lists(ctx, self.point().revision).await?;
                let listed = listed.value(CodeList::OrganisationalLevel, key);
                let name_da = level.name.clone().or(listed.name_da);
                Ok(Some(CodedValue(model::CodedValue { code: level.code.clone(), name_da, ..listed })))
            }

            /// Clinical specialities (kliniske specialer), 8 at most. Empty where none is registered.
            async fn specialities(&self) -> Vec<Speciality> {
                let revision = self.point().revision;
                let specialities = self.0.unit().specialities.iter().cloned();
                specialities.map(|speciality| Speciality { revision, speciality }).collect()
            }

            /// The three hospital indicators. Null on units that are not under a hospital.
            async fn hospital_flags(&self) -> Option<HospitalFlags> {
                self.0.unit().flags.map(HospitalFlags::from)
            }
        }
    }
}

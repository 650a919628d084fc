use super::OrganisationalUnit;
use super::sub_unit::sub_unit;

sub_unit! {
    /// Health institution (sundhedsinstitution, SI): a hospital, a municipal
    /// administration, a practice, a clinic, a pharmacy. The second level of the tree.
    HealthInstitution {
        connections {
            lists {
                /// Organisational units (organisatoriske enheder) directly below the institution.
                organisational_units: OrganisationalUnit = directly_below;
            }
        }
        fields {
            /// Pharmacy number (apoteksnummer) as registered, for example "362,1". Null on all but pharmacies.
            async fn pharmacy_number(&self) -> Option<String> {
                self.0.unit().pharmacy_number.clone()
            }
        }
    }
}

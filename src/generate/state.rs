//! What the state owns.

use super::hospital::LABORATORY;
use super::profile::{Child, Profile, Size, child};
use super::traffic::Traffic;

/// An owner that belongs to the state.
pub(super) static STATE: Profile = Profile::new("398070004", &["{o}"])
    .over(Size::Leaf, STATE_PARTS)
    .numbered(300, 0, Traffic::Administration)
    .in_turn();

/// Names of the state's owners.
pub(super) const STATE_OWNERS: [&str; 4] = [
    "Statens Sundhedstjeneste for Fængsler",
    "Statens Asylsundhed",
    "Statens Smitteberedskab",
    "Statens Soldatersundhed",
];

static STATE_PARTS: &[Child] =
    &[child(1, &PRISON), child(1, &ASYLUM_CENTRE), child(1, &LABORATORY), child(1, &INFIRMARY)];

static PRISON: Profile = Profile::new("722173008", &["Fængslet {m}", "Arresthuset {m}, {t}"])
    .over(Size::Between(2, 5), &[Child { weight: 1, least: 0, profile: &PRISON_CLINIC }])
    .numbered(400, 100, Traffic::Clinic)
    .at(950);

static PRISON_CLINIC: Profile = Profile::new("722173008", &["Sundhedsafsnit {n}", "Behandlingsafsnit {n}"])
    .numbered(150, 20, Traffic::Clinic);

static ASYLUM_CENTRE: Profile = Profile::new("554851000005102", &["Asylcenter {m}", "Udrejsecenter {m}"])
    .over(Size::Between(2, 6), &[Child { weight: 1, least: 0, profile: &ASYLUM_CLINIC }])
    .numbered(400, 100, Traffic::Clinic)
    .at(950);

static ASYLUM_CLINIC: Profile =
    Profile::new("554851000005102", &["Klinik {n}", "Modtagelsen {d}"]).numbered(150, 20, Traffic::Clinic);

static INFIRMARY: Profile = Profile::new("550411000005105", &["Infirmeriet {m}", "Garnisonsklinikken {m}"])
    .over(Size::Between(2, 5), &[Child { weight: 1, least: 0, profile: &SICK_BAY }])
    .numbered(400, 100, Traffic::Clinic)
    .at(950);

static SICK_BAY: Profile =
    Profile::new("550411000005105", &["Sygestue {n}", "Klinik {d}"]).numbered(100, 20, Traffic::Clinic);

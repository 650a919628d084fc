//! Health services of municipalities: health visiting, rehabilitation, health centres, dental care.

use super::municipal::{ADMINISTRATION, OFFICE, PREVENTION};
use super::profile::{Child, Profile, Size, child};
use super::traffic::Traffic;

/// The administration for children and families.
pub(super) static CHILDREN: Profile =
    Profile::new("554041000005106", &["{o}, Børn og Unge", "{o}, Børn og Familier"])
        .over(ADMINISTRATION, CHILDREN_PARTS)
        .numbered(350, 100, Traffic::Administration)
        .at(500);

static CHILDREN_PARTS: &[Child] =
    &[child(20, &HEALTH_VISITING), child(10, &COUNSELLING), child(6, &FAMILY_CENTRE), child(4, &OFFICE)];

static HEALTH_VISITING: Profile = Profile::new(
    "554021000005101",
    &["Sundhedsplejen {t} {d}", "Sundhedsplejen {m}", "Børne- & Ungesundhed {d}"],
)
.over(Size::Between(1, 8), &[Child { weight: 1, least: 0, profile: &VISITOR_TEAM }])
.numbered(700, 400, Traffic::HealthVisiting)
.at(700);

static VISITOR_TEAM: Profile = Profile::new("554021000005101", &["{p}, team {n}", "Skolesundhedsplejen {n}"])
    .numbered(20, 8, Traffic::HealthVisiting);

static COUNSELLING: Profile = Profile::new(
    "556841000005105",
    &["PPR {t} {d}", "Pædagogisk psykologisk rådgivning {n}"],
)
.numbered(150, 60, Traffic::Administration);

static FAMILY_CENTRE: Profile =
    Profile::new("550711000005101", &["Familierådgivning {n}", "Familiehuset {m}"])
        .numbered(60, 20, Traffic::Administration)
        .at(500);

/// The administration for health and training.
pub(super) static HEALTH: Profile =
    Profile::new("554041000005106", &["{o}, Sundhed og Træning", "{o}, Folkesundhed"])
        .over(ADMINISTRATION, HEALTH_PARTS)
        .numbered(350, 100, Traffic::Care)
        .at(500);

static HEALTH_PARTS: &[Child] = &[
    child(20, &REHABILITATION),
    child(12, &HEALTH_CENTRE),
    child(6, &TRAINING),
    child(5, &PREVENTION),
    child(3, &VACCINATION),
];

/// A rehabilitation unit.
pub(super) static REHABILITATION: Profile =
    Profile::new("546811000005109", &["Genoptræningen {m}", "Træningscenter {m}, {t}"])
        .over(Size::Between(1, 6), &[Child { weight: 1, least: 0, profile: &TRAINING }])
        .numbered(800, 500, Traffic::Rehabilitation)
        .at(850);

static TRAINING: Profile = Profile::new("702916001", &["Rehabiliteringen {m}", "Træningsteam {n}"])
    .numbered(60, 30, Traffic::Rehabilitation)
    .at(200);

static HEALTH_CENTRE: Profile = Profile::new("264361005", &["Sundhedscenter {m}", "{t} Sundhedshus, {m}"])
    .over(Size::Between(1, 7), &[Child { weight: 1, least: 0, profile: &HEALTH_TEAM }])
    .numbered(500, 250, Traffic::Clinic)
    .at(950);

static HEALTH_TEAM: Profile =
    Profile::new("264361005", &["{p}, rådgivning {n}", "Kursusteam {n}", "Kræftrehabilitering {n}"]);

static VACCINATION: Profile =
    Profile::new("554231000005106", &["Vaccinationsklinik {m}", "Vaccinationssted {n}"]).at(800);

/// The administration for dental care.
pub(super) static DENTAL: Profile =
    Profile::new("550691000005104", &["{o}, Tandplejen", "{o}, Børne- og Ungdomstandplejen"])
        .over(ADMINISTRATION, DENTAL_PARTS)
        .numbered(450, 100, Traffic::Dental)
        .at(700);

static DENTAL_PARTS: &[Child] = &[child(10, &DENTAL_CLINIC), child(1, &OFFICE)];

static DENTAL_CLINIC: Profile = Profile::new(
    "550691000005104",
    &["Tandklinikken {m} Skole", "Tandplejen {t} {d}", "Voksentandplejen {m}"],
)
.over(Size::Between(1, 3), &[Child { weight: 1, least: 0, profile: &DENTAL_ROOM }])
.numbered(200, 80, Traffic::Dental)
.at(850);

static DENTAL_ROOM: Profile = Profile::new("550691000005104", &["{p}, klinik {n}", "Tandregulering {n}"]);

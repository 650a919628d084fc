//! What municipalities own: the administrations, and care for the elderly.

use super::health::{CHILDREN, DENTAL, HEALTH, REHABILITATION};
use super::profile::{Child, Profile, Size, child, large_child};
use super::social::SOCIAL;
use super::traffic::Traffic;

/// A municipality.
pub(super) static MUNICIPALITY: Profile = Profile::new("547211000005108", &["{o}"])
    .over(Size::Leaf, ADMINISTRATIONS)
    .numbered(700, 0, Traffic::Administration)
    .in_turn();

static ADMINISTRATIONS: &[Child] =
    &[child(1, &CARE), child(1, &SOCIAL), child(1, &CHILDREN), child(1, &HEALTH), child(1, &DENTAL)];

/// An administration takes a part of whatever its municipality has.
pub(super) const ADMINISTRATION: Size = Size::Part { parts: 4, least: 4, most: 100_000 };
/// An area takes a part of whatever its administration has.
pub(super) const AREA: Size = Size::Part { parts: 6, least: 24, most: 400 };

static CARE: Profile = Profile::new("554041000005106", &["{o}, Sundhed og Omsorg", "{o}, Ældre og Pleje"])
    .over(ADMINISTRATION, CARE_PARTS)
    .numbered(500, 200, Traffic::Care)
    .at(500);

static CARE_PARTS: &[Child] = &[
    large_child(40, 60, &CARE_AREA),
    child(28, &NURSING_HOME),
    child(14, &HOME_CARE),
    child(10, &HOME_NURSING),
    child(6, &NURSING_CLINIC),
    child(4, &REHABILITATION),
    child(3, &ACUTE_TEAM),
    child(3, &PREVENTION),
    child(5, &OFFICE),
    child(2, &TECHNICAL),
];

static CARE_AREA: Profile =
    Profile::new("550811000005108", &["Område {d}", "Distrikt {n}", "Omsorgsområde {m}"])
        .over(AREA, AREA_PARTS)
        .numbered(120, 60, Traffic::Care)
        .at(100);

static AREA_PARTS: &[Child] = &[
    child(30, &NURSING_HOME),
    child(16, &HOME_CARE),
    child(10, &HOME_NURSING),
    child(6, &NURSING_CLINIC),
    child(4, &OFFICE),
];

static NURSING_HOME: Profile = Profile::new(
    "42665001",
    &["Plejehjemmet {m}", "Plejecenter {m}", "{m} Plejehjem", "Plejecentret {m}, {t}"],
)
.over(Size::Between(1, 14), NURSING_HOME_PARTS)
.numbered(500, 260, Traffic::Care)
.at(900);

static NURSING_HOME_PARTS: &[Child] =
    &[child(10, &NURSING_UNIT), child(2, &NIGHT_TEAM), child(2, &DAY_CENTRE)];

static NURSING_UNIT: Profile =
    Profile::new("42665001", &["{p}, afdeling {n}", "{p}, leve-bo-miljø {n}", "Afdeling {m}", "Område {n}"])
        .numbered(20, 8, Traffic::Care);

static NIGHT_TEAM: Profile = Profile::new("42665001", &["{p}, nattevagt", "{p}, vågen nattevagt {n}"]);

static DAY_CENTRE: Profile = Profile::new("557891000005101", &["Dagcentret {m}", "{p}, dagcenter"]);

static HOME_CARE: Profile = Profile::new("554821000005109", &["Hjemmeplejen {t} {d}", "Hjemmeplejen {m}"])
    .over(Size::Between(2, 12), &[Child { weight: 1, least: 0, profile: &HOME_CARE_TEAM }])
    .numbered(600, 350, Traffic::Care)
    .at(700);

static HOME_CARE_TEAM: Profile =
    Profile::new("554821000005109", &["{p}, team {n}", "Hjemmeplejen, gruppe {n}", "{p}, aftenvagt {n}"])
        .numbered(20, 8, Traffic::Care);

static HOME_NURSING: Profile = Profile::new(
    "550621000005101",
    &["Hjemmesygeplejen {t} {d}", "Sygeplejen {d}, {t}", "Hjemmesygeplejen {m}"],
)
.over(Size::Between(1, 6), &[Child { weight: 1, least: 0, profile: &NURSING_TEAM }])
.numbered(600, 350, Traffic::Care)
.at(600);

static NURSING_TEAM: Profile = Profile::new("550621000005101", &["{p}, gruppe {n}", "Sygeplejegruppe {n}"])
    .numbered(30, 10, Traffic::Care);

static NURSING_CLINIC: Profile =
    Profile::new("703069008", &["Sygeplejeklinikken {m}", "Sundhedsklinik {t} {d}"])
        .numbered(120, 60, Traffic::Care)
        .at(800);

static ACUTE_TEAM: Profile =
    Profile::new("550621000005101", &["Akutteamet {t} {d}", "Kommunal akutfunktion {d}"])
        .numbered(800, 600, Traffic::Acute)
        .at(500);

/// Preventive visits.
pub(super) static PREVENTION: Profile =
    Profile::new("557901000005102", &["Forebyggende hjemmebesøg, {t}", "Forebyggelsesteam {d}"]).at(300);

/// An office of an administration.
pub(super) static OFFICE: Profile = Profile::new(
    "550811000005108",
    &["Visitationen {d}", "Myndighed, team {n}", "Hjælpemiddelcentret {m}", "Sekretariat & Drift {n}"],
)
.numbered(80, 30, Traffic::Administration);

static TECHNICAL: Profile = Profile::new(
    "554241000005103",
    &["Teknisk lokationsnummer {n}", "Postkasse, {p}"],
)
.numbered(1000, 1000, Traffic::Care);

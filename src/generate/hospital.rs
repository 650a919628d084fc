//! What regions own.

use super::profile::{Child, Field, Mark, Profile, Size, child, large_child};
use super::traffic::Traffic;

/// A region.
pub(super) static REGION: Profile = Profile::new("550881000005103", &["{o}"])
    .over(Size::Leaf, REGIONAL)
    .numbered(400, 0, Traffic::Administration);

static REGIONAL: &[Child] =
    &[child(80, &HOSPITAL), child(4, &AMBULANCE), child(3, &REGIONAL_ADMINISTRATION), child(3, &LABORATORY)];

/// A hospital, be it a region's or a private one.
pub(super) static HOSPITAL: Profile = Profile::new(
    "22232009",
    &["Hospitalet {m}, {t}", "Sygehuset {m}", "{m} Hospital", "{m} Sygehus, {t}", "Psykiatrien {m}, {t}"],
)
.over(Size::Part { parts: 25, least: 24, most: 2000 }, HOSPITAL_PARTS)
.numbered(450, 150, Traffic::Hospital)
.marked(Mark::Hospital)
.at(950);

static HOSPITAL_PARTS: &[Child] = &[
    large_child(60, 500, &SITE),
    large_child(60, 60, &CENTRE),
    child(100, &DEPARTMENT),
    child(6, &EMERGENCY),
    child(5, &RADIOLOGY),
    child(4, &INTENSIVE_CARE),
    child(4, &THEATRES),
    child(2, &HOSPITAL_PHARMACY),
    child(4, &STAFF_UNIT),
    child(2, &RESEARCH),
    child(4, &TECHNICAL),
];

static SITE: Profile =
    Profile::new("550811000005108", &["{p}, {t} {d}", "Matrikel {m}", "Hospitalsområde {d}"])
        .over(Size::Part { parts: 3, least: 100, most: 800 }, HOSPITAL_SITE_PARTS)
        .numbered(60, 20, Traffic::Hospital)
        .at(900);

static HOSPITAL_SITE_PARTS: &[Child] =
    &[large_child(70, 60, &CENTRE), child(60, &DEPARTMENT), child(4, &RADIOLOGY), child(4, &STAFF_UNIT)];

static CENTRE: Profile =
    Profile::new("550811000005108", &["Center {n}", "Center {m}", "Fælles klinikcenter {d}"])
        .over(Size::Part { parts: 5, least: 40, most: 300 }, CENTRE_PARTS)
        .numbered(60, 20, Traffic::Hospital)
        .at(60);

static CENTRE_PARTS: &[Child] = &[child(100, &DEPARTMENT), child(6, &STAFF_UNIT), child(3, &TECHNICAL)];

static DEPARTMENT: Profile = Profile::new("550851000005109", &["Afdeling for {s}", "{s}, afdeling {n}"])
    .over(Size::Part { parts: 12, least: 8, most: 60 }, DEPARTMENT_PARTS)
    .numbered(300, 120, Traffic::Hospital)
    .marked(Mark::Department)
    .in_field(Field::Own)
    .at(120)
    .active(600, 600);

static DEPARTMENT_PARTS: &[Child] = &[
    child(50, &SECTION),
    child(12, &OUT_PATIENTS),
    child(10, &WARD),
    child(4, &STAFF_UNIT),
    child(3, &TECHNICAL),
];

static SECTION: Profile = Profile::new("550851000005109", &["Afsnit {n}, {s}", "{s}, afsnit {n}"])
    .over(Size::Part { parts: 4, least: 3, most: 14 }, SECTION_PARTS)
    .numbered(120, 30, Traffic::Hospital)
    .marked(Mark::Section)
    .in_field(Field::Shared)
    .at(60)
    .active(600, 500);

static SECTION_PARTS: &[Child] = &[child(50, &WARD), child(40, &OUT_PATIENTS), child(6, &STAFF_UNIT)];

static WARD: Profile =
    Profile::new("550851000005109", &["Sengeafsnit {n}", "Dagafsnit {n}", "Sengeafsnit {m}"])
        .over(Size::Between(1, 4), &[Child { weight: 1, least: 0, profile: &TEAM }])
        .numbered(60, 15, Traffic::Hospital)
        .in_field(Field::Shared)
        .active(100, 950);

static OUT_PATIENTS: Profile =
    Profile::new("550851000005109", &["Ambulatorium {n}", "{s}, ambulatorium {n}"])
        .over(Size::Between(1, 3), &[Child { weight: 1, least: 0, profile: &TEAM }])
        .numbered(100, 25, Traffic::Hospital)
        .in_field(Field::Shared)
        .active(980, 20);

static TEAM: Profile = Profile::new("550851000005109", &["Team {n}", "Team {n}, {p}", "{p}, team {n}"])
    .in_field(Field::Shared)
    .active(500, 300);

static EMERGENCY: Profile =
    Profile::new("550871000005101", &["Fælles akutmodtagelse, {p}", "Akutmodtagelsen {d}"])
        .over(Size::Between(2, 8), EMERGENCY_PARTS)
        .numbered(400, 200, Traffic::Hospital)
        .marked(Mark::Department)
        .active(900, 500);

static EMERGENCY_PARTS: &[Child] = &[child(3, &CASUALTY), child(2, &WARD)];

static CASUALTY: Profile =
    Profile::new("225728007", &["Skadestuen {d}", "Skadestue {n}"]).marked(Mark::Section).active(980, 50);

static RADIOLOGY: Profile =
    Profile::new("309964003", &["Billeddiagnostisk afdeling {n}", "Røntgen og skanning {d}"])
        .over(Size::Between(2, 7), &[Child { weight: 1, least: 0, profile: &TEAM }])
        .numbered(500, 250, Traffic::Laboratory)
        .marked(Mark::Department)
        .active(990, 10);

static INTENSIVE_CARE: Profile = Profile::new("309904001", &["Intensiv terapiafsnit {n}"])
    .over(Size::Between(1, 4), &[Child { weight: 1, least: 0, profile: &TEAM }])
    .marked(Mark::Department)
    .active(20, 990);

static THEATRES: Profile = Profile::new("551611000005102", &["Operationsgangen {d}", "Operationsgang {n}"])
    .over(Size::Between(1, 5), &[Child { weight: 1, least: 0, profile: &TEAM }])
    .active(500, 100);

static HOSPITAL_PHARMACY: Profile = Profile::new("554071000005100", &["Sygehusapoteket {m}"])
    .numbered(600, 300, Traffic::Pharmacy)
    .marked(Mark::Pharmacy)
    .active(0, 0);

static STAFF_UNIT: Profile = Profile::new(
    "550811000005108",
    &["Sekretariatet, {p}", "Administration {n}", "Visitation og booking {d}"],
)
.numbered(40, 10, Traffic::Administration)
.active(0, 0);

static RESEARCH: Profile =
    Profile::new("550841000005107", &["Forskningsenheden {m}", "Forskning og udvikling {n}"]).active(0, 0);

static TECHNICAL: Profile =
    Profile::new("554241000005103", &["Teknisk lokationsnummer {n}", "Postkasse, {p}"])
        .numbered(1000, 1000, Traffic::Administration)
        .active(0, 0);

static AMBULANCE: Profile = Profile::new("554211000005102", &["Præhospitalet {m}", "Ambulancetjenesten {d}"])
    .over(Size::Between(2, 14), &[Child { weight: 1, least: 0, profile: &STATION }])
    .numbered(500, 100, Traffic::Hospital)
    .at(800);

static STATION: Profile =
    Profile::new("554211000005102", &["Station {n}", "Beredskabet {m}", "Lægebil {n}"]).at(500);

static REGIONAL_ADMINISTRATION: Profile =
    Profile::new("554041000005106", &["{o}, Sundhed {n}", "{o}, Koncernfunktion {n}"])
        .over(Size::Between(2, 12), REGIONAL_OFFICES)
        .numbered(300, 50, Traffic::Administration)
        .at(500);

static REGIONAL_OFFICES: &[Child] =
    &[child(4, &OFFICE), child(1, &TECHNICAL), child(1, &SERVICE), child(1, &TRAINING)];

static OFFICE: Profile = Profile::new(
    "550811000005108",
    &["Kontor {n}", "Sekretariat {n}", "Praksisenheden {d}"],
)
.numbered(100, 30, Traffic::Administration);

static SERVICE: Profile = Profile::new("550821000005102", &["Servicecenter {d}", "Serviceenhed {n}"]);

static TRAINING: Profile = Profile::new("550831000005104", &["Uddannelsesenheden {m}"]);

/// A laboratory, be it a region's or the state's.
pub(super) static LABORATORY: Profile =
    Profile::new("550651000005108", &["Laboratoriet {m}, {t}", "Prøvecentret {m}"])
        .over(Size::Between(2, 6), &[Child { weight: 1, least: 0, profile: &SAMPLING }])
        .numbered(700, 200, Traffic::Laboratory)
        .at(900);

static SAMPLING: Profile = Profile::new("550651000005108", &["Prøvetagning {d}", "Analyseafsnit {n}"])
    .numbered(100, 30, Traffic::Laboratory)
    .at(300);

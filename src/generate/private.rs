//! What private owners own: practices, clinics, pharmacies, homes.

use super::hospital::HOSPITAL;
use super::profile::{Child, Field, Mark, Profile, Size, child};
use super::traffic::Traffic;

const PRIVATE: &str = "550891000005100";

/// Additional values: units that say nothing but where and when a practice can be reached.
static CONSULTATION: Profile =
    Profile::new("255203001", &["Konsultation {n}", "{p}, filial {n}", "Filialen {m}", "{p}, {d}"]).at(250);

/// The owners, the institution below each of them, and the unit below that.
macro_rules! practices {
    ($($owner:ident / $institution:ident / $unit:ident: $kind:literal, $names:expr, size $low:literal..=$high:literal,
        numbers $number:literal, $traffic:ident, $mark:ident, $field:ident;)*) => {$(
        static $owner: Profile = Profile::new(PRIVATE, $names)
            .over(Size::Between($low, $high), &[Child { weight: 1, least: 0, profile: &$institution }])
            .numbered($number, 0, Traffic::$traffic)
            .in_field(Field::$field);
        static $institution: Profile = Profile::new($kind, &["{p}"])
            .over(
                Size::Part { parts: 1, least: 2, most: 40 },
                &[Child { weight: 1, least: 0, profile: &$unit }],
            )
            .numbered($number / 2, 15, Traffic::$traffic)
            .marked(Mark::$mark)
            .in_field(Field::Shared)
            .at(600);
        static $unit: Profile = Profile::new($kind, &["{p}", "{p}, enhed {n}"])
            .over(Size::Between(1, 3), &[Child { weight: 1, least: 0, profile: &CONSULTATION }])
            .numbered($number / 2, 15, Traffic::$traffic)
            .marked(Mark::$mark)
            .in_field(Field::Shared)
            .at(80);
    )*};
}

practices! {
    GP_OWNER / GP / GP_UNIT: "394761003",
        &["Lægehuset {m}", "Lægerne {m}", "Lægepraksis {m}, {t}", "Lægefællesskabet {m}", "Lægerne ved {m} & co"],
        size 3..=7, numbers 750, GeneralPractice, Provider, General;
    SPECIALIST_OWNER / SPECIALIST / SPECIALIST_UNIT: "550671000005100",
        &["Speciallægeklinikken {m}, {t}", "Klinikken {m} - {s}", "Speciallægerne {m}"],
        size 3..=6, numbers 700, Specialist, Provider, Own;
    PHYSIO_OWNER / PHYSIO / PHYSIO_UNIT: "547011000005103",
        &["Fysioterapi {m}", "Fysioterapi & Træning {m}", "{t} Fysioterapi {m}", "Fysiohuset {m}"],
        size 3..=7, numbers 400, Physiotherapy, Provider, None;
    JOINT_THERAPY_OWNER / JOINT_THERAPY / JOINT_THERAPY_UNIT: "550861000005106",
        &["Fysio- og ergoterapien {m}", "Terapihuset {m}"],
        size 3..=6, numbers 300, Physiotherapy, Provider, None;
    DENTIST_OWNER / DENTIST / DENTIST_UNIT: "550681000005102",
        &["Tandlægerne {m}", "Tandklinikken {m}, {t}", "Tandlægehuset {m}"],
        size 3..=6, numbers 300, Dental, Provider, None;
    FOOT_OWNER / FOOT / FOOT_UNIT: "554061000005105",
        &["Fodterapi {m}", "Fodklinikken {m}", "{t} Fodterapi"],
        size 3..=5, numbers 350, Clinic, Provider, None;
    CHIRO_OWNER / CHIRO / CHIRO_UNIT: "550641000005106",
        &["Kiropraktisk Klinik {m}", "Kiropraktorhuset {m}"],
        size 3..=5, numbers 450, Clinic, Provider, None;
    PSYCHOLOGIST_OWNER / PSYCHOLOGIST / PSYCHOLOGIST_UNIT: "550711000005101",
        &["Psykologhuset {m}", "Psykologisk Klinik {m}, {t}", "Psykologerne {m}"],
        size 3..=5, numbers 350, Psychologist, Provider, None;
    PHARMACY_OWNER / PHARMACY / PHARMACY_UNIT: "264372000",
        &["{m} Apotek", "Apoteket {m}, {t}", "{t} {m} Apotek"],
        size 3..=6, numbers 800, Pharmacy, Pharmacy, None;
    OPTICIAN_OWNER / OPTICIAN / OPTICIAN_UNIT: "557581000005102",
        &["Optikerne {m}", "Synshuset {m}, {t}"],
        size 3..=5, numbers 40, Administration, None, None;
    DIETICIAN_OWNER / DIETICIAN / DIETICIAN_UNIT: "554031000005103",
        &["Diætistklinikken {m}", "Kost & Sundhed {m}"],
        size 3..=4, numbers 40, Administration, None, None;
    ALTERNATIVE_OWNER / ALTERNATIVE / ALTERNATIVE_UNIT: "557511000005107",
        &["Akupunktur {m}", "Akupunkturklinikken {m}"],
        size 3..=4, numbers 10, Administration, None, None;
    COSMETIC_OWNER / COSMETIC / COSMETIC_UNIT: "557541000005106",
        &["Hudklinikken {m}", "Kosmetisk Klinik {m}"],
        size 3..=5, numbers 30, Administration, None, None;
    HEARING_OWNER / HEARING / HEARING_UNIT: "702824005",
        &["Hørecenter {m}", "Høreklinikken {m}, {t}"],
        size 3..=5, numbers 150, Clinic, Provider, None;
    TECHNICIAN_OWNER / TECHNICIAN / TECHNICIAN_UNIT: "550701000005104",
        &["Tandteknik {m}", "Protesehuset {m}"],
        size 3..=4, numbers 20, Administration, None, None;
    HOSPICE_OWNER / HOSPICE / HOSPICE_UNIT: "284546000",
        &["Hospice {m}", "{m} Hospice"],
        size 3..=7, numbers 700, Care, None, None;
    HOME_OWNER / HOME / HOME_UNIT: "42665001",
        &["Den selvejende institution {m}", "Friplejehjemmet {m}", "Plejehjemmet {m}, {t}"],
        size 4..=12, numbers 600, Care, None, None;
    RESIDENCE_OWNER / RESIDENCE / RESIDENCE_UNIT: "554221000005108",
        &["Fonden {m}", "Opholdsstedet {m}", "Bostedet {m} ApS"],
        size 3..=10, numbers 200, Care, None, None;
    LABORATORY_OWNER / LABORATORY / LABORATORY_UNIT: "550651000005108",
        &["Laboratoriet {m} A/S", "Medicinsk Laboratorium {m}"],
        size 3..=7, numbers 800, Laboratory, Provider, None;
}

static HOSPITAL_OWNER: Profile = Profile::new(PRIVATE, &["Privathospitalet {m} A/S", "{m} Sundhed ApS"])
    .over(Size::Between(6, 40), &[Child { weight: 1, least: 0, profile: &HOSPITAL }])
    .numbered(300, 0, Traffic::Hospital);

/// The kinds of private owners and how common each is.
pub(super) static OWNERS: &[Child] = &[
    child(250, &GP_OWNER),
    child(100, &SPECIALIST_OWNER),
    child(85, &PHYSIO_OWNER),
    child(15, &JOINT_THERAPY_OWNER),
    child(150, &DENTIST_OWNER),
    child(80, &FOOT_OWNER),
    child(35, &CHIRO_OWNER),
    child(90, &PSYCHOLOGIST_OWNER),
    child(45, &PHARMACY_OWNER),
    child(15, &OPTICIAN_OWNER),
    child(12, &DIETICIAN_OWNER),
    child(20, &ALTERNATIVE_OWNER),
    child(12, &COSMETIC_OWNER),
    child(12, &HEARING_OWNER),
    child(15, &TECHNICIAN_OWNER),
    child(4, &HOSPICE_OWNER),
    child(20, &HOME_OWNER),
    child(35, &RESIDENCE_OWNER),
    child(6, &LABORATORY_OWNER),
    child(8, &HOSPITAL_OWNER),
];

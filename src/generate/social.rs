//! Social services of municipalities: residential homes, disability, psychiatry, substance abuse.

use super::municipal::{ADMINISTRATION, AREA, OFFICE};
use super::profile::{Child, Profile, Size, child, large_child};
use super::traffic::Traffic;

/// The social administration.
pub(super) static SOCIAL: Profile =
    Profile::new("554041000005106", &["{o}, Social og Handicap", "{o}, Socialforvaltning"])
        .over(ADMINISTRATION, SOCIAL_PARTS)
        .numbered(350, 100, Traffic::Administration)
        .at(500);

static SOCIAL_PARTS: &[Child] = &[
    large_child(25, 60, &SOCIAL_AREA),
    child(40, &RESIDENTIAL_HOME),
    child(6, &ADDICTION),
    child(8, &DISABILITY),
    child(8, &PSYCHIATRY),
    child(8, &ACTIVITY),
    child(3, &JOB_CENTRE),
    child(5, &OFFICE),
];

static SOCIAL_AREA: Profile =
    Profile::new("550811000005108", &["Center for {m}", "Botilbudsområde {d}", "Rammen {m}"])
        .over(AREA, SOCIAL_AREA_PARTS)
        .numbered(60, 20, Traffic::Administration)
        .at(100);

static SOCIAL_AREA_PARTS: &[Child] =
    &[child(40, &RESIDENTIAL_HOME), child(8, &DISABILITY), child(8, &PSYCHIATRY), child(8, &ACTIVITY)];

static RESIDENTIAL_HOME: Profile = Profile::new(
    "554221000005108",
    &["Botilbuddet {m}", "Bostedet {m}", "Bofællesskabet {m}, {t}", "Kollegiet {m}"],
)
.over(Size::Between(1, 9), &[Child { weight: 1, least: 0, profile: &RESIDENTIAL_UNIT }])
.numbered(250, 120, Traffic::Care)
.at(900);

static RESIDENTIAL_UNIT: Profile = Profile::new(
    "554221000005108",
    &["{p}, hus {n}", "{p}, {n}. sal", "Gruppe {n}", "{p} Fælles"],
)
.numbered(10, 4, Traffic::Care);

static ADDICTION: Profile =
    Profile::new("56781000005109", &["Rusmiddelcenter {m}", "Misbrugscenter {t} {d}"])
        .over(Size::Between(1, 5), &[Child { weight: 1, least: 0, profile: &ADDICTION_UNIT }])
        .numbered(500, 250, Traffic::Clinic)
        .at(850);

static ADDICTION_UNIT: Profile = Profile::new("20078004", &["Behandlingsteam {n}", "{p}, afsnit {n}"]);

static DISABILITY: Profile =
    Profile::new("554861000005100", &["Handicapcenter {m}", "Handicaptilbuddet {m}"])
        .over(Size::Between(1, 6), &[Child { weight: 1, least: 0, profile: &SUPPORT_TEAM }])
        .numbered(120, 50, Traffic::Care)
        .at(700);

static PSYCHIATRY: Profile =
    Profile::new("554871000005105", &["Socialpsykiatrien {m}", "Psykiatritilbuddet {m}"])
        .over(Size::Between(1, 5), &[Child { weight: 1, least: 0, profile: &SUPPORT_TEAM }])
        .numbered(200, 80, Traffic::Care)
        .at(700);

static SUPPORT_TEAM: Profile = Profile::new("554881000005108", &["Støtteteam {n}", "{p}, team {n}"]);

static ACTIVITY: Profile =
    Profile::new("557891000005101", &["Aktivitetscentret {m}", "Værestedet {m}"]).at(700);

static JOB_CENTRE: Profile = Profile::new(
    "554411000005101",
    &["Jobcenter {t} {d}", "Jobcenter {t}, team {n}"],
)
.numbered(200, 100, Traffic::Administration);

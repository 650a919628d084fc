//! Records inside an XML file that is fine as a whole.

use super::*;
use crate::model::{GeographicalRelation, NumberState};

const GOOD_GLN: &str = "5790000141227";

fn number(gln: &str) -> String {
    format!("<EanLocationCodeEntity><EanLocationCode>{gln}</EanLocationCode></EanLocationCodeEntity>")
}

/// A unit of that kind with its own part on one line, and `below` after it.
fn entity(element: &str, serial: &str, below: &str) -> String {
    format!(
        "<{element}Entity><{element}><SorIdentifier>{serial}</SorIdentifier><EntityName>Name</EntityName>\
         <EntityTypeIdentifier>1</EntityTypeIdentifier>{STATUS}</{element}>\n{below}</{element}Entity>"
    )
}

#[test]
fn a_wrong_check_digit_refuses_the_record_and_all_below_but_not_its_neighbours() {
    let deepest = entity("OrganizationalUnit", &code(4).to_string(), "");
    let institution = entity(
        "HealthInstitution",
        "347811000016009",
        &entity("OrganizationalUnit", &code(3).to_string(), &deepest),
    );
    let neighbour = entity("HealthInstitution", &code(5).to_string(), "");
    let outcome =
        parse("f.xml", tree(&entity("InstitutionOwner", &code(1).to_string(), &(institution + &neighbour))));
    assert!(outcome.result.is_ok());
    assert_eq!(
        outcome.refusals(),
        [
            "3 INVALID_SOR_CODE \"347811000016009\" is not a SOR code: its check digit is wrong.".to_owned(),
            "4 PARENT_REFUSED The unit above it (347811000016009) was refused.".to_owned(),
            format!("5 PARENT_REFUSED The unit above it ({}) was refused.", code(3)),
        ]
    );
    let kept: Vec<_> = outcome.units().iter().map(|record| record.unit.sor_code).collect();
    assert_eq!(kept, [code(1), code(5)]);
}

#[test]
fn a_record_without_what_it_needs_is_refused() {
    let own = |inner: &str| {
        parse(
            "f.xml",
            tree(&format!(
                "<InstitutionOwnerEntity><InstitutionOwner>{inner}</InstitutionOwner></InstitutionOwnerEntity>"
            )),
        )
        .refusals()
    };
    let id = format!("<SorIdentifier>{}</SorIdentifier>", code(1));
    let status = |dates: &str| own(&format!("{id}<EntityName>x</EntityName><SorStatus>{dates}</SorStatus>"));
    assert_eq!(own(""), ["2 MISSING_FIELD The SOR code is missing."]);
    assert_eq!(own(&id), ["2 MISSING_FIELD The name is missing."]);
    assert_eq!(own(&format!("{id}<EntityName> </EntityName>")), ["2 MISSING_FIELD The name is missing."]);
    assert_eq!(
        own(&format!("{id}<EntityName>x</EntityName>")),
        ["2 MISSING_FIELD The dates of validity (SorStatus) are missing."]
    );
    assert_eq!(status("<FromDate>2020-01-01</FromDate>"), ["2 MISSING_FIELD The FirstFromDate is missing."]);
    let long = format!("{id}<EntityName>{}</EntityName>{STATUS}", "ø".repeat(61));
    assert_eq!(own(&long), ["2 NAME_TOO_LONG The name has 61 characters; at most 60 are allowed."]);
    assert!(own(&long.replacen('ø', "", 1)).is_empty());
    assert_eq!(
        own(&format!("{id}<EntityName>a&#1;b</EntityName>{STATUS}")),
        ["2 CONTROL_CHARACTER The name on line 2 holds the control character \\u{1}."]
    );
    assert_eq!(
        status("<FromDate>2020-01-01</FromDate><FirstFromDate>2020-01-02</FirstFromDate>"),
        ["2 DATES_OUT_OF_ORDER FirstFromDate 2020-01-02 is after FromDate 2020-01-01."]
    );
    assert_eq!(
        status(
            "<FromDate>2020-01-02</FromDate><ToDate>2020-01-01</ToDate><FirstFromDate>2020-01-01</FirstFromDate>"
        ),
        ["2 DATES_OUT_OF_ORDER FromDate 2020-01-02 is after ToDate 2020-01-01."]
    );
    assert_eq!(
        status("<FromDate>2020-01-32</FromDate><FirstFromDate>2020-01-01</FirstFromDate>"),
        ["2 INVALID_DATE The FromDate \"2020-01-32\" is not a date."]
    );
}

#[test]
fn records_in_the_wrong_place_are_refused_and_not_skipped() {
    let refusals = |body: &str| parse("f.xml", tree(body)).refusals();
    let unit = entity("OrganizationalUnit", &code(2).to_string(), "");
    assert_eq!(refusals(&unit), ["2 ORPHAN A unit of kind OE cannot stand on top of the tree."]);
    assert_eq!(
        refusals(&entity("InstitutionOwner", &code(1).to_string(), &unit)),
        [format!(
            "3 WRONG_PARENT_KIND A unit of kind OE cannot stand under {}, which is of kind IE.",
            code(1)
        )]
    );
    assert_eq!(
        refusals("<InstitutionOwnerEntity></InstitutionOwnerEntity>"),
        ["2 MISSING_FIELD This entity has no record of its IE in it."]
    );
    let twice =
        format!("<InstitutionOwnerEntity>{}\n{}</InstitutionOwnerEntity>", owner(1, ""), owner(2, ""));
    assert_eq!(refusals(&twice), ["3 SECOND_RECORD The entity has a record already; this is a further one."]);
    let other = format!("<HealthInstitutionEntity>{}</HealthInstitutionEntity>", owner(1, ""));
    assert_eq!(refusals(&other), ["2 UNKNOWN_KIND A record of kind IE stands in an entity of kind SI."]);
}

#[test]
fn a_bad_number_is_refused_and_its_unit_kept() {
    let outcome = one_owner(&number("5790000141228"));
    assert_eq!(outcome.unit().unit.number_state, NumberState::None);
    assert_eq!(
        outcome.refusals(),
        ["3 INVALID_GLN \"5790000141228\" is not a GLN: its check digit is wrong."]
    );
    let outcome = one_owner(&format!("{}\n{}", number(GOOD_GLN), number("5790000173624")));
    assert_eq!(outcome.unit().number.as_ref().map(|n| n.number.gln.to_string()).as_deref(), Some(GOOD_GLN));
    assert_eq!(
        outcome.refusals(),
        ["4 SECOND_NUMBER A unit has at most one location number of its own; this is a further one."]
    );
}

#[test]
fn a_number_without_dates_has_those_of_its_unit() {
    let outcome = one_owner(&number(GOOD_GLN));
    let number = outcome.unit().number.as_ref().expect("a number");
    assert_eq!((number.life.first_from, number.number.from_date), (day("2020-01-01"), day("2020-02-01")));
}

#[test]
fn odd_values_are_left_out_or_kept_and_told() {
    let outcome = one_owner(
        "<CVRnumberIdentifier>12345678</CVRnumberIdentifier>\n<ShakIdentifier>25290</ShakIdentifier>\
         <VirtualAddressInformation>\n<TelephoneNumberIdentifier>123</TelephoneNumberIdentifier>\
         </VirtualAddressInformation>\
         <PostalAddressInformation>\n<StreetBuildingIdentifier>12345678901</StreetBuildingIdentifier>\
         <CoordETRS89z32NMeasure>1.2345</CoordETRS89z32NMeasure></PostalAddressInformation>\
         <LocalCode>a\nb</LocalCode><LocalCode>c</LocalCode><Later>x<Inner/></Later><Later/>",
    );
    let unit = &outcome.unit().unit;
    assert_eq!((&unit.cvr, &unit.shak, &unit.contact), (&None, &None, &None));
    assert_eq!(unit.local_code.as_deref(), Some("a b"));
    assert_eq!(outcome.unit().addresses[0].building.as_deref(), Some("12345678901"));
    let mut findings = outcome.findings();
    findings.sort();
    assert_eq!(
        findings,
        [
            "3 INVALID_OPTIONAL_FIELD \"12345678\" is not a CVR number: its check digit is wrong; it was left out.",
            "4 INVALID_OPTIONAL_FIELD \"25290\" is not a SHAK code: it has 5 characters, not 4, 6 or 7; it was \
             left out.",
            "5 INVALID_OPTIONAL_FIELD The telephone \"123\" is not 8 to 20 characters long; it was left out.",
            "6 COORDINATE_ROUNDED The postal north 1.2345 is finer than a millimetre; it was rounded.",
            "6 LINE_BREAK_IN_TEXT The local code runs over several lines; they were joined with spaces.",
            "6 TEXT_TOO_LONG The postal building has 11 characters, the schema allows 10; it was kept.",
            "7 REPEATED_ELEMENT The local code is given again; the first one was kept.",
            "7 UNKNOWN_ELEMENT The element <Later> is not known; it was skipped here and wherever it comes.",
        ]
    );
}

#[test]
fn geography_flags_and_specialities_are_kept_as_far_as_they_are_usable() {
    let geography = |relation: &str, target: Option<u32>| {
        let target = target.map(|serial| {
            format!("<GeographicalParentSorIdentifier>{}</GeographicalParentSorIdentifier>", code(serial))
        });
        let target = target.unwrap_or_default();
        one_owner(&format!(
            "<GeographicalParent><GeographicalParentRelation>{relation}</GeographicalParentRelation>\
             {target}</GeographicalParent>"
        ))
    };
    let parent = |outcome: &Outcome| outcome.unit().unit.geographical_parent.map(|p| (p.relation, p.target));
    assert_eq!(parent(&geography("3", Some(7))), Some((GeographicalRelation::OtherUnit, Some(code(7)))));
    let missing = geography("3", None);
    assert_eq!(parent(&missing), None);
    assert_eq!(
        missing.findings(),
        ["3 GEOGRAPHICAL_PARENT The geographical relation 3 names no such unit; the relation was left out."]
    );
    let superfluous = geography("4", Some(7));
    assert_eq!(parent(&superfluous), Some((GeographicalRelation::NoLocation, None)));
    assert_eq!(superfluous.findings().len(), 1);
    assert_eq!(parent(&geography("9", None)), None);

    let outcome = one_owner(
        "<OrganizationalUnitInformation><AmbulantActivityIndicator>true</AmbulantActivityIndicator>\
         </OrganizationalUnitInformation>",
    );
    assert_eq!(outcome.unit().unit.flags, None);
    assert!(outcome.findings()[0].starts_with("3 INCOMPLETE_FLAGS"));

    let nine =
        "<ClinicalSpeciality><SpecialityCode>394594003</SpecialityCode></ClinicalSpeciality>".repeat(9);
    let outcome = one_owner(&format!("<ClinicalSpecialityCollection>{nine}</ClinicalSpecialityCollection>"));
    assert_eq!(outcome.unit().unit.specialities.len(), 9);
    assert!(outcome.findings()[0].starts_with("3 TOO_MANY_SPECIALITIES"));
}

#[test]
fn replacements_and_local_attributes_come_along() {
    let outcome = one_owner(&format!(
        "<ReplacesEntityCollection><SorIdentifier>{}</SorIdentifier><SorIdentifier>1</SorIdentifier>\
         </ReplacesEntityCollection>\
         <ReplacedByEntityCollection><SorIdentifier>{}</SorIdentifier></ReplacedByEntityCollection>\
         <LocalAttributeCollection><LocalAttribute2>two</LocalAttribute2></LocalAttributeCollection>\
         <PharmacyIdentifier><![CDATA[362,1]]></PharmacyIdentifier><OrganisationalLevelName>\
         Afsnit</OrganisationalLevelName>",
        code(8),
        code(9)
    ));
    let record = outcome.unit();
    assert_eq!((&record.replaces[..], &record.replaced_by[..]), (&[code(8)][..], &[code(9)][..]));
    assert_eq!(record.unit.local_attributes, [None, Some("two".to_owned())]);
    assert_eq!(record.unit.pharmacy_number.as_deref(), Some("362,1"));
    assert_eq!(record.unit.level.as_ref().and_then(|level| level.name.as_deref()), Some("Afsnit"));
    assert_eq!(outcome.findings().len(), 1);
}

#[test]
fn a_record_without_end_is_refused_and_takes_no_memory() {
    let outcome = one_owner(
        &"<ReplacesEntityCollection><SorIdentifier>1</SorIdentifier></ReplacesEntityCollection>"
            .repeat(20_000),
    );
    assert!(outcome.refusals()[0].starts_with("3 RECORD_TOO_LARGE The record is larger than any real one"));
}

#[test]
fn the_reader_stops_when_it_is_told_to() {
    let text =
        tree(&format!("<SnapshotDate>2020-01-01</SnapshotDate><InstitutionOwnerEntity>{}", owner(1, "")));
    let input = Input::from_bytes("f.xml", text.into_bytes().leak(), &Mapping::default()).expect("an input");
    let mut seen = 0;
    let result = input.read(0, &Mapping::default(), &mut |_| {}, &mut |_| {
        seen += 1;
        ControlFlow::Break(())
    });
    assert!(result.is_ok());
    assert_eq!(seen, 1);
}

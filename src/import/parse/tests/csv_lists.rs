//! Message types, replacements, geography and code lists.

use super::*;
use crate::model::{CodeList, Direction, OPENING_DAY};

const OWN: &str = "gln;format;type;version;direction;validFrom;validTo\n";

#[test]
fn message_types_of_our_own_form() {
    let text = OWN.to_owned()
        + "5790000141227;EDIFACT;DIS91;D9134L;RECEIVE;2020-01-01;2021-12-31\n\
           5790000141227;EDIFACT;DIS91;D9134L;BOTH;2020-01-01;\n\
           5790000141227;FAX;DIS91;D9134L;SEND;2020-01-01;\n\
           5790000141228;FHIR;a;1;SEND;2020-01-01;\n\
           5790000141227;FHIR;a;;SEND;2020-01-01;\n\
           5790000141227;FHIR;a;1;SEND;2020-01-02;2020-01-01\n";
    let outcome = parse("types.csv", text);
    let Parsed::MessageType { place, row } = &outcome.parsed[0] else { panic!("{:?}", outcome.parsed) };
    assert_eq!((place.line, row.message_type.to_string().as_str()), (2, "EDIFACT/DIS91/D9134L"));
    assert_eq!((row.direction, row.valid_to), (Direction::Receive, Some(day("2021-12-31"))));
    assert_eq!(
        outcome.refusals(),
        [
            "3 INVALID_VALUE The direction \"BOTH\" is neither RECEIVE nor SEND.",
            "4 INVALID_VALUE The format \"FAX\" is none of EDIFACT, OIOXML and FHIR.",
            "5 INVALID_GLN \"5790000141228\" is not a GLN: its check digit is wrong.",
            "6 MISSING_FIELD The field \"version\" is empty.",
            "7 DATES_OUT_OF_ORDER It ends on 2020-01-01, before it begins on 2020-01-02.",
        ]
    );
}

#[test]
fn mapped_message_types_and_replacements() {
    let mapping = "[locations_code_edi_type_map]\ngln = ['A']\nformat = ['B']\ntype = ['C']\nversion = \
    ['D']\ndirection = ['E']\n\
                   [locations_code_edi_type_map.values]\ndirection = { M = 'RECEIVE' }\n\
                   [edi_types]\nformat = ['B']\ntype = ['C']\nversion = ['D']\nname = ['N']\n\
                   [sor_replaced_entities]\nold = ['Gammel']\nnew = ['Ny']\n";
    let mapping = Mapping::from_toml(mapping).expect("a mapping");
    let text = "A;B;C;D;E\n5790000141227;EDIFACT;DIS91;D9134L;M\n";
    let outcome = parse_with("LocationsCodeEDITypeMap.csv", text, &mapping);
    let Parsed::MessageType { row, .. } = &outcome.parsed[0] else { panic!("{:?}", outcome.parsed) };
    assert_eq!((row.direction, row.valid_from), (Direction::Receive, OPENING_DAY));

    let outcome = parse_with("editypes_daily.csv", "B;C;D;N\nFHIR;a;1;Navn\n", &mapping);
    let Parsed::ListedMessageType { row, .. } = &outcome.parsed[0] else { panic!("{:?}", outcome.parsed) };
    assert_eq!(row.name_da.as_deref(), Some("Navn"));

    let text = format!("Gammel;Ny\n{};{}\n", code(1), code(2));
    let outcome = parse_with("SORReplacedEntities.csv", text, &mapping);
    assert!(
        matches!(outcome.parsed[0], Parsed::Replacement { old, new, .. } if old == code(1) && new == code(2))
    );
}

#[test]
fn the_list_of_message_types_leaves_the_envelope_out() {
    let text = "format,group,type,version,name,uri,name_en\n\
                EDIFACT,MEDBIN,BIN02,B0210X,\"Bilag, alle\",urn:a,\"Annex, all\"\nOIOXML-ENVELOPE,,ENV,1,Kuvert,,\n";
    let outcome = parse("x.csv", text);
    let Parsed::ListedMessageType { row, .. } = &outcome.parsed[0] else { panic!("{:?}", outcome.parsed) };
    assert_eq!((row.name_da.as_deref(), row.name_en.as_deref()), (Some("Bilag, alle"), Some("Annex, all")));
    assert_eq!(
        outcome.findings(),
        ["3 ROW_SKIPPED \"OIOXML-ENVELOPE\" is not a format of messages; the row was skipped."]
    );
}

#[test]
fn geography_in_both_forms() {
    let text = "municipality_code,name,region_code_2007_2026,region_name_2007_2026,region_name_from_2027\n\
                0101,København,1084,Region Hovedstaden,Region Østdanmark\n0751,Aarhus,1082,Region \
                Midtjylland,Region Midtjylland\n";
    let outcome = parse("m.csv", text);
    let rows: Vec<_> = outcome
        .parsed
        .iter()
        .map(|parsed| match parsed {
            Parsed::Municipality { row, .. } => (
                row.code.to_string(),
                row.region.as_ref().map(ToString::to_string),
                row.valid_from,
                row.valid_to,
            ),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("0101".to_owned(), Some("1084".to_owned()), day("2007-01-01"), Some(day("2026-12-31"))),
            ("0101".to_owned(), None, day("2027-01-01"), None),
            ("0751".to_owned(), Some("1082".to_owned()), day("2007-01-01"), None),
        ]
    );
    let outcome = parse(
        "m.csv",
        "municipality_code,name,region_code,valid_from,valid_to\n0101,København,,2027-01-01,\n101,x,,2027-01-01,\n",
    );
    assert!(matches!(&outcome.parsed[0], Parsed::Municipality { row, .. } if row.region.is_none()));
    assert_eq!(
        outcome.refusals(),
        ["3 INVALID_VALUE \"101\" is not a municipality code: it has 3 characters, not 4."]
    );
    let text = "region_code,iso_3166_2,name_da,name_en,valid_from,valid_to,successor,municipality_count\n\
                1084,DK-84,Region Hovedstaden,Capital Region of Denmark,2007-01-01,2026-12-31,Region Østdanmark,29\n";
    let outcome = parse("r.csv", text);
    assert!(
        matches!(&outcome.parsed[0], Parsed::Region { row, .. } if row.valid_to == Some(day("2026-12-31")))
    );
}

#[test]
fn code_lists_are_told_apart_by_their_headers() {
    for (text, list, key, code) in [
        (
            "snomed_code,name_da,name_en,is_owner_type,more\n1,stat,State,1,x\n",
            CodeList::OwnerType,
            "1",
            Some("1"),
        ),
        ("snomed_code,name_da,name_en,is_owner_type\n2,bosted,,0\n", CodeList::UnitType, "2", Some("2")),
        ("snomed_code,name_da,in_x,name_en\n3,,1,\n", CodeList::Speciality, "3", Some("3")),
        ("code,name\n4,KMD\n", CodeList::NetworkOperator, "4", Some("4")),
        ("level_da\nAfsnit\n", CodeList::OrganisationalLevel, "Afsnit", None),
    ] {
        let outcome = parse("list.csv", text);
        let [Parsed::Coded { row, .. }] = &outcome.parsed[..] else { panic!("{:?}", outcome.parsed) };
        assert_eq!((row.list, row.key.as_str(), row.code.as_deref()), (list, key, code));
    }
}

#[test]
fn the_shared_lists_are_read_whole() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data");
    for (name, rows) in [
        ("sor/codes/unit-types.csv", 75),
        ("sor/codes/specialities.csv", 55),
        ("sor/codes/net-operators.csv", 7),
        ("sor/codes/organisational-levels.csv", 6),
        ("sor/codes/medcom-message-types.csv", 109),
        ("geo/regions.csv", 5),
    ] {
        let Ok(content) = std::fs::read(format!("{folder}/{name}")) else {
            eprintln!("skipped: {folder}/{name}");
            continue;
        };
        let outcome = parse(name, content);
        assert_eq!(
            (outcome.parsed.len(), outcome.refusals().len()),
            (rows, 0),
            "{name} {:?}",
            outcome.refusals()
        );
    }
}

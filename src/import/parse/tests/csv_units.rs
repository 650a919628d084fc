//! SOR2's files of units and location numbers.

use super::*;
use crate::model::{NumberState, UnitKind};

fn header(more: &str) -> String {
    format!(
        "SorId;SorType;EntityName;EntityTypeName;FirstFromDate;FromDate;ToDate;HealthInstitutionSorId{more}\r\n"
    )
}

fn row(serial: u32, kind: &str, name: &str, institution: &str) -> String {
    format!("=\"{}\";{kind};{name};bosted;2018-01-01;01-02-2019;;{institution}", code(serial))
}

#[test]
fn units_are_read_by_the_names_of_the_columns() {
    let text = "\u{feff}".to_owned()
        + &header(
            ";EanLocationCodeState;PostalAddressStreetName;PostalAddressCoordETRS89z32NMeasure;\
             PrioritizedEntitySpeciality1Id;New",
        )
        + &row(1, "IE", "Århus", "")
        + ";None;;;;x\r\n"
        + &row(2, "SI", "\"Hus; \"\"A\"\"\"", &format!("=\"{}\"", code(2)))
        + ";Own;Østergade;6347032,45;394594003;x\r\n\r\n"
        + &row(3, "OE", "Afdeling", &format!("=\"{}\"", code(2)))
        + ";Inherited;;;;x";
    let outcome = parse("SorEntity_daily.csv", text);
    assert!(
        outcome.result.is_ok() && outcome.refusals().is_empty(),
        "{:?} {:?}",
        outcome.fault(),
        outcome.refusals()
    );
    assert_eq!(
        outcome.findings(),
        [
            "1 UNKNOWN_COLUMN The column \"New\" is in no key of the mapping; it was skipped.",
            "1 PARENT_UNKNOWN_COLUMN The mapping names no column with the parent of units: organisational units are \
             placed right under their health institution and institutions come without an owner. Set \
             sor_entity.parent in a mapping file.",
        ]
    );
    let [owner, house, unit] = outcome.units()[..] else { panic!("{:?}", outcome.parsed) };
    assert_eq!([owner.place.line, house.place.line, unit.place.line], [2, 3, 5]);
    assert_eq!((owner.unit.name.as_str(), house.unit.name.as_str()), ("Århus", "Hus; \"A\""));
    assert_eq!((owner.unit.parent, house.unit.parent, unit.unit.parent), (None, None, Some(code(2))));
    assert_eq!(house.unit.kind, UnitKind::HealthInstitution);
    assert_eq!(house.unit.number_state, NumberState::Own);
    assert_eq!(unit.unit.number_state, NumberState::Inherited);
    assert_eq!(house.addresses[0].north_mm, Some(6_347_032_450));
    assert_eq!(house.unit.specialities.len(), 1);
    assert_eq!((unit.life.first_from, unit.unit.from_date), (day("2018-01-01"), day("2019-02-01")));
    assert_eq!(unit.type_name.as_deref(), Some("bosted"));
}

#[test]
fn a_parent_column_is_used_when_there_is_one() {
    let text = header(";ParentSorId")
        + &row(2, "SI", "Hus", "")
        + &format!(";{}\n", code(1))
        + &row(3, "OE", "Afd", "")
        + ";x\n";
    let outcome = parse("units.csv", text);
    assert_eq!(outcome.unit().unit.parent, Some(code(1)));
    assert_eq!(
        outcome.refusals(),
        ["3 INVALID_SOR_CODE The parent is not a unit: \"x\" is not a SOR code: 'x' is not allowed in it."]
    );
    assert!(outcome.findings().is_empty());
}

#[test]
fn latin_1_is_told_from_utf_8() {
    let mut latin = (header("") + &row(1, "IE", "?rhus", "") + "\n").into_bytes();
    let at = latin.iter().position(|b| *b == b'?').expect("the mark");
    latin[at] = 0xc5;
    assert_eq!(parse("SorEntity.csv", latin.clone()).unit().unit.name, "Århus");
    let marked = [b"\xef\xbb\xbf", &latin[..]].concat();
    assert_eq!(parse("SorEntity.csv", marked).unit().unit.name, "Århus");
}

#[test]
fn bad_rows_are_refused_by_line_and_the_others_kept() {
    let text = header("")
        + &row(1, "XX", "Hus", "")
        + "\n"
        + &row(2, "IE", "Hus", "")
        + ";more\n"
        + "one\n"
        + &row(3, "IE", "a\u{7}b", "")
        + "\n"
        + &row(4, "IE", "God", "")
        + "\n"
        + &row(5, "IE", "\"two\nlines\"", "")
        + "\n"
        + &row(6, "IE", "", "")
        + "\n";
    let outcome = parse("SorEntity.csv", text);
    assert!(outcome.result.is_ok());
    assert_eq!(
        outcome.refusals(),
        [
            "2 UNKNOWN_KIND The kind \"XX\" is none of IE, SI and OE.",
            "3 WRONG_FIELD_COUNT The row has 9 fields, the header has 8.",
            "4 WRONG_FIELD_COUNT The row has 1 field, the header has 8.",
            "5 CONTROL_CHARACTER The name on line 5 holds the control character \\u{7}.",
            "9 MISSING_FIELD The name is missing.",
        ]
    );
    let lines: Vec<u64> = outcome.units().iter().map(|record| record.place.line).collect();
    assert_eq!(lines, [6, 7]);
    assert_eq!(outcome.units()[1].unit.name, "two lines");
}

#[test]
fn a_quote_left_open_is_a_cut_or_broken_file_and_not_a_long_field() {
    let plain = |serial: u32, end: &str| {
        row(serial, "IE", "Hus", end).replace("=\"", "").replacen("\";", ";", 1) + "\n"
    };
    let text = header("") + &plain(1, "") + &plain(2, "\"open") + &plain(3, "");
    let outcome = parse("SorEntity.csv", text.clone());
    assert_eq!(outcome.units().len(), 1);
    assert_eq!(
        outcome.fault(),
        "TRUNCATED SorEntity.csv, line 3: the file is cut off: a quote that begins in this row is never closed"
    );
    let outcome = parse("SorEntity.csv", text + &row(4, "IE", "Hus", "") + "\n" + &plain(5, ""));
    assert_eq!(
        outcome.fault(),
        "MALFORMED SorEntity.csv, line 3: a quote was left open: a row of 15 fields, not 8, runs on to line 5"
    );
    let endless = header("") + &plain(1, "\"") + &"x;y\n".repeat(600_000);
    assert_eq!(
        parse("SorEntity.csv", endless).fault(),
        "TOO_LONG SorEntity.csv, line 2: a single tag, text or row is longer than 1048576 bytes"
    );
}

#[test]
fn a_file_without_the_columns_it_needs_is_refused() {
    assert_eq!(
        parse("SorEntity.csv", "SorId;EntityName\n").fault(),
        "MISSING_COLUMN SorEntity.csv, line 1: it has no column for kind: the mapping expects one of \"SorType\"; the \
         file has \"SorId\", \"EntityName\""
    );
    assert_eq!(
        parse("x.csv", "a;b\n").fault(),
        "UNKNOWN_FORMAT x.csv, line 1: its format is not known: it is not XML, and as a CSV file its first columns are \
         \"a\", \"b\""
    );
}

#[test]
fn location_numbers_need_a_mapping() {
    let text =
        format!("Gln;Sor;Fra;Til\n5790000141227;=\"{}\";2020-01-01;\n5790000141228;;2020-01-01;\n", code(1));
    assert_eq!(
        parse("dir/LocationsCodes_2024.csv", text.clone()).fault(),
        "NO_MAPPING dir/LocationsCodes_2024.csv, line 1: the mapping has no section [locations_codes], which this file \
         needs; write one that names the file's columns: \"Gln\", \"Sor\", \"Fra\", \"Til\""
    );
    let mapping =
        "[locations_codes]\ngln = ['Gln']\nholder = ['Sor']\nfrom_date = ['Fra']\nto_date = ['Til']\n";
    let mapping = Mapping::from_toml(mapping).expect("a mapping");
    let outcome = parse_with("locationscode.csv", text, &mapping);
    let Parsed::Number(number) = &outcome.parsed[0] else { panic!("{:?}", outcome.parsed) };
    assert_eq!((number.number.holder, number.life.first_from), (Some(code(1)), day("2020-01-01")));
    assert_eq!(
        outcome.refusals(),
        ["3 INVALID_GLN \"5790000141228\" is not a GLN: its check digit is wrong."]
    );
}

#[test]
fn a_mapping_file_replaces_single_keys_and_is_checked() {
    let mapping = Mapping::from_toml("[sor_entity]\nparent = ['Mor']\nname = ['Navn']\n").expect("a mapping");
    let text = format!(
        "SorId;SorType;Navn;FirstFromDate;FromDate;Mor\n{};SI;Hus;2018-01-01;2018-01-01;{}\n",
        code(2),
        code(1)
    );
    assert_eq!(parse_with("x.csv", text, &mapping).unit().unit.parent, Some(code(1)));
    for (text, expected) in [
        (
            "[units]\n",
            "column mapping: the section [units] is not known; there are \"sor_entity\", \"locations_codes\", \
             \"locations_code_edi_type_map\", \"edi_types\", \"sor_replaced_entities\"",
        ),
        ("[sor_entity]\nnavn = ['x']\n", "column mapping: \"sor_entity.navn\" is not a field that is known"),
        (
            "[sor_entity]\nname = 'x'\n",
            "column mapping: \"sor_entity.name\" has to be a list of column names",
        ),
    ] {
        assert_eq!(Mapping::from_toml(text).map_err(|fault| fault.to_string()), Err(expected.to_owned()));
    }
    let fault = Mapping::from_toml("[sor_entity]\n\nname = [\n").expect_err("a fault");
    assert_eq!((fault.code(), fault.line.is_some()), ("INVALID_MAPPING", true));
}

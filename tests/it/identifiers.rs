//! Every identifier of the real samples parses, and none of its near misses does.

use std::collections::BTreeSet;
use std::path::PathBuf;

use sorgraph::model::{Cvr, Gln, InvalidCode, SorCode};

use crate::support::sample;

fn column(file: &PathBuf, name: &str) -> BTreeSet<String> {
    let mut reader = csv::Reader::from_path(file).expect("readable");
    let position =
        reader.headers().expect("a header").iter().position(|header| header == name).expect("the column");
    let values = reader.records().map(|row| row.expect("a row")[position].to_owned());
    values.filter(|value| !value.is_empty()).collect()
}

/// The code with each other last digit, cut, made longer, and with what is no digit.
fn near_misses(code: &str) -> Vec<String> {
    let (body, last) = code.split_at(code.len() - 1);
    let last: u8 = last.parse().expect("a digit");
    let mut misses: Vec<_> = (1..10).map(|by| format!("{body}{}", (last + by) % 10)).collect();
    misses.extend([body.to_owned(), format!("{code}0"), format!(" {code}"), format!("{code}x")]);
    misses
}

fn check<T: std::fmt::Display>(codes: &BTreeSet<String>, parse: impl Fn(&str) -> Result<T, InvalidCode>) {
    for code in codes {
        assert_eq!(parse(code).map(|parsed| parsed.to_string()).as_ref(), Ok(code));
        for miss in near_misses(code) {
            assert!(parse(&miss).is_err(), "{miss} is not {code}");
        }
    }
}

#[test]
fn the_real_identifiers_parse_and_their_near_misses_do_not() {
    let (Some(organizations), Some(endpoints)) =
        (sample("ehmi/sor-organizations.csv"), sample("ehmi/sor-endpoints.csv"))
    else {
        return;
    };
    let (codes, cvrs) = (column(&organizations, "sor_code"), column(&organizations, "cvr"));
    let glns = column(&endpoints, "gln");
    assert_eq!((codes.len(), glns.len(), cvrs.len()), (1_999, 258, 211));
    check(&codes, SorCode::parse);
    check(&glns, Gln::parse);
    check(&cvrs, Cvr::parse);
}

mod arbitrary;
mod archives;
mod csv_lists;
mod csv_units;
mod samples;
mod xml_files;
mod xml_records;

use std::ops::ControlFlow;

use super::*;
use crate::model::SorCode;

/// What a file gave.
struct Outcome {
    parsed: Vec<Parsed>,
    result: Result<[u8; 32], FileFault>,
}

impl Outcome {
    fn units(&self) -> Vec<&UnitRecord> {
        self.parsed
            .iter()
            .filter_map(|p| if let Parsed::Unit(unit) = p { Some(&**unit) } else { None })
            .collect()
    }

    /// The only unit.
    fn unit(&self) -> &UnitRecord {
        let units = self.units();
        assert_eq!(units.len(), 1, "{:?}", self.parsed);
        units[0]
    }

    /// Line, code and reason of each refusal.
    fn refusals(&self) -> Vec<String> {
        let refusals =
            self.parsed.iter().filter_map(|p| if let Parsed::Refused(r) = p { Some(r) } else { None });
        refusals.map(|r| format!("{} {} {}", r.place.line, r.code, r.reason)).collect()
    }

    /// Line, code and message of each finding.
    fn findings(&self) -> Vec<String> {
        let findings =
            self.parsed.iter().filter_map(|p| if let Parsed::Found(f) = p { Some(f) } else { None });
        findings.map(|f| format!("{} {} {}", f.place.line, f.code, f.message)).collect()
    }

    /// Code and message of the fault.
    fn fault(&self) -> String {
        self.result.as_ref().map_or_else(|fault| format!("{} {fault}", fault.code()), |_| "none".to_owned())
    }
}

fn read(input: &Input, mapping: &Mapping) -> Outcome {
    let mut parsed = Vec::new();
    let result = input.read(0, mapping, &mut |_| {}, &mut |item| {
        parsed.push(item);
        ControlFlow::Continue(())
    });
    Outcome { parsed, result }
}

/// Opens and reads a file of that name and content; a fault at opening counts as one at reading.
fn parse_with(name: &str, content: impl Into<Vec<u8>>, mapping: &Mapping) -> Outcome {
    match Input::from_bytes(name, content.into().leak(), mapping) {
        Ok(input) => read(&input, mapping),
        Err(fault) => Outcome { parsed: Vec::new(), result: Err(fault) },
    }
}

fn parse(name: &str, content: impl Into<Vec<u8>>) -> Outcome {
    parse_with(name, content, &Mapping::default())
}

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().expect("a date")
}

fn code(serial: u32) -> SorCode {
    SorCode::from_serial(serial)
}

const STATUS: &str =
    "<SorStatus><FromDate>2020-02-01</FromDate><FirstFromDate>2020-01-01</FirstFromDate></SorStatus>";

/// A tree of version 1 around `body`, which begins on line 2.
fn tree(body: &str) -> String {
    format!("<SorTree xmlns=\"urn:oio:sundhedsstyrelsen:organisation:1.0.0\">\n{body}\n</SorTree>\n")
}

/// The own part of an owner with `more` in it, on one line.
fn owner(serial: u32, more: &str) -> String {
    let code = code(serial);
    format!(
        "<InstitutionOwner><SorIdentifier>{code}</SorIdentifier><EntityName>Owner {serial}</EntityName>\
         <OwnerType>547211000005108</OwnerType>{more}{STATUS}</InstitutionOwner>"
    )
}

/// A tree with one owner whose own part, on line 3, has `more` in it.
fn one_owner(more: &str) -> Outcome {
    let own = owner(1, more);
    parse("one.xml", tree(&format!("<InstitutionOwnerEntity>\n{own}\n</InstitutionOwnerEntity>")))
}

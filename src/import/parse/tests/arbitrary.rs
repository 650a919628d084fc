//! Whatever the bytes, reading ends, does not panic and names a line.

use proptest::prelude::*;

use super::*;

fn document() -> String {
    let unit = format!(
        "<HealthInstitutionEntity><HealthInstitution><SorIdentifier>{}</SorIdentifier><EntityName>Hus &amp; \
         Hjem</EntityName>\
         <OptionalEanLocationCode><EntityInheritedIndicator>true</EntityInheritedIndicator></OptionalEanLocationCode>\
         <PostalAddressInformation><StreetName>Østergade</StreetName></PostalAddressInformation>\
         {STATUS}</HealthInstitution>\
         </HealthInstitutionEntity>",
        code(2)
    );
    tree(&format!(
        "<SnapshotDate>2020-01-01</SnapshotDate>\n<InstitutionOwnerEntity>\n{}\n{unit}</InstitutionOwnerEntity>",
        owner(1, "")
    ))
}

fn rows() -> String {
    format!(
        "SorId;SorType;EntityName;FirstFromDate;FromDate\n=\"{}\";IE;\"Åben; lukket\";2018-01-01;2018-01-01\n{};\
         IE;Hus;2018-01-01;2018-01-01\n",
        code(1),
        code(2)
    )
}

fn check(name: &str, content: Vec<u8>) {
    let lines = source::count_lines(&content) + 1;
    let outcome = parse(name, content);
    for parsed in &outcome.parsed {
        if let Parsed::Refused(Refusal { place, .. }) | Parsed::Found(Finding { place, .. }) = parsed {
            assert!((1..=lines).contains(&place.line), "{parsed:?} of {lines}");
        }
    }
    if let Err(FileFault { line: Some(line), .. }) = outcome.result {
        assert!((1..=lines).contains(&line), "{line} of {lines}");
    }
}

fn mutated(text: &str, cut: usize, changes: &[(usize, u8)]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (at, byte) in changes {
        let at = at % bytes.len();
        bytes[at] = *byte;
    }
    bytes.truncate(cut % (bytes.len() + 1));
    bytes
}

proptest! {
    #[test]
    fn arbitrary_bytes(content in proptest::collection::vec(any::<u8>(), 0..300)) {
        check("a.xml", content.clone());
        check("SorEntity.csv", [rows().as_bytes(), &content].concat());
        check("b.xml", [b"<".as_slice(), &content].concat());
        check("c.xml", [document().as_bytes(), &content].concat());
    }

    #[test]
    fn a_document_cut_and_changed_anywhere(
        cut in any::<usize>(),
        changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 0..6),
    ) {
        check("a.xml", mutated(&document(), cut, &changes));
        check("a.csv", mutated(&rows(), cut, &changes));
    }

    #[test]
    fn every_cut_of_a_document_is_a_fault(cut in any::<prop::sample::Index>()) {
        let text = document();
        let whole = text.trim_end();
        let bytes = &whole.as_bytes()[..cut.index(whole.len())];
        prop_assert!(parse("a.xml", bytes).result.is_err());
    }
}

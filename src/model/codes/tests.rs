use proptest::prelude::*;

use super::*;

#[test]
fn published_examples_of_every_code_parse() {
    for text in ["11000016002", "21000016006", "311000016009", "347801000016001", "1133181000016000"] {
        assert_eq!(SorCode::parse(text).map(|c| c.to_string()), Ok(text.to_owned()));
    }
    for text in ["5790000141227", "5790000173624", "5790002401473", "5790002519840"] {
        assert_eq!(Gln::parse(text).map(|c| c.to_string()), Ok(text.to_owned()));
    }
    for text in ["55133018", "64942212", "26919991"] {
        assert_eq!(Cvr::parse(text).map(|c| c.to_string()), Ok(text.to_owned()));
    }
    for text in ["2529", "252901", "2529010", "1301101"] {
        assert!(ShakCode::parse(text).is_ok());
    }
    assert!(ProviderNumber::parse("019062").is_ok());
    assert!(PNumber::parse("1003403561").is_ok());
    assert!(MunicipalityCode::parse("0101").is_ok());
    assert!(RegionCode::parse("1084").is_ok() && RegionCode::parse("1").is_ok());
}

#[test]
fn near_misses_say_exactly_what_is_wrong() {
    let cases = [
        (SorCode::parse("").err(), "\"\" is not a SOR code: it is empty"),
        (
            SorCode::parse("6984910000160091").err(),
            "form serial (1 to 8 digits) + 1000016 + 00 + check digit",
        ),
        (SorCode::parse("347801000016002").err(), "its check digit is wrong"),
        (SorCode::parse("34780100001600 1").err(), "' ' is not allowed in it"),
        (SorCode::parse("1000016002").err(), "it has 10 characters, not 11 to 18"),
        (SorCode::parse("01000016002").err(), "not of the form"),
        (Gln::parse("5790002519841").err(), "is not a GLN: its check digit is wrong"),
        (Gln::parse("579000251984").err(), "it has 12 characters, not 13"),
        (Cvr::parse("64942213").err(), "is not a CVR number: its check digit is wrong"),
        (Cvr::parse("00000000").err(), "without a leading zero"),
        (ShakCode::parse("25290").err(), "it has 5 characters, not 4, 6 or 7"),
        (ShakCode::parse("25æ9").err(), "'æ' is not allowed in it"),
        (ProviderNumber::parse("12345a").err(), "'a' is not allowed in it"),
        (PNumber::parse("123").err(), "it has 3 characters, not 10"),
        (MunicipalityCode::parse("101").err(), "it has 3 characters, not 4"),
        (RegionCode::parse("2").err(), "is not a region code: it has 1 characters, not 4"),
    ];
    for (error, expected) in cases {
        let message = error.map(|e| e.to_string()).unwrap_or_default();
        assert!(message.contains(expected), "{message:?} lacks {expected:?}");
    }
}

proptest! {
    #[test]
    fn a_made_code_parses_and_no_single_wrong_digit_does(serial in 1u32..=99_999_999, at in 0usize..18, by in 1u8..10) {
        let code = SorCode::from_serial(serial);
        prop_assert_eq!(SorCode::parse(&code.to_string()), Ok(code));
        prop_assert_eq!(code.serial(), serial);
        let mut bytes = code.to_string().into_bytes();
        let at = at % bytes.len();
        bytes[at] = b'0' + (bytes[at] - b'0' + by) % 10;
        prop_assert!(SorCode::parse(&String::from_utf8_lossy(&bytes)).is_err());
    }

    #[test]
    fn a_made_gln_parses_and_its_neighbours_do_not(body in 579_000_000_000u64..579_000_999_999, by in 1i64..10) {
        let gln = Gln::from_body(body);
        prop_assert_eq!(Gln::parse(&gln.to_string()), Ok(gln));
        let last = gln.number() % 10;
        let other = gln.number() - last + (last + by) % 10;
        prop_assert!(Gln::parse(&other.to_string()).is_err());
    }

    #[test]
    fn a_made_cvr_number_parses(body in 1_000_000u32..9_999_999) {
        if let Some(cvr) = Cvr::from_body(body) {
            prop_assert_eq!(Cvr::parse(cvr.as_ref()), Ok(cvr.clone()));
        }
    }

    #[test]
    fn any_text_is_answered_without_a_panic(text in "\\PC{0,20}") {
        let _ = (SorCode::parse(&text).is_ok(), Gln::parse(&text).is_ok(), Cvr::parse(&text).is_ok());
        let _ = (ShakCode::parse(&text).is_ok(), ProviderNumber::parse(&text).is_ok());
        let _ = (MunicipalityCode::parse(&text).is_ok(), RegionCode::parse(&text).is_ok());
    }
}

//! XML files that cannot be used at all.

use super::*;

fn fault(content: impl Into<Vec<u8>>) -> String {
    parse("f.xml", content).fault()
}

#[test]
fn a_file_that_ends_too_early_is_told_with_its_last_line() {
    let whole = tree(&format!("<InstitutionOwnerEntity>\n{}\n</InstitutionOwnerEntity>", owner(1, "")));
    let lines: Vec<&str> = whole.lines().collect();
    let cut = lines[..3].join("\n");
    assert_eq!(fault(cut), "TRUNCATED f.xml, line 3: the file is cut off: it ends before </SorTree>");
    assert_eq!(
        fault(&whole[..200]),
        "TRUNCATED f.xml, line 3: the file is cut off: it ends before </SorTree>"
    );
    assert_eq!(
        fault("<SorTree xml"),
        "TRUNCATED f.xml, line 1: the file is cut off: it ends inside a tag or comment"
    );
    assert_eq!(
        fault("<?xml version=\"1.0\"?>\n"),
        "TRUNCATED f.xml, line 2: the file is cut off: it ends before its root element"
    );
    let mut half_character = tree("Ø").into_bytes();
    let at = half_character.iter().position(|b| *b == 0xc3).expect("a letter");
    half_character.truncate(at + 1);
    assert_eq!(
        fault(half_character),
        "TRUNCATED f.xml, line 2: the file is cut off: it ends inside a character"
    );
}

#[test]
fn what_came_before_the_end_of_a_cut_file_was_handed_on() {
    let whole = tree(&format!("<InstitutionOwnerEntity>\n{}", owner(1, "")));
    let outcome = parse("f.xml", whole.trim_end().trim_end_matches("</SorTree>"));
    assert_eq!(outcome.units().len(), 1);
    assert!(outcome.result.is_err());
}

#[test]
fn only_sor_trees_of_a_known_namespace_are_read() {
    assert_eq!(fault("\n<Other/>"), "WRONG_ROOT f.xml, line 2: the root element is <Other>, not <SorTree>");
    let known = "not in \"urn:oio:sundhedsstyrelsen:organisation:1.0.0\" or \"urn:oio:nsi:2.0.0\"";
    for (root, found) in [
        ("<SorTree/>", "no namespace"),
        ("<SorTree xmlns=\"urn:x:3\"/>", "the namespace \"urn:x:3\""),
        ("<a:SorTree/>", "the undeclared namespace of \"a:\""),
    ] {
        assert_eq!(fault(root), format!("WRONG_NAMESPACE f.xml, line 1: <SorTree> is in {found}, {known}"));
    }
    assert_eq!(fault("<a:SorTree xmlns:a='urn:oio:nsi:2.0.0'/>"), "none");
}

#[test]
fn a_doctype_is_refused_whatever_is_in_it() {
    let bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE b [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n<SorTree>&b;</SorTree>";
    let expected = "DOCTYPE_REFUSED f.xml, line 2: it has a DOCTYPE, which is refused: SOR files have none, and \
    it can declare entities";
    assert_eq!(fault(bomb), expected);
    assert_eq!(fault("\n<!DOCTYPE b SYSTEM \"file:///etc/passwd\"><SorTree/>"), expected);
    assert_eq!(fault("\n<!doctype b [ <!ENTITY"), expected);
    assert_eq!(fault(format!("\n<!DOCTYPE b [{}]>", "<!ENTITY a 'a'>".repeat(100_000))), expected);
}

#[test]
fn only_the_five_entities_of_xml_are_known() {
    let with = |text: &str| tree(&format!("<CreatedAtTime>{text}</CreatedAtTime>"));
    assert_eq!(fault(with("&amp;&lt;&gt;&quot;&apos;&#230;&#xe6;")), "none");
    assert_eq!(
        fault(with("&evil;")),
        "UNKNOWN_ENTITY f.xml, line 2: the entity &evil; is not one of XML's own five"
    );
    assert_eq!(fault(with("&#0;")), "MALFORMED f.xml, line 2: &#0; is not a character");
    assert_eq!(fault(with("&#xd800;")), "MALFORMED f.xml, line 2: &#xd800; is not a character");
    assert_eq!(fault(with("a & b")), "MALFORMED f.xml, line 2: a \"&\" begins no complete reference");
}

#[test]
fn bytes_that_are_not_utf_8_are_told_with_their_line() {
    let mut bytes = tree("<CreatedAtTime>x\ny\n?</CreatedAtTime>").into_bytes();
    let at = bytes.iter().position(|b| *b == b'?').expect("the mark");
    bytes[at] = 0xe6;
    assert_eq!(fault(bytes), "NOT_UTF8 f.xml, line 4: the text is not valid UTF-8");
    assert_eq!(
        fault("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<SorTree/>"),
        "UNSUPPORTED_ENCODING f.xml, line 1: its encoding is ISO-8859-1; XML is read in UTF-8 only"
    );
    assert_eq!(
        fault(b"\xff\xfe<\0S\0".to_vec()),
        "UNSUPPORTED_ENCODING f.xml, line 1: its encoding is UTF-16; XML is read in UTF-8 only"
    );
}

#[test]
fn what_is_not_well_formed_is_told_with_its_line() {
    assert_eq!(
        fault(tree("<CreatedAtTime>x</Created>")),
        "MALFORMED f.xml, line 2: the XML is not well-formed: ill-formed document: expected `</CreatedAtTime>`, but \
         `</Created>` was found"
    );
    assert_eq!(
        fault(format!("{}<SorTree/>", tree(""))),
        "MALFORMED f.xml, line 4: a second root element follows the first"
    );
    assert_eq!(fault(tree("") + "x"), "MALFORMED f.xml, line 3: text \"x\" stands after the root element");
    assert_eq!(
        fault("<!-- x --> text <SorTree/>"),
        "MALFORMED f.xml, line 1: text \"text\" stands before the root element"
    );
    assert_eq!(fault("<!"), "TRUNCATED f.xml, line 1: the file is cut off: it ends inside a tag or comment");
    assert_eq!(
        fault(tree("<!X>")),
        "MALFORMED f.xml, line 2: \"<!\" begins neither a comment nor a CDATA section"
    );
}

#[test]
fn nesting_and_pieces_without_end_are_cut_short() {
    let deep = |depth: usize| tree(&format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth)));
    assert_eq!(fault(deep(63)), "none");
    assert_eq!(fault(deep(64)), "TOO_DEEP f.xml, line 2: elements are nested more than 64 deep");
    let endless = tree(&format!("<CreatedAtTime>{}</CreatedAtTime>", "x".repeat(1_300_000)));
    let expected = "TOO_LONG f.xml, line 2: a single tag, text or row is longer than 1048576 bytes";
    assert_eq!(fault(endless), expected);
    let pieces = tree(&format!("<SnapshotDate>{}</SnapshotDate>", "&amp;".repeat(1_100_000)));
    assert_eq!(fault(pieces), expected);
}

#[test]
fn empty_and_binary_files_are_of_no_known_format() {
    assert_eq!(fault(""), "UNKNOWN_FORMAT f.xml: its format is not known: it is empty");
    assert_eq!(
        fault(vec![1, 2, 0, 3]),
        "UNKNOWN_FORMAT f.xml: its format is not known: it is neither text nor a zip or gzip archive"
    );
}

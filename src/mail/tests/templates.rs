use std::collections::BTreeSet;

use super::super::fill::{Piece, pieces};
use super::super::letter::parts;
use super::*;

const CLOSING: &str = include_str!("../templates/closing.txt");

fn placeholders(text: &'static str) -> BTreeSet<&'static str> {
    let name = |piece| if let Piece::Placeholder(name) = piece { Some(name) } else { None };
    text.lines().flat_map(pieces).filter_map(name).collect()
}

#[test]
fn names_and_files_of_templates_match() {
    let mut files = BTreeSet::from(["closing.txt".to_owned()]);
    for template in Template::ALL {
        assert_eq!(Template::from_name(template.as_str()), Some(template));
        assert!(files.insert(format!("{}.txt", template.as_str().to_lowercase())));
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/mail/templates");
    let there = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"));
    assert_eq!(files, there.collect());
    assert_eq!(Template::from_name("NO_SUCH_LETTER"), None);
}

#[test]
fn each_template_uses_the_parameters_that_it_tells_of_and_no_others() {
    for template in Template::ALL {
        let mut used = placeholders(template.text());
        used.extend(placeholders(CLOSING));
        let told: BTreeSet<_> = template.needs().iter().chain(template.may_be_empty()).copied().collect();
        assert_eq!(used, told, "{}", template.as_str());
        let twice: Vec<_> =
            template.needs().iter().filter(|name| template.may_be_empty().contains(name)).collect();
        assert!(twice.is_empty(), "{}: {twice:?}", template.as_str());
        assert!(told.iter().all(|name| parameters().contains_key(*name)), "{told:?}");
    }
}

#[test]
fn both_languages_tell_the_same() {
    for template in Template::ALL {
        let (subject, danish, english) = parts(template).expect("its form");
        let subjects = subject.split_once(" / ").expect("two languages");
        assert_eq!(placeholders(subjects.0), placeholders(subjects.1), "{subject}");
        assert_eq!(placeholders(danish), placeholders(english), "{}", template.as_str());
        assert!(danish.contains("Hvad sker der nu: "), "{}", template.as_str());
        assert!(english.contains("What happens next: "), "{}", template.as_str());
    }
}

#[test]
fn no_placeholder_is_left_and_no_line_dangles() {
    let mut sparse = parameters();
    for template in Template::ALL {
        let full = write(template, &parameters()).expect("a letter");
        sparse.extend(parameters());
        template.may_be_empty().iter().for_each(|name| {
            sparse.insert((*name).to_owned(), String::new());
        });
        let short = write(template, &sparse).expect("a letter");
        assert!(short.body.len() < full.body.len());
        for letter in [full, short] {
            let text = format!("{}\n{}", letter.subject, letter.body);
            assert!(!text.contains(['{', '}']), "{text}");
            assert!(!text.contains("\n\n\n") && !text.contains(" \n"), "{text:?}");
            assert!(!text.contains(":\n\n") && !text.contains(": \n"), "{text}");
            assert!(!letter.subject.contains('\n') && letter.subject.len() < 120, "{}", letter.subject);
        }
    }
}

#[test]
fn what_a_template_needs_must_be_given() {
    for template in Template::ALL {
        for name in template.needs() {
            let expected =
                LetterError::Missing { template: template.as_str(), parameter: (*name).to_owned() };
            assert_eq!(write(template, &with(name, " \n\u{200b}")), Err(expected.clone()));
            let mut without = parameters();
            without.remove(*name);
            assert_eq!(write(template, &without), Err(expected));
        }
        for name in template.may_be_empty() {
            let mut without = parameters();
            without.remove(*name);
            assert!(write(template, &without).is_err(), "{} without {name}", template.as_str());
        }
    }
}

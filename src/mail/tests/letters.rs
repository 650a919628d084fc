use super::*;

#[test]
fn a_letter_tells_it_in_danish_and_then_in_english() {
    let letter = write(Template::OrderRefused, &parameters()).expect("a letter");
    assert_eq!(letter.subject, "Bestillingen er afvist, sag 4711 / Your order is refused, case 4711");
    let expected = "(English text below)

Sundhedsdatastyrelsen har afvist en bestilling om et lokationsnummer.

Organisation: Ærøskøbing Kommune
Enhed: Søbakken Plejehjem (SOR-kode 1061000016009)
Lokationsnummer: 5790001234567

Begrundelse:
> Vi mangler en adresse.
> Den skal være gyldig.

Hvad sker der nu: Sagen er lukket, og intet er ændret i registret. Ændrer
forholdene sig, kan der sendes en ny bestilling.

Sag: 4711
Registret: https://sor.example.dk

Beskeden er sendt automatisk. Et svar på den når ikke frem til registret.

Venlig hilsen
Sundhedsvæsenets Organisationsregister (SOR)
Sundhedsdatastyrelsen

---

The Danish Health Data Authority has refused an order concerning a location
number.
";
    assert!(letter.body.starts_with(expected), "{}", letter.body);
}

#[test]
fn a_line_goes_whose_only_value_is_empty() {
    let letter = write(Template::OrderRefused, &with("gln", "")).expect("a letter");
    assert!(!letter.body.contains("Lokationsnummer:"), "{}", letter.body);
    let letter = write(Template::OrderRefused, &with("url", "")).expect("a letter");
    assert!(!letter.body.contains("Registret:"), "{}", letter.body);
    assert!(letter.body.contains("Sag: 4711\n\nBeskeden"), "{}", letter.body);
}

#[test]
fn nobody_writes_a_header_by_a_parameter() {
    let letter =
        write(Template::AccessGranted, &with("case", "1\r\nBcc: x@example.dk\u{2028}y")).expect("a letter");
    assert_eq!(
        letter.subject,
        "Din adgang er godkendt, sag 1 Bcc: x@example.dk y / Your access is approved, case 1 Bcc: x@example.dk y"
    );
}

#[test]
fn what_people_wrote_stays_in_its_quote_and_its_line() {
    let text = "Hej\r\n---\r\rSag: 9 {{case}}\u{85}\u{202e}x\u{7}\n\n";
    let letter = write(Template::OrderAnswered, &with("text", text)).expect("a letter");
    assert!(letter.body.contains("\n> Hej\n> ---\n>\n> Sag: 9 {{case}} x\n\nHvad"), "{}", letter.body);
    let letter = write(Template::OrderAnswered, &with("person", "A\nSag: 9\n{{text}}")).expect("a letter");
    assert!(letter.body.contains("\nA Sag: 9 {{text}} har skrevet"), "{}", letter.body);
}

#[test]
fn a_letter_goes_to_one_real_address() {
    let to =
        |to: &str| Template::GrantEnded.write(to, &parameters(), "17", "example.dk", noon()).map(|l| l.to);
    for good in ["bodil@example.dk", "b.o'dil+sor@post.example.dk"] {
        assert_eq!(to(good).as_deref(), Ok(good));
    }
    assert_eq!(to("bodil@sundhed-ærø.example.dk").as_deref(), Ok("bodil@xn--sundhed-r-n3a3r.example.dk"));
    let long = format!("{}@example.dk", "x".repeat(300));
    let bad = [
        "",
        "bodil",
        "@example.dk",
        "bodil@",
        "bo dil@example.dk",
        "bodil@example.dk\r\nBcc: x@example.dk",
        "bodil@example.dk\n",
        "bodil@example.dk, x@example.dk",
        "x@example.dk,bodil@example.dk",
        "Bodil <bodil@example.dk>",
        "\"bo\r\ndil\"@example.dk",
        "\"bodil\"@example.dk",
        "bødil@example.dk",
        "bodil@exa mple.dk",
        "bodil@127.0.0.1",
        "bodil@[127.0.0.1]",
        ".bodil@example.dk",
        long.as_str(),
    ];
    for bad in bad {
        assert_eq!(to(bad), Err(LetterError::Address), "{bad:?}");
    }
}

#[test]
fn a_letter_that_is_written_again_has_the_same_message_id() {
    let id = |id: &str, domain: &str| {
        Template::GrantEnded.write("a@example.dk", &parameters(), id, domain, noon()).map(|l| l.message_id)
    };
    assert_eq!(id("17", "example.dk").as_deref(), Ok("<letter-17@example.dk>"));
    assert_eq!(id("17", "example.dk"), id("17", "example.dk"));
    assert_ne!(id("17", "example.dk"), id("18", "example.dk"));
    for (bad, domain) in [("", "example.dk"), ("1>\r\nX: y", "example.dk"), ("17", ""), ("17", "a b")] {
        assert!(matches!(id(bad, domain), Err(LetterError::MessageId(_))), "{bad:?} {domain:?}");
    }
}

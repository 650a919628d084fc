//! What letters promise, without a server; `tests/it/mail.rs` has one.

mod carriers;
mod letters;
mod schedules;
mod templates;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Letter, LetterError, Sender, Template};

type Parameters = BTreeMap<String, String>;

/// A value for each parameter there is.
fn parameters() -> Parameters {
    let values = [
        ("case", "4711"),
        ("url", "https://sor.example.dk"),
        ("organisation", "Ærøskøbing Kommune"),
        ("person", "Bodil Prøve"),
        ("role", "SOR-ansvarlig"),
        ("record", "Søbakken Plejehjem (SOR-kode 1061000016009)"),
        ("gln", "5790001234567"),
        ("webhook", "12"),
        ("due", "1. december 2026"),
        ("reason", "Vi mangler en adresse.\nDen skal være gyldig."),
        ("text", "Hvad hedder gaden?\n\nOg hvilket nummer?"),
    ];
    values.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn with(name: &str, value: &str) -> Parameters {
    let mut parameters = parameters();
    parameters.insert(name.to_owned(), value.to_owned());
    parameters
}

fn noon() -> DateTime<Utc> {
    "2026-11-22T11:00:00Z".parse().expect("an instant")
}

fn sender() -> Sender {
    Sender::parse("Sundhedsvæsenets Organisationsregister <sor@example.dk>").expect("a sender")
}

fn write(template: Template, parameters: &Parameters) -> Result<Letter, LetterError> {
    template.write("bodil@example.dk", parameters, "17", "example.dk", noon())
}

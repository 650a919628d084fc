use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::Template;
use super::address::address;
use super::fill::{Filling, single_line};

/// Between the Danish and the English text of a template.
const DIVIDER: &str = "\n---\n";
/// What every letter ends with.
const CLOSING: &str = include_str!("templates/closing.txt");
/// What every letter starts with, for those who read no Danish.
const HINT: &str = "(English text below)";

/// An e-mail, written and ready to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Id of its row in the outbox.
    pub id: String,
    /// To whom.
    pub to: String,
    /// One line: Danish / English.
    pub subject: String,
    /// The Danish text, then the English.
    pub body: String,
    /// Made of the id, so that a letter that left twice can be recognised.
    pub message_id: String,
    /// When it was written.
    pub date: DateTime<Utc>,
}

/// A letter that cannot be written, however often it is tried.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LetterError {
    /// The recipient has no usable address.
    #[error("the recipient's address is none that letters can be sent to")]
    Address,
    /// The template needs more than it was given.
    #[error("the letter {template} needs the parameter {parameter}")]
    Missing {
        /// The template.
        template: &'static str,
        /// The parameter that was not given, or empty.
        parameter: String,
    },
    /// The id or the domain cannot stand in a Message-ID.
    #[error("no Message-ID can be made of \"{0}\"")]
    MessageId(String),
    /// The template itself is not in its form.
    #[error("the template {0} is not in its form")]
    Template(&'static str),
}

impl Template {
    /// Writes the letter. `id` is that of its row in the outbox, and `domain` the sender's.
    ///
    /// What people wrote is shown as it is, without control characters: it can neither break
    /// out of the line or the quote that it stands in, nor name a placeholder.
    pub fn write(
        self,
        to: &str,
        parameters: &BTreeMap<String, String>,
        id: &str,
        domain: &str,
        date: DateTime<Utc>,
    ) -> Result<Letter, LetterError> {
        let to = address(to).ok_or(LetterError::Address)?.to_string();
        let (subject, danish, english) = parts(self)?;
        let (danish_closing, english_closing) =
            CLOSING.split_once(DIVIDER).ok_or(LetterError::Template("closing"))?;
        let filling = Filling { template: self, parameters };
        let body = [
            HINT.to_owned(),
            filling.text(danish)?,
            filling.text(danish_closing)?,
            "---".to_owned(),
            filling.text(english)?,
            filling.text(english_closing)?,
        ];
        Ok(Letter {
            id: id.to_owned(),
            to,
            subject: single_line(&filling.text(subject)?),
            body: body.join("\n\n") + "\n",
            message_id: message_id(id, domain)?,
            date,
        })
    }
}

/// Subject, Danish text and English text of a template.
pub(super) fn parts(template: Template) -> Result<(&'static str, &'static str, &'static str), LetterError> {
    let parts = || {
        let (subject, text) = template.text().strip_prefix("Emne: ")?.split_once("\n\n")?;
        let (danish, english) = text.split_once(DIVIDER)?;
        Some((subject, danish, english))
    };
    parts().ok_or(LetterError::Template(template.as_str()))
}

fn message_id(id: &str, domain: &str) -> Result<String, LetterError> {
    let fits = |text: &str, signs: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || signs.contains(c);
        !text.is_empty() && text.len() <= 200 && text.chars().all(plain)
    };
    let wrong = [(id, "-_"), (domain, "-.")].into_iter().find(|(text, signs)| !fits(text, signs));
    match wrong {
        Some((text, _)) => Err(LetterError::MessageId(single_line(text))),
        None => Ok(format!("<letter-{id}@{domain}>")),
    }
}

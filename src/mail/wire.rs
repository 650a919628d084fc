use std::time::SystemTime;

use chrono::DateTime;
use lettre::Message;
use lettre::message::Mailbox;
use lettre::message::header::{
    ContentTransferEncoding, ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0,
};

use super::address::address;
use super::{DeliveryError, Letter, Sender};

/// Tells mail programs not to answer for people who are away (RFC 3834).
const AUTO_SUBMITTED: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");

/// The letter in the form that crosses the wire. What it cannot say now, it never can.
pub(super) fn message(letter: &Letter, from: &Sender) -> Result<Message, DeliveryError> {
    let to = address(&letter.to).ok_or_else(|| DeliveryError::permanent(&"the recipient has no address"))?;
    // The library panics before 1970.
    let date = SystemTime::from(letter.date.max(DateTime::UNIX_EPOCH));
    Message::builder()
        .from(from.mailbox().clone())
        .to(Mailbox::new(None, to))
        .subject(letter.subject.clone())
        .date(date)
        .message_id(Some(letter.message_id.clone()))
        .raw_header(HeaderValue::new(AUTO_SUBMITTED, "auto-generated".to_owned()))
        .header(MIME_VERSION_1_0)
        .header(ContentType::TEXT_PLAIN)
        // Always, so that a letter in a folder can be read without a mail program.
        .header(ContentTransferEncoding::QuotedPrintable)
        .body(letter.body.clone())
        .map_err(|error| DeliveryError::permanent(&error))
}

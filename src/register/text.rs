//! What every text of a command must be.

use super::{FaultCode, Faults};

/// Notes what is wrong with a text: it must have 1 to `most` characters, and none
/// that cannot be written down. Line breaks are for [`check_lines`].
pub fn check(text: &str, most: usize, path: &str, faults: &mut Faults) {
    checked(text, most, path, char::is_control, faults);
}

/// The same for a text of several lines.
pub fn check_lines(text: &str, most: usize, path: &str, faults: &mut Faults) {
    checked(text, most, path, |c| c.is_control() && c != '\n', faults);
}

/// The same where there is a text.
pub fn check_some(text: Option<&String>, most: usize, path: &str, faults: &mut Faults) {
    if let Some(text) = text {
        check(text, most, path, faults);
    }
}

/// Notes a text that is no e-mail address as the register's letters can be sent to it.
pub fn check_email(text: &str, path: &str, faults: &mut Faults) {
    let parts = text.split_once('@');
    let fits = parts.is_some_and(|(local, domain)| {
        !local.is_empty()
            && domain.contains('.')
            && !domain.starts_with('.')
            && !domain.ends_with('.')
            && !text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>,;:\"\\()[]".contains(c))
    });
    let fits = fits && text.len() <= 254 && text.matches('@').count() == 1;
    faults.when(!fits, FaultCode::BadValue, path, "It is no e-mail address.");
}

fn checked(text: &str, most: usize, path: &str, bad: fn(char) -> bool, faults: &mut Faults) {
    let length = text.chars().count();
    if text.trim().is_empty() {
        faults.add(FaultCode::BadText, path, "It is empty.");
    } else if length > most {
        let message = format!("It has {length} characters; {most} are allowed.");
        faults.add(FaultCode::BadText, path, message);
    }
    if let Some(found) = text.chars().find(|c| bad(*c)) {
        let message = format!("It holds the character U+{:04X}, which no text may have.", u32::from(found));
        faults.add(FaultCode::BadText, path, message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_measured_in_characters() {
        let mut faults = Faults::default();
        check(&"å".repeat(60), 60, "name", &mut faults);
        check_email("sor@kommune.example", "email", &mut faults);
        assert!(faults.is_empty());
        for bad in ["", "   ", "a\u{7}b", "a\nb", "aaaa"] {
            let mut faults = Faults::default();
            check(bad, 3, "name", &mut faults);
            assert!(!faults.is_empty(), "{bad:?}");
        }
        for bad in ["a", "a@b", "@b.dk", "a b@c.dk", "a@b.dk\r\nBcc: x@y.dk", "a@b@c.dk"] {
            let mut faults = Faults::default();
            check_email(bad, "email", &mut faults);
            assert!(!faults.is_empty(), "{bad:?}");
        }
    }
}

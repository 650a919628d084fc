use std::str::FromStr;

use lettre::Address;
use lettre::message::Mailbox;
use url::Host;

use super::CarrierError;

/// Longest address that a mail server has to take (RFC 5321).
const LONGEST: usize = 254;
/// What may stand before the @ besides letters and digits. Quoted names are left out: nobody
/// has one, and a quote is where one address starts to look like two.
const LOCAL_SIGNS: &str = "!#$%&'*+-/=?^_`{|}~.";

/// Who letters are from: the address of the register, with or without a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender(Mailbox);

impl Sender {
    /// Reads `sor@example.dk` or `Name <sor@example.dk>`.
    pub fn parse(text: &str) -> Result<Self, CarrierError> {
        if text.chars().any(char::is_control) {
            return Err(CarrierError::From);
        }
        let mailbox = Mailbox::from_str(text).map_err(|_| CarrierError::From)?;
        let email = address(mailbox.email.as_ref()).ok_or(CarrierError::From)?;
        Ok(Self(Mailbox::new(mailbox.name, email)))
    }

    /// The domain of the address: the one that Message-IDs are made in.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.email.domain()
    }

    pub(super) fn mailbox(&self) -> &Mailbox {
        &self.0
    }
}

/// The address as servers take it, its domain in ASCII; `None` for what is no address.
pub(super) fn address(text: &str) -> Option<Address> {
    let (local, domain) = text.rsplit_once('@')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || LOCAL_SIGNS.contains(c);
    if text.len() > LONGEST || !local.chars().all(plain) {
        return None;
    }
    let Ok(Host::Domain(domain)) = Host::parse(domain) else {
        return None;
    };
    Address::new(local, domain).ok()
}

//! E-mail to people: what a letter says, how it leaves the house, and when it is tried again.
//!
//! Commands write what is to be told to the outbox, in the commit that it tells of. A worker
//! takes what is due, lets a [`Template`] write the [`Letter`], and hands it to the [`Carrier`].
//! A letter may leave twice after a crash; its Message-ID is the same both times.

mod address;
mod fill;
mod folder;
mod letter;
mod post;
mod schedule;
mod template;
mod wire;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

pub use address::Sender;
pub use folder::Folder;
pub use letter::{Letter, LetterError};
pub use post::Post;
pub use schedule::next_attempt;
pub use template::Template;

/// Most characters of a server's answer that are kept.
const LONGEST_ANSWER: usize = 300;

/// The way on which letters leave the house.
#[derive(Debug)]
pub enum Carrier {
    /// A mail server.
    Smtp(Box<Post>),
    /// A folder of `.eml` files, for trying things out.
    Folder(Folder),
    /// None: letters stay in the outbox until there is one.
    None,
}

/// A setting of the mail that cannot be used. It never tells the user or password of the address.
#[derive(Debug, thiserror::Error)]
pub enum CarrierError {
    /// The address of the server is none.
    #[error("mail_url {0}")]
    Url(&'static str),
    /// Letters and passwords would cross a network for everybody to read.
    #[error("mail_url: {0} is another machine; use smtps://, or smtp:// with ?tls=required")]
    InTheClear(String),
    /// The sender is no address.
    #[error("mail_from must be an address, such as Organisationsregisteret <sor@example.dk>")]
    From,
    /// The extra root certificate cannot be read.
    #[error("mail_root_certificate: {}: {reason}", .path.display())]
    RootCertificate {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// A letter that could not be handed over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct DeliveryError {
    /// Trying again is of no use.
    pub permanent: bool,
    /// What happened, in one line.
    pub message: String,
}

impl Carrier {
    /// The way that the settings name: `smtps://…`, `smtp://…`, `folder:PATH`, or none when empty.
    ///
    /// It opens no connection, so settings can be checked before the service starts.
    pub fn open(url: &str, from: &Sender, root_certificate: Option<&Path>) -> Result<Self, CarrierError> {
        if url.is_empty() {
            return Ok(Self::None);
        }
        match url.strip_prefix("folder:") {
            Some("") => Err(CarrierError::Url("must name the folder: folder:PATH")),
            Some(path) => Ok(Self::Folder(Folder::new(PathBuf::from(path), from.clone()))),
            None => Ok(Self::Smtp(Box::new(Post::new(url, from.clone(), root_certificate)?))),
        }
    }

    /// Whether letters can leave at all. Where they cannot, leave them in the outbox untried.
    #[must_use]
    pub fn carries(&self) -> bool {
        !matches!(self, Self::None)
    }

    /// Hands a letter over. Only `Ok` means that somebody else answers for it now.
    pub async fn deliver(&self, letter: &Letter) -> Result<(), DeliveryError> {
        match self {
            Self::Smtp(post) => post.deliver(letter).await,
            Self::Folder(folder) => folder.deliver(letter).await,
            Self::None => Err(DeliveryError::temporary(&"no way to send letters is set (mail_url)")),
        }
    }
}

impl DeliveryError {
    fn permanent(message: &dyn ToString) -> Self {
        Self { permanent: true, message: one_line(&message.to_string()) }
    }

    fn temporary(message: &dyn ToString) -> Self {
        Self { permanent: false, message: one_line(&message.to_string()) }
    }
}

/// Servers answer in several lines and at any length; ours are stored and logged.
fn one_line(text: &str) -> String {
    fill::single_line(text).chars().take(LONGEST_ANSWER).collect()
}

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::wire::message;
use super::{DeliveryError, Letter, Sender};

/// A folder that letters are laid into, one `.eml` file each; mail programs open them.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    from: Sender,
}

impl Folder {
    /// The folder at `path`; it is made with the first letter.
    #[must_use]
    pub fn new(path: PathBuf, from: Sender) -> Self {
        Self { path, from }
    }

    /// Lays the letter into the folder. The same letter goes over itself, and whoever looks
    /// finds whole letters only.
    pub(super) async fn deliver(&self, letter: &Letter) -> Result<(), DeliveryError> {
        let content = message(letter, &self.from)?.formatted();
        let name = name(letter);
        let folder = self.path.clone();
        match tokio::task::spawn_blocking(move || write(&folder, &name, &content)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(DeliveryError::temporary(&format!("{}: {error}", self.path.display()))),
            Err(error) => Err(DeliveryError::temporary(&error)),
        }
    }
}

/// Date and id, so that a listing is in order.
fn name(letter: &Letter) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || "-_".contains(*c);
    let id: String = letter.id.chars().filter(plain).collect();
    format!("{}-{id}.eml", letter.date.format("%Y%m%dT%H%M%SZ"))
}

fn write(folder: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let unfinished = folder.join(format!(".{name}.part"));
    let mut file = File::create(&unfinished)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&unfinished, folder.join(name))
}

use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The first 128 bits of the SHA-256 of a value's JSON form. Stored beside each
/// version, it tells without reading the columns whether a record changed.
///
/// The form is stable as long as field names and order are: changing them makes
/// the next import rewrite the records concerned, which is safe but noisy.
pub fn digest<T: Serialize>(value: &T) -> Uuid {
    let mut hasher = HashWriter(Sha256::new());
    serde_json::to_writer(&mut hasher, value)
        .expect("records are plain structs, which always have a JSON form");
    let hash = hasher.0.finalize();
    let mut first = [0; 16];
    first.copy_from_slice(&hash[..16]);
    Uuid::from_bytes(first)
}

struct HashWriter(Sha256);

impl std::io::Write for HashWriter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The same for a value that is no record, such as a command.
#[must_use]
pub fn digest_of<T: Serialize>(value: &T) -> Uuid {
    digest(value)
}

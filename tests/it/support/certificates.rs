//! Certificates of a made authority.

use std::path::PathBuf;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tempfile::TempDir;

/// A made certificate authority, and a certificate of it for a server, as files.
pub struct Certificates(TempDir);

impl Certificates {
    /// For a server of this name, which is also 127.0.0.1.
    pub fn of(host: &str) -> Self {
        let folder = TempDir::new().expect("a folder");
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let root = params.self_signed(&key).expect("a root");
        let issuer = Issuer::new(params, key);
        let names = [host.to_owned(), "127.0.0.1".to_owned()];
        let params = CertificateParams::new(names).expect("parameters");
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &issuer).expect("a certificate");
        let files =
            [("root.pem", root.pem()), ("server.pem", certificate.pem()), ("key.pem", key.serialize_pem())];
        for (name, content) in files {
            std::fs::write(folder.path().join(name), content).expect("a file");
        }
        Self(folder)
    }

    /// The authority's own certificate.
    pub fn root(&self) -> PathBuf {
        self.0.path().join("root.pem")
    }

    /// What a server of `tests/` is told of its certificate.
    pub fn options(&self) -> [String; 4] {
        let path = |name: &str| self.0.path().join(name).to_str().expect("a path in UTF-8").to_owned();
        ["--certificate".to_owned(), path("server.pem"), "--key".to_owned(), path("key.pem")]
    }
}

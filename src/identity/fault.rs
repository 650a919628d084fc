use std::io;

/// A bearer token that is not accepted. The messages go to whoever sent the token, so they say what to do
/// and never hold any of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not a signed token of a sensible size, or without an end.
    #[error(
        "The bearer token is no signed JSON Web Token of at most 16 KiB that expires some time. Send the access \
         token as it was issued."
    )]
    Malformed,
    /// Signed in a way that is not accepted, or not at all.
    #[error("The bearer token must be signed with RS256, PS256, ES256 or EdDSA.")]
    Algorithm,
    /// The signature is not that of the issuer.
    #[error("The signature of the bearer token does not hold. Sign in again.")]
    Signature,
    /// Its time is over.
    #[error("The bearer token has expired. Sign in again.")]
    Expired,
    /// Its time has not come, or its issuer's clock is wrong.
    #[error("The bearer token is not valid yet. Try again later; if that does not help, a clock is wrong.")]
    NotYetValid,
    /// From somebody else.
    #[error("The bearer token is from another issuer. Sign in where this service says.")]
    Issuer,
    /// For somebody else.
    #[error("The bearer token is not meant for this service. Ask the issuer for one with its audience.")]
    Audience,
    /// Signed with a key that the issuer does not publish.
    #[error(
        "The bearer token is signed with a key that its issuer does not publish. Sign in again; if the issuer has \
         just changed its keys, try again in half a minute."
    )]
    KeyUnknown,
    /// Without a usable subject.
    #[error(
        "The bearer token names no usable subject. The issuer must put 1 to 200 characters into the claim sub."
    )]
    Subject,
    /// The issuer's keys cannot be had.
    #[error("The keys of the issuer cannot be read at the moment. Try again in half a minute.")]
    IssuerUnavailable,
}

impl TokenError {
    /// Stable code of the fault.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "TOKEN_MALFORMED",
            Self::Algorithm => "TOKEN_ALGORITHM",
            Self::Signature => "TOKEN_SIGNATURE",
            Self::Expired => "TOKEN_EXPIRED",
            Self::NotYetValid => "TOKEN_NOT_YET_VALID",
            Self::Issuer => "TOKEN_ISSUER",
            Self::Audience => "TOKEN_AUDIENCE",
            Self::KeyUnknown => "TOKEN_KEY_UNKNOWN",
            Self::Subject => "TOKEN_SUBJECT",
            Self::IssuerUnavailable => "ISSUER_UNAVAILABLE",
        }
    }
}

/// What keeps the service from telling who asks. Told to whoever runs it.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// A setting that cannot be used.
    #[error("settings: {setting} is {value}; it must be {must}")]
    Setting {
        /// Name of the setting.
        setting: &'static str,
        /// The value given.
        value: String,
        /// What it must be.
        must: &'static str,
    },
    /// HTTPS cannot be set up.
    #[error("HTTPS to the issuer cannot be set up; are the machine's root certificates installed? {0}")]
    Https(String),
    /// The file of the development key cannot be read or made.
    #[error("the development key {file} cannot be read or made: {cause}")]
    KeyFile {
        /// The file.
        file: String,
        /// What the system says.
        #[source]
        cause: io::Error,
    },
    /// The file of the development key holds something else, or others may read it.
    #[error("the development key {file} {problem}")]
    Key {
        /// The file.
        file: String,
        /// What is wrong, and what to do.
        problem: &'static str,
    },
}

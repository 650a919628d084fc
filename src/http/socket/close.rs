use axum::extract::ws::CloseFrame;

/// Why the service closes a socket: a code of the protocol, or of WebSocket itself, and a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Close {
    /// The code.
    pub code: u16,
    /// For people, and for those who come back.
    pub reason: String,
}

/// Longest reason: a control frame has 125 bytes, of which the code takes two.
const LONGEST: usize = 123;

impl Close {
    fn new(code: u16, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into() }
    }

    /// A message that is none of the protocol.
    pub fn invalid(what: impl Into<String>) -> Self {
        Self::new(4400, what)
    }

    /// An operation before the connection was acknowledged.
    pub fn unauthorized() -> Self {
        Self::new(4401, "Unauthorized")
    }

    /// A token that names nobody, or whose time is over.
    pub fn forbidden(code: &str) -> Self {
        Self::new(4403, code)
    }

    /// A client that does not offer the protocol.
    pub fn unknown_protocol() -> Self {
        Self::new(4406, "Subprotocol not acceptable")
    }

    /// A client that did not begin in time.
    pub fn too_late() -> Self {
        Self::new(4408, "Connection initialisation timeout")
    }

    /// An id that is in use.
    pub fn id_in_use(id: &str) -> Self {
        Self::new(4409, format!("Subscriber for {id} already exists"))
    }

    /// A second beginning.
    pub fn begun_twice() -> Self {
        Self::new(4429, "Too many initialisation requests")
    }

    /// A client that does not take what it asked for. `reached` is the place of the last event that was sent to it.
    pub fn slow(reached: &str) -> Self {
        Self::new(
            4008,
            if reached.is_empty() {
                "Too slow".to_owned()
            } else {
                format!("Too slow; go on after {reached}")
            },
        )
    }

    /// The service stops; another one may be there already.
    pub fn stopping() -> Self {
        Self::new(1012, "Service restart")
    }

    /// The frame that says so.
    pub fn frame(self) -> CloseFrame {
        let mut reason = self.reason;
        while reason.len() > LONGEST {
            reason.pop();
        }
        CloseFrame { code: self.code, reason: reason.into() }
    }
}

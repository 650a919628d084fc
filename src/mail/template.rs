/// What a letter tells. The set is closed: each has its text in `templates/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Template {
    /// To the local administrators: somebody asks for access.
    AccessRequested,
    /// To the person who asked: the local administrators ask for more.
    AccessNeedsInformation,
    /// To the other side: a new message on the thread of a request for access.
    AccessAnswered,
    /// To the person who asked: access was given.
    AccessGranted,
    /// To the person who asked: access was refused.
    AccessRefused,
    /// To the local administrators: the request for access was taken back.
    AccessWithdrawn,
    /// To the orderer and to the authority: an order is on the table.
    OrderReceived,
    /// To the orderer: the authority asks for more.
    OrderNeedsInformation,
    /// To the other side: a new message on the thread of an order.
    OrderAnswered,
    /// To the orderer: the order was carried out.
    OrderIssued,
    /// To the orderer: the order was refused.
    OrderRefused,
    /// To the authority: the order was taken back.
    OrderWithdrawn,
    /// To the owner: a change is proposed.
    ChangeRequested,
    /// To the one who proposed: the owner asks for more.
    ChangeNeedsInformation,
    /// To the other side: a new message on the thread of a proposal.
    ChangeAnswered,
    /// To the one who proposed: the change was approved.
    ChangeApproved,
    /// To the one who proposed: the change was refused.
    ChangeRefused,
    /// To the owner: the proposal was taken back.
    ChangeWithdrawn,
    /// To the organisation and the person: somebody is its local administrator now.
    AdministratorAppointed,
    /// To the person: a role has ended.
    GrantEnded,
    /// To those who keep it: a webhook is paused by the service.
    WebhookPaused,
}

/// A template's file and its parameters.
struct Form {
    name: &'static str,
    text: &'static str,
    needs: &'static [&'static str],
    may: &'static [&'static str],
}

/// The form in the file of that name.
macro_rules! form {
    ($name:literal, $file:literal, $needs:expr, $may:expr) => {
        Form {
            name: $name,
            text: include_str!(concat!("templates/", $file, ".txt")),
            needs: &$needs,
            may: &$may,
        }
    };
}

impl Template {
    /// Every template.
    pub const ALL: [Self; 21] = [
        Self::AccessRequested,
        Self::AccessNeedsInformation,
        Self::AccessAnswered,
        Self::AccessGranted,
        Self::AccessRefused,
        Self::AccessWithdrawn,
        Self::OrderReceived,
        Self::OrderNeedsInformation,
        Self::OrderAnswered,
        Self::OrderIssued,
        Self::OrderRefused,
        Self::OrderWithdrawn,
        Self::ChangeRequested,
        Self::ChangeNeedsInformation,
        Self::ChangeAnswered,
        Self::ChangeApproved,
        Self::ChangeRefused,
        Self::ChangeWithdrawn,
        Self::AdministratorAppointed,
        Self::GrantEnded,
        Self::WebhookPaused,
    ];

    /// The name as it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.form().name
    }

    /// The template of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.as_str() == name)
    }

    /// Parameters that must be given and hold something.
    ///
    /// `case` is the number of the case; `organisation` the name of the organisation for which
    /// it was opened, in letters on access that in which the role is held; `person` the name,
    /// or else the subject, of the one who acted; `role` a role as people call it; `record` a
    /// record's name and SOR code; `gln` a location number; `webhook` the number of a webhook;
    /// `due` a date in words, `url` the
    /// address of the service; `reason` and `text` what a person wrote.
    #[must_use]
    pub fn needs(self) -> &'static [&'static str] {
        self.form().needs
    }

    /// Parameters that must be given, too, but may be empty: the line that would tell them goes.
    #[must_use]
    pub fn may_be_empty(self) -> &'static [&'static str] {
        self.form().may
    }

    /// The text with its placeholders.
    pub(super) fn text(self) -> &'static str {
        self.form().text
    }

    #[expect(clippy::too_many_lines, reason = "a table: one entry a letter")]
    fn form(self) -> Form {
        match self {
            Self::AccessRequested => form!(
                "ACCESS_REQUESTED",
                "access_requested",
                ["case", "person", "organisation", "role"],
                ["record", "due", "reason", "url"]
            ),
            Self::AccessNeedsInformation => form!(
                "ACCESS_NEEDS_INFORMATION",
                "access_needs_information",
                ["case", "organisation", "role", "text"],
                ["record", "url"]
            ),
            Self::AccessAnswered => form!(
                "ACCESS_ANSWERED",
                "access_answered",
                ["case", "person", "organisation", "role", "text"],
                ["record", "url"]
            ),
            Self::AccessGranted => form!(
                "ACCESS_GRANTED",
                "access_granted",
                ["case", "organisation", "role"],
                ["record", "due", "text", "url"]
            ),
            Self::AccessRefused => form!(
                "ACCESS_REFUSED",
                "access_refused",
                ["case", "organisation", "role", "reason"],
                ["record", "url"]
            ),
            Self::AccessWithdrawn => form!(
                "ACCESS_WITHDRAWN",
                "access_withdrawn",
                ["case", "person", "organisation", "role"],
                ["record", "reason", "url"]
            ),
            Self::OrderReceived => form!(
                "ORDER_RECEIVED",
                "order_received",
                ["case", "person", "organisation"],
                ["record", "gln", "due", "text", "url"]
            ),
            Self::OrderNeedsInformation => form!(
                "ORDER_NEEDS_INFORMATION",
                "order_needs_information",
                ["case", "organisation", "text"],
                ["record", "gln", "due", "url"]
            ),
            Self::OrderAnswered => form!(
                "ORDER_ANSWERED",
                "order_answered",
                ["case", "person", "text"],
                ["organisation", "record", "gln", "url"]
            ),
            Self::OrderIssued => form!(
                "ORDER_ISSUED",
                "order_issued",
                ["case", "organisation", "gln"],
                ["record", "due", "text", "url"]
            ),
            Self::OrderRefused => form!(
                "ORDER_REFUSED",
                "order_refused",
                ["case", "organisation", "reason"],
                ["record", "gln", "url"]
            ),
            Self::OrderWithdrawn => form!(
                "ORDER_WITHDRAWN",
                "order_withdrawn",
                ["case", "person", "organisation"],
                ["record", "gln", "reason", "url"]
            ),
            Self::ChangeRequested => form!(
                "CHANGE_REQUESTED",
                "change_requested",
                ["case", "person", "record"],
                ["organisation", "gln", "due", "text", "url"]
            ),
            Self::ChangeNeedsInformation => form!(
                "CHANGE_NEEDS_INFORMATION",
                "change_needs_information",
                ["case", "record", "text"],
                ["gln", "due", "url"]
            ),
            Self::ChangeAnswered => form!(
                "CHANGE_ANSWERED",
                "change_answered",
                ["case", "person", "record", "text"],
                ["organisation", "gln", "url"]
            ),
            Self::ChangeApproved => {
                form!("CHANGE_APPROVED", "change_approved", ["case", "record"], ["gln", "due", "text", "url"])
            }
            Self::ChangeRefused => {
                form!("CHANGE_REFUSED", "change_refused", ["case", "record", "reason"], ["gln", "url"])
            }
            Self::ChangeWithdrawn => form!(
                "CHANGE_WITHDRAWN",
                "change_withdrawn",
                ["case", "person", "record"],
                ["organisation", "gln", "reason", "url"]
            ),
            Self::AdministratorAppointed => form!(
                "ADMINISTRATOR_APPOINTED",
                "administrator_appointed",
                ["person", "organisation"],
                ["case", "due", "url"]
            ),
            Self::GrantEnded => form!(
                "GRANT_ENDED",
                "grant_ended",
                ["person", "organisation", "role"],
                ["case", "record", "due", "reason", "url"]
            ),
            Self::WebhookPaused => form!(
                "WEBHOOK_PAUSED",
                "webhook_paused",
                ["webhook", "organisation", "reason"],
                ["case", "url"]
            ),
        }
    }
}

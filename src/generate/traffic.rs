//! What messages each sector exchanges.

/// Which way a message goes, seen from the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Direction {
    /// The number can receive it.
    Receive,
    /// The number can send it.
    Send,
}

/// A sector, as far as messages are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Traffic {
    /// None: a number here is only an address.
    None,
    /// Offices.
    Administration,
    /// Hospitals and their departments.
    Hospital,
    /// Laboratories and radiology.
    Laboratory,
    /// Nursing homes, home care, home nursing.
    Care,
    /// Municipal acute teams.
    Acute,
    /// Rehabilitation.
    Rehabilitation,
    /// Health visiting.
    HealthVisiting,
    /// Dental care.
    Dental,
    /// General practice.
    GeneralPractice,
    /// Medical specialists.
    Specialist,
    /// Physiotherapy.
    Physiotherapy,
    /// Psychologists.
    Psychologist,
    /// Pharmacies.
    Pharmacy,
    /// Other clinics and centres.
    Clinic,
}

impl Traffic {
    /// Every sector that has messages.
    #[cfg(test)]
    pub(super) const ALL: [Self; 14] = [
        Self::Administration,
        Self::Hospital,
        Self::Laboratory,
        Self::Care,
        Self::Acute,
        Self::Rehabilitation,
        Self::HealthVisiting,
        Self::Dental,
        Self::GeneralPractice,
        Self::Specialist,
        Self::Physiotherapy,
        Self::Psychologist,
        Self::Pharmacy,
        Self::Clinic,
    ];

    /// The messages a number of this sector is usually set up for, by their names in the national list, and the way
    /// they go.
    pub(super) fn entries(self) -> impl Iterator<Item = (&'static str, Direction)> {
        let (received, sent) = self.usual();
        let received = received.split_whitespace().map(|message| (message, Direction::Receive));
        received.chain(sent.split_whitespace().map(|message| (message, Direction::Send)))
    }

    /// What is received, and what is sent.
    fn usual(self) -> (&'static str, &'static str) {
        match self {
            Self::None => ("", ""),
            Self::Administration => (
                "DIS91 XDIS91 XDIS90 carecommunication-message acknowledgement-message CTL01",
                "DIS91 XDIS91 carecommunication-message CTL03",
            ),
            Self::Hospital => (
                "REF01 XREF01 BIN01 XDIS16 XDIS14 XDIS91 carecommunication-message CTL03",
                "XDIS91 DIS01 XDIS20 XDIS17 XDIS18 GGOP carecommunication-message \
                 hospitalnotification-message",
            ),
            Self::Laboratory => {
                ("REQ01 XREQ01 REQ03 REF02 CTL02 CTL03", "RPT01 XRPT01 RPT02 RPT04 DIS05 DAO01 RUC07")
            }
            Self::Care => (
                "XDIS20 XDIS17 XDIS18 XDIS19 XDIS91 XREF15 DIS91 carecommunication-message \
                 hospitalnotification-message",
                "XDIS16 XDIS14 XDIS91 DIS95 carecommunication-message homecareobservation-message",
            ),
            Self::Acute => (
                "XREF22 XREF15 XDIS91 carecommunication-message hospitalnotification-message \
                 homecareobservation-message XBIN01",
                "XDIS22 XDIS15 XDIS91 carecommunication-message homecareobservation-message \
                 acknowledgement-message",
            ),
            Self::Rehabilitation => (
                "GGOP DGOP XREF15 XDIS91 DIS91 carecommunication-message FS3X100",
                "XDIS15 XDIS91 XDIS13 carecommunication-message FS3X100",
            ),
            Self::HealthVisiting => (
                "XDIS32 DIS32 XDIS91 DIS91 XREF15 carecommunication-message",
                "XDIS91 XDIS15 carecommunication-message CTL03",
            ),
            Self::Dental => (
                "XREF15 DIS91 XDIS91 carecommunication-message CTL01",
                "REF01 DIS91 XDIS91 carecommunication-message RUC03 PRE01",
            ),
            Self::GeneralPractice => (
                "DIS01 DIS02 DIS06 DIS07 DIS91 RPT01 RPT02 DIS95 carecommunication-message",
                "REF01 REF06 REQ01 DIS91 PRE01 RUC01",
            ),
            Self::Specialist => (
                "REF06 XREF06 DIS01 RPT01 DIS91 carecommunication-message",
                "DIS07 REF01 REQ01 DIS91 PRE01 RUC02",
            ),
            Self::Physiotherapy => (
                "REF07 XREF07 GGOP DIS91 carecommunication-message CTL02",
                "DIS08 DIS91 carecommunication-message RUC04 RUC09",
            ),
            Self::Psychologist => (
                "REF10 XREF10 DIS91 carecommunication-message CTL02",
                "DIS10 DIS91 carecommunication-message RUC10 RUC09",
            ),
            Self::Pharmacy => {
                ("PRE01 XPRE01 DIS91 XDIS91 carecommunication-message CTL02", "PRE60 XPRE60 DIS91 RUC05")
            }
            Self::Clinic => (
                "REF08 XREF15 DIS91 XDIS91 carecommunication-message CTL02",
                "DIS09 DIS91 XDIS15 carecommunication-message RUC11",
            ),
        }
    }
}

//! Where a whole request reads, when it says so beside its query.

use super::scalars::Date;
use crate::model::Revision;

/// The day and the revision at which a request reads wherever its query names none:
/// root fields without `at` and `revision`, and `_entities`, whose keys cannot name
/// any. Whoever serves the schema puts it into a request's data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReadAt {
    /// The day.
    pub(super) at: Option<Date>,
    /// The revision.
    pub(super) revision: Option<Revision>,
}

impl ReadAt {
    /// Reads both in the form of the scalars `Date` and `Revision`.
    pub fn parse(at: Option<&str>, revision: Option<&str>) -> Result<Self, &'static str> {
        let at = at.map(str::parse).transpose().map_err(|_| "the day must be a date such as 2027-01-01")?;
        let revision = revision.map(str::parse).transpose()?;
        Ok(Self { at, revision })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_day_or_no_revision_is_refused() {
        let both = ReadAt::parse(Some("2027-01-01"), Some("17")).expect("both");
        assert_eq!(both.revision, Some(Revision(17)));
        assert_eq!(ReadAt::parse(None, None), Ok(ReadAt::default()));
        for (at, revision) in
            [(Some("tomorrow"), None), (Some("2027-02-30"), None), (None, Some("-1")), (None, Some(""))]
        {
            assert!(ReadAt::parse(at, revision).is_err(), "{at:?} {revision:?}");
        }
    }
}
